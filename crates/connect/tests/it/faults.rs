//! Faults on the wire: none of them is ever a value or an absence.

use crate::fake::{Fake, Piece, bytes, first, good, raw, reply, zoom_with};
use connect::http::Limits;
use connect::source::{ConnectError, TransientCause, zoom::ZoomConfig};
use std::time::Duration;
use url::Url;

async fn settings_at(base: &Url) -> ConnectError {
    let limits = Limits { read: Duration::from_millis(200), ..Limits::default() };
    let (account, _) = zoom_with(&ZoomConfig { base: Some(base.clone()), limits });
    let error = first(&account, "settings").await.unwrap_err();
    assert!(!error.mend().is_empty());
    error
}

fn cause(error: &ConnectError) -> TransientCause {
    match error {
        ConnectError::Transient { cause, .. } => *cause,
        other => panic!("{other:?}"),
    }
}

const BODY: &str = r#"{"security":{"sign_in_with_two_factor_auth":"all"}}"#;

#[tokio::test]
async fn a_body_cut_anywhere_is_truncated() {
    for cut in [0, 1, BODY.len() / 2, BODY.len() - 1] {
        let text = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", BODY.len(), &BODY[..cut]);
        let base = raw("http", true, vec![bytes(text)]).await;
        assert_eq!(cause(&settings_at(&base).await), TransientCause::Truncated, "{cut}");
    }
}

#[tokio::test]
async fn a_wrong_content_length_is_noticed() {
    let short =
        format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{BODY}", BODY.len() - 5);
    let base = raw("http", true, vec![bytes(short)]).await;
    assert_eq!(cause(&settings_at(&base).await), TransientCause::Truncated);
    let none = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n{BODY}");
    let base = raw("http", true, vec![bytes(none)]).await;
    assert_eq!(cause(&settings_at(&base).await), TransientCause::Empty);
    // Without a length the end of the connection ends the body: what was cut there is no JSON.
    let open = format!("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{}", &BODY[..BODY.len() - 1]);
    let base = raw("http", true, vec![bytes(open)]).await;
    assert_eq!(cause(&settings_at(&base).await), TransientCause::Truncated);
}

#[tokio::test]
async fn a_body_that_stalls_times_out() {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{}", BODY.len(), &BODY[..9]);
    for pieces in [vec![Piece::Hang], vec![bytes(head), Piece::Hang]] {
        let base = raw("http", true, pieces).await;
        assert_eq!(cause(&settings_at(&base).await), TransientCause::TimedOut);
    }
}

#[tokio::test]
async fn trouble_and_gateways_pages_are_passing() {
    for (status, body, expected) in [
        (500, "", TransientCause::Server),
        (502, "<html>bad gateway</html>", TransientCause::Server),
        (503, BODY, TransientCause::Server),
        (200, "<html>please sign in to the network</html>", TransientCause::Unreadable),
        (200, "", TransientCause::Empty),
        (401, "<html>", TransientCause::Unreadable),
        (403, "<html>forbidden</html>", TransientCause::Unreadable),
    ] {
        let fake = Fake::start(move |seen, _| match seen.target.as_str() {
            "/oauth/token" => good(seen),
            _ => reply(status, body),
        })
        .await;
        let error = settings_at(&fake.base).await;
        assert!(error.is_transient());
        assert_eq!(cause(&error), expected, "{status} {body}");
    }
}

#[tokio::test]
async fn the_connector_repeats_nothing_by_itself() {
    let fake = Fake::start(|seen, _| match seen.target.as_str() {
        "/oauth/token" => good(seen),
        _ => reply(503, ""),
    })
    .await;
    settings_at(&fake.base).await;
    assert_eq!(fake.counts(), (1, 1));
    let fake = Fake::start(|_, _| reply(503, "")).await;
    settings_at(&fake.base).await;
    assert_eq!(fake.counts(), (1, 0));
}
