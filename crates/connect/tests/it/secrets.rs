//! Planted secrets are nowhere: not in errors, not in values, not in logs, whatever the service sends back.

use crate::fake::{
    CLIENT_SECRET, Fake, Reply, Seen, TOKEN, credentials, first, good, json_reply, reply, zoom_at,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use connect::source::{ConnectError, Source, zoom::Zoom, zoom::ZoomConfig};
use model::SystemClock;
use serde_json::json;
use std::{
    io,
    sync::{Arc, Mutex},
};

fn planted() -> Vec<String> {
    let encoded = url::form_urlencoded::byte_serialize(CLIENT_SECRET.as_bytes()).collect();
    vec![
        CLIENT_SECRET.into(),
        TOKEN.into(),
        BASE64_STANDARD.encode(format!("client-1:{CLIENT_SECRET}")),
        encoded,
    ]
}

fn assert_clean(shown: &str, where_from: &str) {
    for secret in planted() {
        assert!(!shown.contains(&secret), "{where_from}: {shown}");
    }
}

/// A service that sends back whatever it was sent, in every place that is quoted.
fn echo(seen: &Seen, nth: usize) -> Reply {
    let all = planted().join(" and ");
    let said = format!("you sent {} {} {all}", seen.headers["authorization"].to_str().unwrap(), seen.body);
    match nth % 8 {
        0 => json_reply(
            400,
            &json!({"code": 4711, "message": format!("{said}, does not contain scopes:[{TOKEN}]")}),
        ),
        1 => json_reply(400, &json!({"code": 9, "message": said})),
        2 => json_reply(429, &json!({"code": 429, "message": said})).with("x-zm-trackingid", TOKEN),
        3 => reply(200, said),
        4 => json_reply(200, &json!({"security": {"echo": said}})),
        5 => json_reply(401, &json!({"code": 124, "message": said})),
        6 => reply(302, "").with("location", format!("https://evil.example/?token={TOKEN}")),
        _ => json_reply(403, &json!({"code": 200, "message": said})),
    }
}

#[tokio::test]
async fn nothing_read_or_refused_shows_them() {
    let fake =
        Fake::start(|seen, nth| if seen.method == "POST" { good(seen) } else { echo(seen, nth) }).await;
    let (account, _) = zoom_at(&fake.base);
    let (mut pages, mut errors) = (0, 0);
    for _ in 0..16 {
        match first(&account, "settings").await {
            Ok(page) => {
                pages += 1;
                assert_clean(&format!("{page:?}"), "page");
            }
            Err(error) => {
                errors += 1;
                assert_clean(&format!("{error} {error:?} {}", error.mend()), "error");
            }
        }
    }
    assert!(pages >= 3 && errors >= 8, "{pages} pages and {errors} errors");
}

#[tokio::test]
async fn nothing_said_at_the_sign_in_shows_them() {
    for error in ["invalid_client", "invalid_request", "unsupported_grant_type", "something_new"] {
        // The first token is given and then not taken, so that the second sign-in can send it back as well.
        let fake = Fake::start(move |seen, nth| {
            let header = seen.headers["authorization"].to_str().unwrap();
            let sent = format!("{} {} {header}", planted().join(" "), seen.body);
            match (seen.method.as_str(), nth) {
                ("POST", 1) => good(seen),
                ("POST", _) => json_reply(400, &json!({"reason": sent, "error": error})),
                _ => reply(401, ""),
            }
        })
        .await;
        let error = first(&zoom_at(&fake.base).0, "settings").await.unwrap_err();
        assert!(matches!(error, ConnectError::SignIn { .. }));
        assert_clean(&format!("{error} {error:?} {}", error.mend()), "sign-in");
    }
}

#[test]
fn nothing_said_of_the_form_shows_them() {
    let zoom = Zoom::new(&ZoomConfig::default(), Arc::new(SystemClock)).unwrap();
    let mut fields = credentials();
    for field in ["account_id", "client_id", "client_secret", "cloud", "base_url"] {
        fields.insert(field.into(), model::Secret::new(format!("{CLIENT_SECRET} with a blank")));
    }
    let problems = zoom.open(&fields).err().unwrap();
    assert_eq!(problems.len(), 5);
    assert_clean(&format!("{problems:?}"), "form");
}

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_log_shows_them() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let fake = Fake::start(|seen, nth| match seen.method.as_str() {
        "POST" => good(seen),
        _ => echo(seen, nth).with("x-zm-trackingid", format!("v=2.0;rid={TOKEN}")),
    })
    .await;
    let (account, _) = zoom_at(&fake.base);
    for _ in 0..8 {
        let _ = first(&account, "settings").await;
    }
    let shown = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(shown.contains("Zoom answered") && shown.contains("v=2.0;rid=[redacted]"), "{shown:.2000}");
    assert_clean(&shown, "log");
}
