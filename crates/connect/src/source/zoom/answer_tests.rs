//! Every answer that Zoom's API, or something in its way, is known to give.

use super::*;
use crate::source::zoom::view::VIEWS;
use serde_json::json;
use std::time::Duration;

const NOW: Time = Time::from_ms(1_737_331_200_000 + 3_600_000); // 2025-01-20T01:00:00Z
const TOKEN: &str = "planted-token";

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    Answer {
        host: "api.zoom.us".into(),
        status: StatusCode::from_u16(status).unwrap(),
        headers: headers.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect(),
        body: body.as_bytes().to_vec(),
    }
}

/// What the default settings view makes of it. Nothing of it may hold the token, which every body echoes.
fn read(status: u16, body: &str) -> Result<Understood, ConnectError> {
    let secret = Secret::new(TOKEN);
    let result = understand(&answer(status, &[], body), VIEWS[0].shape(), false, &[&secret], NOW);
    if !matches!(result, Ok(Understood::Found(Found::Document(_)))) {
        assert!(!format!("{result:?}").contains(TOKEN), "{result:?}");
    }
    if let Err(error) = &result {
        assert!(!error.to_string().contains(TOKEN) && !error.mend().is_empty(), "{error}");
    }
    result
}

fn error(code: i64, message: &str) -> String {
    serde_json::json!({"code": code, "message": message}).to_string()
}

fn absence(status: u16, body: &str) -> Absence {
    match read(status, body) {
        Ok(Understood::Found(Found::Absent(absence))) => absence,
        other => panic!("{status} {body}: {other:?}"),
    }
}

#[test]
fn definite_absences() {
    use AbsenceKind::{NotFound, NotLicensed, ScopeMissing};
    for (status, code, message, kind, right) in [
        (
            400,
            4700,
            "Invalid access token, does not contain account:read:admin scope.",
            ScopeMissing,
            Some("account:read:admin"),
        ),
        (
            400,
            4700,
            "Invalid access token, does not contain scopes:[account:read:admin, account:master].",
            ScopeMissing,
            Some("account:read:admin"),
        ),
        (
            400,
            4711,
            "Invalid access token, does not contain scopes:[account:read:settings:admin].",
            ScopeMissing,
            Some("account:read:settings:admin"),
        ),
        (
            401,
            4711,
            "Invalid access token, does not contain scopes:[account:read:settings:admin].",
            ScopeMissing,
            Some("account:read:settings:admin"),
        ),
        (400, 4711, "Something new", ScopeMissing, None),
        (
            400,
            104,
            "Invalid access token, does not contain scopes:[mail:read:admin].",
            ScopeMissing,
            Some("mail:read:admin"),
        ),
        (
            200,
            4711,
            "Invalid access token, does not contain scopes:[a:b:c:admin].",
            ScopeMissing,
            Some("a:b:c:admin"),
        ),
        (200, 200, "Only available for paid accounts.", NotLicensed, None),
        (200, 200, "Only available for paid account:abc.", NotLicensed, None),
        (400, 200, "Only available for Paid account.", NotLicensed, None),
        (400, 200, "Only available for Paid or ZMP account: abc.", NotLicensed, None),
        (403, 200, "Only available for paid accounts.", NotLicensed, None),
        (400, 200, "No permission.", ScopeMissing, None),
        (401, 200, "Account does not enabled REST API.", ScopeMissing, None),
        (404, 2001, "Account does not exist: me", NotFound, None),
        (400, 2001, "Account does not exist: me", NotFound, None),
        (200, 2001, "Account does not exist: me", NotFound, None),
        (404, 1001, "User does not exist: me.", NotFound, None),
        (404, 4130, "A group with this g1 does not exist.", NotFound, None),
        (400, 1034, "Provided `role_id` does not exist.", NotFound, None),
        (
            403,
            403,
            "Authenticated user has not permitted access to the targeted resource.",
            ScopeMissing,
            None,
        ),
        (403, 200, "Access to the Zoom REST API has been denied for this account", ScopeMissing, None),
        (403, 3161, "Your user account is not allowed to do this.", ScopeMissing, None),
    ] {
        let found = absence(status, &error(code, message));
        assert_eq!((found.kind, found.right.as_deref()), (kind, right), "{status} {code} {message}");
        assert_eq!(found.message, message);
    }
}

#[test]
fn the_words_of_an_absence_are_cut_cleaned_and_never_empty() {
    let long = format!("Only available for paid\n{TOKEN}\u{7} {}", "x".repeat(900));
    let found = absence(200, &error(200, &long));
    assert!(found.message.chars().count() <= crate::http::WORDS_CHARS_MAX);
    assert!(found.message.starts_with("Only available for paid [redacted] xxx"), "{}", found.message);
    assert_eq!(absence(403, &error(1, "")).message, "HTTP 403, code 1");
}

#[test]
fn dead_tokens() {
    for (status, body) in [
        (401, error(124, "Access token is expired.")),
        (401, error(124, "Invalid access token.")),
        (400, error(124, "Invalid access token.")),
        (200, error(124, "Invalid access token.")),
        (401, error(201, "Access token is expired.")),
        (401, error(9999, "Something new about planted-token")),
        (401, "{}".into()),
        (401, "".into()),
        (401, "<html>".into()),
    ] {
        assert!(matches!(read(status, &body), Ok(Understood::TokenRefused(_))), "{status} {body}");
    }
    // Where the second refusal is not Zoom's, it is not the credentials that are blamed.
    let Ok(Understood::TokenRefused(ConnectError::Transient { cause, .. })) = read(401, "<html>") else {
        panic!()
    };
    assert_eq!(cause, TransientCause::Unreadable);
    let Ok(Understood::TokenRefused(ConnectError::SignIn { cause, words, .. })) =
        read(401, &error(124, "Invalid access token."))
    else {
        panic!()
    };
    assert_eq!((cause, words.as_deref()), (SignInCause::TokenRefused, Some("Invalid access token.")));
}

#[test]
fn passing_failures() {
    use TransientCause::{Empty, Server, Truncated, Unreadable};
    let html = "<html><body>planted-token</body></html>";
    for (status, body, cause) in [
        (500, "", Server),
        (500, r#"{"code":4711,"message":"does not contain scopes:[a:b]"}"#, Server),
        (502, html, Server),
        (503, r#"{"security":{}}"#, Server),
        (504, "", Server),
        (408, "", Server),
        (200, "", Empty),
        (200, " \n", Empty),
        (200, html, Unreadable),
        (200, "planted-token", Unreadable),
        (200, r#"{"security":{"a":"#, Truncated),
        (200, r#"{"security":{}} trailing"#, Unreadable),
        (400, html, Unreadable),
        (403, html, Unreadable),
        (404, html, Unreadable),
        (404, "", Empty),
        (400, r#"{"code":4711,"mess"#, Truncated),
    ] {
        match read(status, body) {
            Err(ConnectError::Transient { cause: found, status: seen, .. }) => {
                assert_eq!((found, seen), (cause, Some(status)), "{status} {body}");
            }
            other => panic!("{status} {body}: {other:?}"),
        }
    }
    assert!(matches!(read(200, "\u{feff}{\"security\":{}}"), Err(ConnectError::Transient { .. })));
}

#[test]
fn what_is_not_understood_is_neither_a_value_nor_an_absence() {
    for (status, body) in [
        (200, "[]".to_owned()),
        (200, "null".into()),
        (200, "true".into()),
        (200, r#""text""#.into()),
        (200, "{}".into()),
        (200, r#"{"security":null}"#.into()),
        (200, r#"{"meeting_security":{"waiting_room":true}}"#.into()),
        (200, r#"{"reason":"Invalid","error":"invalid"}"#.into()),
        (200, r#"{"code":"124","message":"Invalid access token."}"#.into()),
        (200, r#"{"code":4711,"security":{}}"#.into()),
        (200, r#"{"code":1.5,"message":"x","security":{}}"#.into()),
        (200, r#"{"code":9,"message":"planted-token","security":{"a":true}}"#.into()),
        (200, r#"{"security":{},"security":{}}"#.into()),
        (200, format!(r#"{{"security":{}1{}}}"#, "[".repeat(40), "]".repeat(40))),
        (201, r#"{"security":{}}"#.into()),
        (206, r#"{"security":{}}"#.into()),
        (400, "{}".into()),
        (403, "{}".into()),
        (404, r#"{"code":"2001","message":"x"}"#.into()),
        (404, r#"{"code":2001}"#.into()),
        (400, error(200, "Something new about planted-token")),
        (200, error(200, "Something new")),
        (400, error(300, "Validation Failed.")),
        (400, error(2300, "This API endpoint is not recognized.")),
        (400, error(4700, "Token cannot be empty.")),
        (400, error(104, "Something else")),
        (400, error(1010, "User does not belong to this account.")),
        (410, error(4137, "Gone")),
        (404, error(3001, "Meeting does not exist")),
        (500 - 1, error(7, "x")),
    ] {
        let result = read(status, &body);
        assert!(matches!(result, Err(ConnectError::Unexpected { .. })), "{status} {body}: {result:?}");
        assert!(!result.unwrap_err().is_transient());
    }
}

#[test]
fn rate_limits_in_every_form() {
    let second = "You have reached the maximum per-second rate limit for this API. Try again later.";
    let day = "You have reached the maximum daily rate limit for this API. Refer to the response header for details on when you can make another request.";
    let midnight = Time::from_ms(1_737_331_200_000 + 86_400_000);
    let after = |s| Some(NOW.plus(Duration::from_secs(s)));
    const QPS: (&str, &str) = ("x-ratelimit-type", "QPS");
    const DAILY: (&str, &str) = ("x-ratelimit-type", "Daily-limit");
    let json = |message: &str| error(429, message);
    type Row<'a> = (u16, &'a [(&'static str, &'a str)], String, bool, Option<Time>);
    let rows: Vec<Row<'_>> = vec![
        (429, &[], json(second), false, None),
        (429, &[QPS, ("x-ratelimit-reset", "1737334802")], json(second), false, after(2)),
        (429, &[("retry-after", "7")], json(second), false, after(7)),
        (429, &[("retry-after", "Mon, 20 Jan 2025 01:00:09 GMT")], json(second), false, after(9)),
        (429, &[DAILY, ("retry-after", "2025-01-21T00:00:00Z")], json(day), true, Some(midnight)),
        (429, &[], json(day), true, Some(midnight)),
        (429, &[DAILY], "<html>slow down</html>".into(), true, Some(midnight)),
        (429, &[], "<html>slow down</html>".into(), false, None),
        (429, &[], "".into(), false, None),
        (429, &[("retry-after", "when ready"), ("x-ratelimit-reset", "never")], json(second), false, None),
        (
            429,
            &[],
            json("Too many concurrent requests. A request to disassociate this user has already been made."),
            false,
            None,
        ),
        (200, &[], json(second), false, None),
        (400, &[], json(day), true, Some(midnight)),
    ];
    for (status, headers, body, is_daily, expected) in rows {
        let secret = Secret::new(TOKEN);
        let result = understand(&answer(status, headers, &body), VIEWS[0].shape(), false, &[&secret], NOW);
        match result {
            Err(error @ ConnectError::Throttled { daily, until, .. }) => {
                assert_eq!((daily, until), (is_daily, expected), "{headers:?} {body}");
                assert_eq!((error.is_transient(), error.retry_at(NOW)), (true, expected));
            }
            other => panic!("{headers:?} {body}: {other:?}"),
        }
    }
}

#[test]
fn retry_after_counts_in_trouble_too() {
    let result = understand(&answer(503, &[("retry-after", "30")], ""), VIEWS[0].shape(), false, &[], NOW);
    assert_eq!(result.unwrap_err().retry_at(NOW), Some(NOW.plus(Duration::from_secs(30))));
}

#[test]
fn a_page_that_is_no_longer_kept_begins_the_list_anew() {
    let stale = error(300, "The next page token is invalid or expired.");
    let read = |paging| {
        let users = VIEWS.iter().find(|view| view.signal == "users").unwrap();
        understand(&answer(400, &[], &stale), users.shape(), paging, &[], NOW)
    };
    assert!(matches!(read(true), Err(ConnectError::Changed { .. })));
    assert!(matches!(read(false), Err(ConnectError::Unexpected { .. })));
}

#[test]
fn documents_are_kept_as_zoom_sends_them() {
    let body = r#"{"security":{"a":[1,2.5,null]},"unknown_section":{"x":"y"},"code":0}"#;
    let Ok(Understood::Found(Found::Document(document))) = read(200, body) else { panic!() };
    let kept = keep(Presence::Document { value: Value::Object(document) }, &[]);
    assert_eq!(kept, Presence::Document { value: serde_json::from_str(body).unwrap() });
}

#[test]
fn secrets_are_taken_out_of_rows() {
    let secret = Secret::new(TOKEN);
    let rows = vec![json!({"settings": {"chat": {"passcode": "planted"}}}), json!({"echo": TOKEN})];
    let kept = keep(Presence::Table(model::Table { rows, complete: true }), &[&secret]);
    let rows = vec![json!({"settings": {"chat": {"passcode": "[redacted]"}}}), json!({"echo": "[redacted]"})];
    assert_eq!(kept, Presence::Table(model::Table { rows, complete: true }));
}
