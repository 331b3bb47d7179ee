//! Validation: what the wizard is told.

use crate::fake::{ACCOUNT_ID, Fake, SCOPES, first, good, good_token, json_reply, raw, reply, zoom_at};
use connect::source::{ConnectError, SignInCause, TransientCause, Validation};
use serde_json::{Value, json};
use url::Url;

async fn with_scopes(scopes: Value, user: Value) -> (Result<Validation, ConnectError>, Fake) {
    let fake = Fake::start(move |seen, _| match seen.target.as_str() {
        "/oauth/token" => {
            let mut token = good_token();
            token["scope"] = scopes.clone();
            json_reply(200, &token)
        }
        _ => json_reply(200, &user),
    })
    .await;
    let (account, _) = zoom_at(&fake.base);
    (account.validate().await, fake)
}

/// Every granular scope that the connector may use.
fn granular(access: &str) -> String {
    let scopes = [
        "account:read:settings",
        "account:read:lock_settings",
        "account:read:managed_domains",
        "account:read:trusted_domains",
        "user:read:list_users",
        "user:read:user",
        "role:read:list_roles",
        "role:read:role",
        "role:read:list_members",
        "group:read:list_groups",
        "group:read:settings",
        "report:read:operation_logs",
        "report:read:user_activities",
    ];
    let scopes: Vec<_> = scopes.iter().map(|scope| format!("{scope}:{access}")).collect();
    format!("{} marketplace:read:list_apps:admin", scopes.join(" "))
}

fn own_user() -> Value {
    json!({"id": "u1", "account_id": ACCOUNT_ID})
}

#[tokio::test]
async fn either_family_of_scopes_is_enough() {
    for scopes in [
        SCOPES.to_owned(),
        granular("admin"),
        granular("master").replace("user:read:user:master", "user:read:user"),
        format!("{SCOPES} meeting:read:meeting:admin").replace("role:read:admin", &granular("admin")),
    ] {
        let validation = with_scopes(json!(scopes), own_user()).await.0.unwrap();
        assert!(validation.missing.is_empty(), "{scopes}");
        assert!(validation.account_confirmed);
    }
}

#[tokio::test]
async fn missing_scopes_are_named_with_what_they_cost() {
    let (validation, fake) = with_scopes(json!("meeting:read:list_meetings:admin"), own_user()).await;
    let validation = validation.unwrap();
    assert!(validation.lacks_required());
    let missing: Vec<_> = validation
        .missing
        .iter()
        .map(|right| (right.right.as_str(), right.required, right.signals.len()))
        .collect();
    let expected = [
        ("account:read:settings:admin", true, 5),
        ("account:read:lock_settings:admin", false, 2),
        ("account:read:managed_domains:admin", false, 1),
        ("account:read:trusted_domains:admin", false, 1),
        ("user:read:list_users:admin", false, 1),
        ("user:read:user:admin", false, 1),
        ("role:read:list_roles:admin", false, 2),
        ("role:read:role:admin", false, 2),
        ("role:read:list_members:admin", false, 1),
        ("group:read:list_groups:admin", false, 4),
        ("group:read:settings:admin", false, 3),
        ("report:read:operation_logs:admin", false, 1),
        ("report:read:user_activities:admin", false, 1),
        ("marketplace:read:list_apps:admin", false, 1),
    ];
    assert_eq!(missing, expected);
    // Without the right to read the user nothing is tried: the account is the one that was entered.
    assert_eq!((validation.account_id.as_str(), validation.account_confirmed), (ACCOUNT_ID, false));
    assert_eq!(fake.counts(), (1, 0));
}

#[tokio::test]
async fn two_classic_scopes_are_enough_to_begin_with_and_the_others_are_named_in_both_spellings() {
    let validation = with_scopes(json!("account:read:admin user:read:admin"), own_user()).await.0.unwrap();
    assert!(!validation.lacks_required() && validation.account_confirmed);
    let named: std::collections::BTreeSet<_> =
        validation.missing.iter().map(|right| right.right.as_str()).collect();
    let expected = ["group:read:admin", "marketplace_app:read:admin", "report:read:admin", "role:read:admin"];
    assert_eq!(named, expected.into());
    assert!(
        validation.missing.iter().all(|right| right.right == right.classic && !right.granular.is_empty())
    );
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_told_at_once_and_with_every_page() {
    for (date, said) in [
        ("Sat, 21 Nov 2026 08:10:00 GMT", Some("10 minutes behind")),
        ("Sat, 21 Nov 2026 07:50:00 GMT", Some("10 minutes ahead")),
        ("Sat, 21 Nov 2026 08:04:59 GMT", None),
    ] {
        let fake = Fake::start(move |seen, _| match seen.target.as_str() {
            "/oauth/token" => json_reply(200, &good_token()).with("date", date),
            _ => good(seen),
        })
        .await;
        let account = zoom_at(&fake.base).0;
        let validation = account.validate().await.unwrap();
        let page = first(&account, "settings").await.unwrap();
        for warnings in [validation.warnings, page.warnings] {
            assert_eq!(warnings.len(), usize::from(said.is_some()), "{date}");
            assert!(warnings.iter().all(|warning| warning.contains(said.unwrap())), "{warnings:?}");
        }
    }
}

#[tokio::test]
async fn a_token_without_scopes_lacks_all_and_one_that_does_not_say_is_not_understood() {
    assert!(with_scopes(json!(""), own_user()).await.0.unwrap().lacks_required());
    for scopes in [json!(null), json!(7), json!(["account:read:admin"])] {
        let error = with_scopes(scopes, own_user()).await.0.unwrap_err();
        assert!(matches!(error, ConnectError::Unexpected { .. }));
    }
}

#[tokio::test]
async fn another_account_than_the_one_entered_is_named() {
    let user = json!({"id": "u1", "account_id": "another-account"});
    let error = with_scopes(json!("account:read:admin user:read:admin"), user).await.0.unwrap_err();
    assert_eq!(error.fields(), ["account_id"]);
    assert!(error.to_string().contains("another-account"), "{error}");
}

#[tokio::test]
async fn an_account_that_is_not_named_is_not_confirmed() {
    let scopes = || json!("account:read:admin user:read:admin");
    let unnamed = with_scopes(scopes(), json!({"id": "u1"})).await.0.unwrap();
    assert!(!unnamed.account_confirmed);
    let missing = json!({"code": 4711, "message": "Invalid access token, does not contain scopes:[user:read:user:admin]."});
    assert!(!with_scopes(scopes(), missing).await.0.unwrap().account_confirmed);
    let odd = with_scopes(scopes(), json!({"hello": 1})).await.0.unwrap_err();
    assert!(matches!(odd, ConnectError::Unexpected { .. }));
}

#[tokio::test]
async fn every_validation_signs_in_anew() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let (account, _) = zoom_at(&fake.base);
    account.validate().await.unwrap();
    account.validate().await.unwrap();
    assert_eq!(fake.counts(), (2, 2));
}

async fn refused(status: u16, body: &'static str) -> ConnectError {
    let fake = Fake::start(move |_, _| reply(status, body)).await;
    let error = zoom_at(&fake.base).0.validate().await.unwrap_err();
    assert!(!error.mend().is_empty());
    error
}

#[tokio::test]
async fn what_is_wrong_is_told_apart() {
    use SignInCause::{Account, AppKind, Client, Deactivated};
    for (body, expected, at) in [
        (
            r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#,
            Client,
            &["client_id", "client_secret"][..],
        ),
        (r#"{"errorCode":4702,"errorMessage":"Invalid client"}"#, Client, &["client_id"]),
        (r#"{"errorCode":4704,"errorMessage":"Invalid secret"}"#, Client, &["client_secret"]),
        (r#"{"reason":"The application has been deleted","error":"invalid_client"}"#, Deactivated, &[]),
        (r#"{"errorCode":4735,"errorMessage":"Token owner does not exist"}"#, Deactivated, &[]),
        (r#"{"reason":"Bad Request","error":"invalid_request"}"#, Account, &["account_id"]),
        (r#"{"reason":"unsupported grant type","error":"unsupported_grant_type"}"#, AppKind, &["client_id"]),
        (r#"{"reason":"The app has been disabled","error":"invalid_request"}"#, Deactivated, &[]),
    ] {
        match refused(400, body).await {
            ConnectError::SignIn { cause, fields, .. } => assert_eq!((cause, fields), (expected, at)),
            error => panic!("{body}: {error:?}"),
        }
    }
    assert!(matches!(refused(429, "").await, ConnectError::Throttled { .. }));
    let html = refused(200, "<html>").await;
    assert!(matches!(html, ConnectError::Transient { cause: TransientCause::Unreadable, .. }));
}

#[tokio::test]
async fn the_network_and_tls_are_not_blamed_on_the_credentials() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let nobody = zoom_at(&base).0.validate().await.unwrap_err();
    assert!(matches!(nobody, ConnectError::Transient { cause: TransientCause::Network, .. }));
    let base = raw("https", false, vec![crate::fake::bytes("HTTP/1.1 400 Bad Request\r\n\r\n")]).await;
    let tls = zoom_at(&base).0.validate().await.unwrap_err();
    assert!(matches!(tls, ConnectError::Untrusted { .. }) && tls.to_string().contains("TLS"), "{tls}");
    assert_eq!((nobody.fields().len(), tls.fields().len()), (0, 0));
}
