//! Third-party clients read what people write.

use crate::environment::{JSFORCE, SIMPLE_SALESFORCE, report};
use serde_json::json;
use simulate::salesforce::{Config, start};

#[tokio::test(flavor = "multi_thread")]
async fn simple_salesforce_reads_posts_files_and_deletions() {
    let running = start(Config { tls: true, ..Config::default() }).await.unwrap();
    let secure = running.secure.as_ref().unwrap();
    let ca = std::env::temp_dir().join(format!("simulate-chatter-{}.pem", std::process::id()));
    std::fs::write(&ca, &secure.ca_pem).unwrap();
    let own = &running.org("tidy").archiver;
    let arguments = [
        running.base_url.as_str(),
        secure.url.as_str(),
        own.username.as_str(),
        own.password.as_str(),
        own.security_token.as_str(),
    ];
    let trust = [("REQUESTS_CA_BUNDLE", ca.to_str().unwrap())];
    let read = report(&SIMPLE_SALESFORCE.run("simple_salesforce_chatter.py", &arguments, &trust).await);
    let _ = std::fs::remove_file(&ca);
    assert_eq!(read["posts"][0], read["posts"][1]);
    assert_eq!(read["with deleted"][1], 1);
    assert_eq!(read["with deleted"][0].as_u64().unwrap(), read["posts"][0].as_u64().unwrap() + 1);
    assert_eq!((&read["bodies"], &read["file"]), (&json!(true), &json!([true, true, true])));
    assert_eq!((&read["no file"], &read["deletions"]), (&json!("NOT_FOUND"), &json!(1)));
    assert_eq!(
        (&read["updates"], &read["too far back"]),
        (&json!([true, true]), &json!("INVALID_REPLICATION_DATE"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn jsforce_reads_posts_files_deletions_and_mentions() {
    let running = start(Config::default()).await.unwrap();
    let own = &running.org("tidy").archiver;
    let password = format!("{}{}", own.password, own.security_token);
    let arguments = [running.base_url.as_str(), own.username.as_str(), password.as_str()];
    let read = report(&JSFORCE.run("jsforce_chatter.mjs", &arguments).await);
    let (there, all) = (read["posts"][0].as_u64().unwrap(), read["posts"][1].as_u64().unwrap());
    assert_eq!(all, there + 1);
    assert_eq!((&read["file"], &read["deletions"]), (&json!([true, true]), &json!(1)));
    assert_eq!(read["mentions"], json!(["Tom Healy"]));
}
