//! zoomus signs in to both simulated accounts and reads from them.

use crate::environment::{ZOOMUS, report};
use serde_json::{Value, json};
use simulate::zoom;
use std::process::Output;

async fn read(running: &zoom::Running, account: &str, secret: &str) -> Output {
    let access = running.account(account);
    let arguments: [&str; 4] = [&access.account_id, &access.client_id, secret, &running.base_url];
    ZOOMUS.run("zoomus_reads.py", &arguments, &[]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn zoomus_reads_both_accounts() {
    let running = zoom::start(zoom::Config::default()).await.unwrap();
    let read = async |account: &str| -> Value {
        let secret = running.account(account).client_secret.clone();
        report(&read(&running, account, &secret).await)
    };
    let tidy = read("tidy").await;
    assert_eq!(tidy["user_pages"], 5);
    assert_eq!(tidy["users"][0], "olive.owner@tidy.example.com");
    assert_eq!((&tidy["groups"], &tidy["group_pages"]), (&json!(["Staff", "Trading desk"]), &json!(2)));
    assert_eq!(tidy["roles"], json!({ "Owner": 1, "Admin": 1, "Member": 4, "Auditor": 1 }));
    assert_eq!(tidy["members"]["Auditor"], json!(["sami.auditor@tidy.example.com"]));
    assert_eq!(tidy["administrative"], json!(["Admin", "Auditor", "Owner"]));
    assert_eq!((&tidy["waiting_room"], &tidy["locked"]), (&json!(true), &json!(true)));
    assert!(tidy["sections"].as_array().is_some_and(|sections| sections.contains(&json!("security"))));
    assert_eq!(tidy["group_members"]["Trading desk"], json!(["tilda.trader@tidy.example.com"]));
    assert_eq!(tidy["hosts"].as_array().map(Vec::len), Some(5));
    assert!(tidy["daily"]["dates"].as_array().is_some_and(|days| (28..=31).contains(&days.len())));
    assert!(tidy["operations"].as_array().is_some_and(|rows| !rows.is_empty()));
    let careless = read("careless").await;
    assert_eq!(careless["user_pages"], 5);
    assert_eq!(careless["roles"], json!({ "Owner": 1, "Admin": 3, "Member": 3 }));
    assert_eq!(careless["waiting_room"], false);
    // Its app may not read locks: 4711, a granular scope is missing.
    assert_eq!((&tidy["locks_code"], &careless["locks_code"]), (&Value::Null, &json!(4711)));
}

#[tokio::test(flavor = "multi_thread")]
async fn zoomus_cannot_read_with_a_wrong_secret() {
    let running = zoom::start(zoom::Config::default()).await.unwrap();
    let out = read(&running, "tidy", "wrong").await;
    assert!(!out.status.success());
    let log = running.control("GET", "requests", Value::Null).await.unwrap();
    assert_eq!(
        (&log["requests"][0]["path"], &log["requests"][0]["status"]),
        (&json!("/oauth/token"), &json!(400))
    );
}
