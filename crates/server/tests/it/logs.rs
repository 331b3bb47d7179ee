//! What is logged: enough to see what happened, and no secret, however much is asked for.

use crate::world::{PASSWORD, World};
use serde_json::json;
use std::{
    io::Write,
    sync::{Arc, Mutex},
};
use store::testing::TestDb;
use tracing::Level;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_is_logged() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(Level::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // The test's runtime has one thread, so that all handlers log here.
    let _guard = tracing::subscriber::set_default(subscriber);

    let (world, zoom) = World::with_zoom(TestDb::Sqlite).await;
    let dora = world.browser("Dora").await;
    let account = zoom.account("tidy");
    let credentials = json!({
        "account_id": account.account_id,
        "client_id": account.client_id,
        "client_secret": account.client_secret,
    });
    dora.post("/api/v1/connectors/zoom/validation", json!({ "credentials": credentials })).await.expect(200);
    let wrong = json!({ "name": "typed-as-a-name", "password": "a-wrong-password-that-was-planted" });
    world.stranger().post("/api/v1/session", wrong).await.expect(401);
    let bearer = json!({ "name": "Dora", "password": PASSWORD, "kind": "bearer" });
    let token = world.stranger().post("/api/v1/session", bearer).await.expect(200).json()["token"].clone();
    dora.get("/api/v1/instances/name?value=asked-in-a-query").await.expect(200);

    let text = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(text.contains("/api/v1/instances/name"), "requests are logged: {text}");
    let planted = [
        PASSWORD,
        "typed-as-a-name",
        "a-wrong-password-that-was-planted",
        "asked-in-a-query",
        "vouchsafe_session=",
        token.as_str().unwrap(),
        account.client_secret.as_str(),
    ];
    // What the simulator says is its own affair: it stands for a service outside.
    for line in text.lines().filter(|line| !line.contains(" simulate")) {
        for secret in planted {
            assert!(!line.contains(secret), "{line}");
        }
    }
}
