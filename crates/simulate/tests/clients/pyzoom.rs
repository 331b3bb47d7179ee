//! pyzoom, which brings its own token, reads settings and pages, and tells refusals apart by their status.

use crate::environment::{PYZOOM, report};
use serde_json::{Value, json};
use simulate::zoom;

/// pyzoom has no sign-in of this kind: it is given a token.
#[expect(clippy::disallowed_methods, reason = "the test plays a third-party client")]
async fn token(running: &zoom::Running, account: &str) -> String {
    let access = running.account(account);
    let form = [("grant_type", "account_credentials"), ("account_id", &access.account_id)];
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = http.post(running.oauth_url()).basic_auth(&access.client_id, Some(&access.client_secret));
    let reply: Value = request.form(&form).send().await.unwrap().json().await.unwrap();
    reply["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn pyzoom_reads_settings_and_every_page() {
    let users = Some(75);
    let running = zoom::start(zoom::Config { users, ..zoom::Config::default() }).await.unwrap();
    let token = token(&running, "large").await;
    let read = report(&PYZOOM.run("pyzoom_reads.py", &[&running.base_url, &token], &[]).await);
    // Its second request names no page size: thirty a page from then on, and nobody is missed.
    assert_eq!((&read["users"], &read["unique"]), (&json!(75), &json!(75)));
    let log = running.control("GET", "requests", Value::Null).await.unwrap();
    let is_page = |line: &&Value| line["path"] == "/v2/users" && line["status"] == 200;
    assert_eq!(log["requests"].as_array().unwrap().iter().filter(is_page).count(), 4);
    assert_eq!((&read["waiting_room"], &read["host_video"]), (&json!(true), &json!(false)));
    assert_eq!(
        read["refusals"],
        json!({ "no token": "NotAuthorized", "no role": "BadRequest", "no user": "NotFound" })
    );
}
