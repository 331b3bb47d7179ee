//! Every answer that Zoom's token endpoint, or something in its way, is known to give.

use super::*;
use crate::source::zoom::clouds::{Cloud, Clouds};
use crate::source::{SignInCause, TransientCause};
use serde_json::json;

const NOW: Time = Time::from_ms(1_795_248_000_000);
const SECRET: &str = "planted+/secret";

fn answered(status: u16, headers: &[(&'static str, &str)], body: &str) -> Result<Token, ConnectError> {
    let answer = Answer {
        host: "zoom.us".into(),
        status: StatusCode::from_u16(status).unwrap(),
        headers: headers.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect(),
        body: body.as_bytes().to_vec(),
    };
    let endpoints = Clouds::new(None).unwrap().of(Cloud::Commercial);
    let result = read(&answer, &endpoints, &[&Secret::new(SECRET)], NOW);
    if let Err(error) = &result {
        let shown = format!("{error:?} {error} {}", error.mend());
        assert!(!shown.contains("planted") && !error.mend().is_empty(), "{shown}");
    }
    result
}

fn good() -> Value {
    json!({"access_token": "aaa.bbb.ccc", "token_type": "bearer", "expires_in": 3599,
        "scope": "account:read:admin user:read:admin", "api_url": "https://eu01api.zoom.us/"})
}

fn token_of(body: &Value) -> Token {
    answered(200, &[], &body.to_string()).ok().unwrap()
}

#[test]
fn a_token_with_all_that_belongs_to_it() {
    let token = token_of(&good());
    assert_eq!(token.secret.expose(), "aaa.bbb.ccc");
    assert_eq!(token.api.as_str(), "https://eu01api.zoom.us/v2");
    assert_eq!(token.renew_at, NOW.plus(Duration::from_secs(3599 - 300)));
    assert_eq!(token.scopes.unwrap().names(), ["account:read:admin", "user:read:admin"]);
}

#[test]
fn what_may_be_missing_may_be_missing() {
    let token = token_of(&json!({"access_token": "t", "token_type": "Bearer", "expires_in": 40}));
    assert_eq!(token.api.as_str(), "https://api.zoom.us/v2");
    assert!(token.scopes.is_none());
    // A short life keeps three quarters of itself.
    assert_eq!(token.renew_at, NOW.plus(Duration::from_secs(30)));
}

#[test]
fn a_token_that_is_none_is_an_error() {
    for (key, value) in [
        ("access_token", json!("")),
        ("access_token", json!(7)),
        ("access_token", json!("planted\r\nx-evil: 1")),
        ("access_token", json!("x".repeat(TOKEN_BYTES_MAX + 1))),
        ("token_type", json!("mac")),
        ("token_type", json!(null)),
        ("expires_in", json!(0)),
        ("expires_in", json!(-1)),
        ("expires_in", json!("3599")),
        ("expires_in", json!(86_401)),
        ("expires_in", json!(null)),
        ("api_url", json!({"planted": 1})),
    ] {
        let mut body = good();
        body[key] = value.clone();
        let error = answered(200, &[], &body.to_string()).err().unwrap();
        assert!(matches!(error, ConnectError::Unexpected { .. }), "{key} {value}: {error}");
    }
    assert!(answered(201, &[], &good().to_string()).is_err());
}

#[test]
fn an_api_elsewhere_is_refused_with_its_host() {
    let mut body = good();
    body["api_url"] = json!("https://evil.example/planted?token=planted");
    let error = answered(200, &[], &body.to_string()).err().unwrap();
    assert!(matches!(error, ConnectError::Untrusted { .. }));
    assert!(error.to_string().contains("evil.example"), "{error}");
}

#[test]
fn refusals_are_told_apart_with_field_and_cure() {
    use SignInCause::{Account, AppKind, Client, Deactivated, Other};
    let rows: &[(u16, &str, SignInCause, &[&str])] = &[
        (
            400,
            r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#,
            Client,
            &["client_id", "client_secret"],
        ),
        (
            401,
            r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#,
            Client,
            &["client_id", "client_secret"],
        ),
        (
            400,
            r#"{"reason":"you sent planted+/secret","error":"invalid_client"}"#,
            Client,
            &["client_id", "client_secret"],
        ),
        (
            400,
            r#"{"reason":"unsupported grant type","error":"unsupported_grant_type"}"#,
            AppKind,
            &["client_id"],
        ),
        (400, r#"{"reason":"Bad Request","error":"invalid_request"}"#, Account, &["account_id"]),
        (400, r#"{"error":"invalid_request"}"#, Account, &["account_id"]),
        (401, r#"{"reason":"Invalid Token!","error":"invalid_request"}"#, Account, &["account_id"]),
        (400, r#"{"reason":"The app has been disabled","error":"invalid_request"}"#, Deactivated, &[]),
        (400, r#"{"reason":"x","error":"invalid_request","errorCode":4717}"#, Deactivated, &[]),
        (400, r#"{"code":4717,"message":"The app has been disabled"}"#, Deactivated, &[]),
        (400, r#"{"errorCode":"4738","errorMessage":"Token disabled by admin"}"#, Deactivated, &[]),
        (400, r#"{"code":4704,"message":"invalid client secret"}"#, Client, &["client_secret"]),
        (400, r#"{"code":4705,"message":"grant type not supported"}"#, AppKind, &["client_id"]),
        (400, r#"{"error":"invalid_grant"}"#, Other, &[]),
        (400, r#"{"code":4735,"message":"token owner does not exist"}"#, Deactivated, &[]),
        (403, r#"{"reason":"x","error":"access_denied"}"#, Other, &[]),
        (
            200,
            r#"{"reason":"Invalid client_id or client_secret","error":"invalid_client"}"#,
            Client,
            &["client_id", "client_secret"],
        ),
    ];
    for (status, body, expected, at) in rows {
        match answered(*status, &[], body).err().unwrap() {
            ConnectError::SignIn { cause, fields, .. } => {
                assert_eq!((&cause, &fields), (expected, at), "{body}")
            }
            other => panic!("{body}: {other:?}"),
        }
    }
}

#[test]
fn a_wrong_reason_alone_decides_nothing() {
    // The words of one refusal under the name of another: the name counts.
    let body = r#"{"reason":"The app has been disabled","error":"invalid_client"}"#;
    let ConnectError::SignIn { cause, .. } = answered(400, &[], body).err().unwrap() else { panic!() };
    assert_eq!(cause, SignInCause::Client);
}

#[test]
fn trouble_is_not_blamed_on_the_credentials() {
    use TransientCause::{Empty, Server, Truncated, Unreadable};
    for (status, body, cause) in [
        (500, r#"{"reason":"x","error":"invalid_client"}"#, Server),
        (503, "<html>", Server),
        (400, r#"{"error":"temporarily_unavailable"}"#, Server),
        (200, "<html>sign in to the network</html>", Unreadable),
        (400, "<html>", Unreadable),
        (200, "", Empty),
        (400, r#"{"reason":"Inv"#, Truncated),
        (200, r#"{"access_token":"planted"#, Truncated),
    ] {
        match answered(status, &[], body).err().unwrap() {
            ConnectError::Transient { cause: found, .. } => assert_eq!(found, cause, "{status} {body}"),
            other => panic!("{status} {body}: {other:?}"),
        }
    }
}

#[test]
fn rate_limits_are_not_blamed_on_the_credentials_either() {
    for body in ["", "<html>", r#"{"code":429,"message":"Too many"}"#, r#"{"error":"invalid_client"}"#] {
        let error = answered(429, &[("retry-after", "5")], body).err().unwrap();
        assert!(matches!(error, ConnectError::Throttled { .. }), "{body}");
        assert_eq!(error.retry_at(NOW), Some(NOW.plus(Duration::from_secs(5))));
    }
}

#[test]
fn what_is_not_understood_is_said_to_be_so() {
    for (status, body) in [
        (200, "{}"),
        (200, "[]"),
        (200, "null"),
        (200, r#"{"token":"planted"}"#),
        (400, "{}"),
        (404, r#"{"error":"not_found"}"#),
        (405, r#"{"error":"invalid_request"}"#),
        (200, r#"{"access_token":"a","access_token":"b","token_type":"bearer","expires_in":9}"#),
    ] {
        let error = answered(status, &[], body).err().unwrap();
        assert!(matches!(error, ConnectError::Unexpected { .. }), "{status} {body}: {error:?}");
    }
}
