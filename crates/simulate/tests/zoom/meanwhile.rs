//! What changes while an account is being read, and a clock that is wrong.

use crate::support::Zoom;
use serde_json::{Value, json};

fn mails(page: &Value) -> Vec<&str> {
    page["users"].as_array().unwrap().iter().map(|user| user["email"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_list_changes_between_two_pages() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let gone = ["olive.owner@tidy.example.com"];
    zoom.fault(json!({ "path": "/v2/users", "kind": "meanwhile", "remove_users": gone, "add_users": 2 }))
        .await;
    let first = zoom.get(&token, "/users?page_size=2").await.json();
    assert_eq!(mails(&first), ["olive.owner@tidy.example.com", "ada.admin@tidy.example.com"]);
    let next = first["next_page_token"].as_str().unwrap();
    let rest = zoom.get(&token, &format!("/users?page_size=300&next_page_token={next}")).await.json();
    // Whoever moved to a place that was read already is missed, as with every list that is paged by place.
    assert!(!mails(&rest).contains(&"sami.auditor@tidy.example.com"));
    assert_eq!(
        (mails(&rest).len(), &rest["total_records"], &first["total_records"]),
        (4, &json!(6), &json!(5))
    );
    let again = zoom.get(&token, "/users").await.json();
    assert_eq!(mails(&again).len(), 6);
}

#[tokio::test]
async fn scopes_go_and_tokens_die_in_the_middle_of_a_scan() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let order = json!({
        "account": "tidy", "path": "/v2/accounts/me/settings", "kind": "meanwhile",
        "scopes": ["account:read:admin"], "revoke_tokens": true,
    });
    zoom.fault(order).await;
    assert_eq!(zoom.get(&token, "/accounts/me/settings").await.status, 200);
    zoom.get(&token, "/users").await.is_error(401, 124, "Invalid access token.");
    let token = zoom.token("tidy").await;
    assert_eq!(zoom.get(&token, "/users").await.error().1, 4700);
    zoom.fault(json!({ "path": "/v2/accounts/me/settings", "kind": "meanwhile", "app": "deactivated" }))
        .await;
    assert_eq!(zoom.get(&token, "/accounts/me/settings").await.status, 200);
    assert_eq!(zoom.get(&token, "/accounts/me/settings").await.status, 401);
}

#[tokio::test]
async fn page_tokens_go_stale_in_the_middle_of_a_list() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let order = json!({
        "path": "/v2/groups", "kind": "meanwhile", "expire_pages": true,
        "switches": { "api_url": "https://elsewhere.example.com" },
    });
    zoom.fault(order).await;
    let first = zoom.get(&token, "/groups?page_size=1").await.json();
    let next = first["next_page_token"].as_str().unwrap();
    let stale = zoom.get(&token, &format!("/groups?page_size=1&next_page_token={next}")).await;
    stale.is_error(400, 300, "The next page token is invalid or expired.");
    let secret = zoom.running.account("tidy").client_secret.clone();
    let reply = zoom.sign_in("tidy", &secret).await.json();
    assert_eq!(reply["api_url"], "https://elsewhere.example.com");
}

#[tokio::test]
async fn replies_are_dated_by_a_clock_that_is_wrong() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let order = |off_ms: i64| json!({ "path": "/v2/users/me", "kind": "date", "off_ms": off_ms, "times": 1 });
    zoom.fault(order(600_000)).await;
    let ahead = zoom.get(&token, "/users/me").await;
    assert_eq!((ahead.status.as_u16(), ahead.header("date")), (200, Some("Sat, 21 Nov 2026 08:10:00 GMT")));
    zoom.fault(order(-600_000)).await;
    assert_eq!(zoom.get(&token, "/users/me").await.header("date"), Some("Sat, 21 Nov 2026 07:50:00 GMT"));
    let right = zoom.get(&token, "/users/me").await;
    assert!(right.header("date").is_some_and(|date| !date.ends_with("07:50:00 GMT")));
}
