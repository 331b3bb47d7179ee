//! Scopes: missing ones are refused before anything else is looked at, in the words of either family.

use crate::support::Zoom;
use serde_json::json;

async fn with_scopes(zoom: &Zoom, family: &str, scopes: &[&str]) -> String {
    let order = json!({ "account": "tidy", "family": family, "scopes": scopes });
    zoom.control("PUT", "scopes", order).await;
    zoom.token("tidy").await
}

#[tokio::test]
async fn a_granular_app_is_told_4711() {
    let zoom = Zoom::start().await;
    let token = with_scopes(&zoom, "granular", &["account:read:settings:admin"]).await;
    assert_eq!(zoom.get(&token, "/accounts/me/settings").await.status, 200);
    for (path, scopes) in [
        ("/users", "user:read:list_users:admin"),
        ("/accounts/me/lock_settings", "account:read:lock_settings:master"),
        ("/accounts/nobody/lock_settings", "account:read:lock_settings:master"),
        ("/roles", "role:read:list_roles, role:read:list_roles:admin"),
        ("/users/me", "user:read:user, user:read:user:admin"),
    ] {
        let message = format!("Invalid access token, does not contain scopes:[{scopes}].");
        zoom.get(&token, path).await.is_error(400, 4711, &message);
    }
    let change = zoom.patch(&token, "/accounts/me/settings", json!("not even an object")).await;
    change.is_error(
        400,
        4711,
        "Invalid access token, does not contain scopes:[account:update:settings:admin, \
         account:update:settings:master].",
    );
}

#[tokio::test]
async fn a_classic_app_is_told_4700() {
    let zoom = Zoom::start().await;
    let token = with_scopes(&zoom, "classic", &["account:read:admin"]).await;
    for path in ["/accounts/me/settings", "/accounts/me/lock_settings", "/accounts/me/managed_domains"] {
        assert_eq!(zoom.get(&token, path).await.status, 200);
    }
    let roles = zoom.get(&token, "/roles").await;
    roles.is_error(400, 4700, "Invalid access token, does not contain role:read:admin scope.");
    zoom.get(&token, "/users").await.is_error(
        400,
        4700,
        "Invalid access token, does not contain scopes:[user:write:admin, user:read:admin, user:read, user:write].",
    );
}

#[tokio::test]
async fn the_admin_form_of_the_lock_scope_does_too() {
    let zoom = Zoom::start().await;
    let token = with_scopes(&zoom, "granular", &["account:read:lock_settings:admin"]).await;
    assert_eq!(zoom.get(&token, "/accounts/me/lock_settings").await.status, 200);
}

#[tokio::test]
async fn scopes_are_frozen_in_a_token() {
    let zoom = Zoom::start().await;
    let before = zoom.token("tidy").await;
    let after = with_scopes(&zoom, "granular", &[]).await;
    assert_eq!(zoom.get(&before, "/users").await.status, 200);
    assert_eq!(zoom.get(&after, "/users").await.error().1, 4711);
    zoom.control("PUT", "scopes", json!({ "account": "tidy", "scopes": [], "revoke_tokens": true })).await;
    zoom.get(&before, "/users").await.is_error(401, 124, "Invalid access token.");
}
