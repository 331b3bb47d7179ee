//! Pages: values, absences, and what Zoom says beside them.

use crate::fake::{
    Fake, NOW, Reply, Seen, first, good, good_token, json_reply, page, reply, zoom_at, zoom_with,
};
use connect::http::Limits;
use connect::source::{Allowance, CallClass, ConnectError, Page, zoom::ZoomConfig};
use model::{Absence, AbsenceKind, Presence};
use serde_json::{Value, json};

/// The first settings page when the view answers this.
async fn settings(answer: Reply) -> Result<Page, ConnectError> {
    let fake = Fake::start(move |seen: &Seen, _| match seen.target.as_str() {
        "/oauth/token" => good(seen),
        _ => answer.clone(),
    })
    .await;
    first(&zoom_at(&fake.base).0, "settings").await
}

fn presence(page: Result<Page, ConnectError>) -> Presence {
    let mut page = page.unwrap();
    assert_eq!((page.parts.len(), page.parts[0].signal.as_str()), (1, "account.settings"));
    assert!(page.next.is_some());
    page.parts.remove(0).presence
}

#[tokio::test]
async fn absences_come_as_parts() {
    use AbsenceKind::{NotFound, NotLicensed, ScopeMissing};
    for (status, code, message, kind, right) in [
        (
            400,
            4711,
            "Invalid access token, does not contain scopes:[account:read:settings:admin].",
            ScopeMissing,
            Some("account:read:settings:admin"),
        ),
        (
            400,
            4700,
            "Invalid access token, does not contain account:read:admin scope.",
            ScopeMissing,
            Some("account:read:admin"),
        ),
        (200, 200, "Only available for paid accounts.", NotLicensed, None),
        (404, 2001, "Account does not exist: me", NotFound, None),
        (403, 200, "No permission.", ScopeMissing, None),
    ] {
        let found = presence(settings(json_reply(status, &json!({"code": code, "message": message}))).await);
        let right = right.map(str::to_owned);
        assert_eq!(found, Presence::Absent(Absence { kind, message: message.into(), right }), "{message}");
    }
}

#[tokio::test]
async fn a_right_that_zoom_does_not_name_is_named_where_the_token_lacks_it() {
    let fake = Fake::start(|seen, _| match seen.target.as_str() {
        "/oauth/token" => {
            let mut token = good_token();
            token["scope"] = json!("user:read:user:admin");
            json_reply(200, &token)
        }
        _ => json_reply(403, &json!({"code": 200, "message": "No permission."})),
    })
    .await;
    let found = presence(first(&zoom_at(&fake.base).0, "settings").await);
    let Presence::Absent(absence) = found else { panic!("{found:?}") };
    assert_eq!(absence.right.as_deref(), Some("account:read:settings:admin"));
}

#[tokio::test]
async fn secrets_and_addresses_are_taken_out_of_values() {
    let body = json!({
        "chat": {"send_data_to_third_party_archiving_service": {"enable": true, "type": "smarsh", "user_name": "planted",
            "passcode": "planted", "authorized_channel_token": "planted", "smtp_delivery_address": "planted@example.com"}},
        "security": {"signin_with_sso": {"enable": true, "sso_bypass_users": [{"id": "u1", "email": "planted@example.com"}]}},
    });
    let Presence::Document { value } = presence(settings(json_reply(200, &body)).await) else { panic!() };
    assert!(!value.to_string().contains("planted"), "{value}");
    assert_eq!(value["chat"]["send_data_to_third_party_archiving_service"]["enable"], true);
    assert_eq!(value["security"]["signin_with_sso"]["sso_bypass_users"], json!([{"id": "u1"}]));
}

#[tokio::test]
async fn what_is_left_of_the_limit_is_told_where_zoom_tells_it() {
    let body = json!({"security": {}});
    assert_eq!(settings(json_reply(200, &body)).await.unwrap().allowance, None);
    let told = json_reply(200, &body)
        .with("x-ratelimit-category", "Medium")
        .with("x-ratelimit-type", "Daily-limit")
        .with("x-ratelimit-limit", "2000")
        .with("x-ratelimit-remaining", "3");
    let expected = Allowance { class: Some(CallClass::Medium), limit: 2000, remaining: 3, daily: true };
    assert_eq!(settings(told).await.unwrap().allowance, Some(expected));
}

#[tokio::test]
async fn rate_limits_say_until_when() {
    let body = json!({"code": 429, "message": "You have reached the maximum daily rate limit for this API."});
    let daily = json_reply(429, &body)
        .with("x-ratelimit-type", "Daily-limit")
        .with("retry-after", "2026-11-22T00:00:00Z");
    let error = settings(daily).await.unwrap_err();
    assert!(matches!(error, ConnectError::Throttled { daily: true, .. }));
    assert_eq!(error.retry_at(NOW), Some("2026-11-22T00:00:00Z".parse().unwrap()));
    let plain = settings(reply(429, "<html>")).await.unwrap_err();
    assert!(matches!(plain, ConnectError::Throttled { daily: false, until: None, .. }));
}

#[tokio::test]
async fn pages_that_are_not_there() {
    let fake = Fake::start(|seen, _| good(seen)).await;
    let (account, _) = zoom_at(&fake.base);
    for error in [
        first(&account, "meetings").await.unwrap_err(),
        page(&account, "settings", "account.lock_settings").await.unwrap_err(),
        page(&account, "settings", "").await.unwrap_err(),
    ] {
        assert!(matches!(error, ConnectError::NoSuchPage { .. }) && !error.is_transient());
    }
    assert_eq!(fake.counts(), (0, 0));
    let last = page(&account, "settings", "account.settings.security").await.unwrap();
    assert_eq!(last.next, None);
}

#[tokio::test]
async fn documents_are_bounded() {
    let fake = Fake::start(|seen, _| match seen.target.as_str() {
        "/oauth/token" => good(seen),
        _ => json_reply(200, &json!({"security": {"x": "y".repeat(20_000)}})),
    })
    .await;
    let limits = Limits { body_bytes: 10_000, ..Limits::default() };
    let (account, _) = zoom_with(&ZoomConfig { base: Some(fake.base.clone()), limits });
    let error = first(&account, "settings").await.unwrap_err();
    assert!(matches!(error, ConnectError::Unexpected { .. }), "{error:?}");
    let deep = format!(r#"{{"security":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    assert!(matches!(settings(reply(200, deep)).await, Err(ConnectError::Unexpected { .. })));
    let kept: Value = json!({"security": {"x": "y".repeat(20_000)}});
    assert_eq!(presence(settings(json_reply(200, &kept)).await), Presence::Document { value: kept });
}
