//! `simulate salesforce` as a program: its ready line, its certificate, its end.

use crate::support::http;
use serde_json::{Value, json};
use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Command,
};

#[tokio::test]
async fn it_says_how_to_sign_in_serves_with_tls_and_ends_on_sigterm() {
    let file = std::env::temp_dir().join(format!("simulate-salesforce-{}.pem", std::process::id()));
    let mut child = Command::new(env!("CARGO_BIN_EXE_simulate"))
        .args(["salesforce", "--users", "3", "--feed-items", "50", "--feed-file-bytes", "10", "--tls-ca"])
        .arg(&file)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
    let orgs = ready["orgs"].as_array().unwrap();
    let names: Vec<&str> = orgs.iter().map(|org| org["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["tidy", "careless", "large"]);
    for key in [
        "org_id",
        "user_id",
        "username",
        "password",
        "security_token",
        "client_id",
        "client_secret",
        "my_domain",
    ] {
        assert!(orgs.iter().all(|org| org[key].as_str().is_some_and(|text| text.len() > 10)), "{key}");
    }
    for key in ["user_id", "username", "password", "security_token", "client_id", "client_secret"] {
        assert!(orgs.iter().all(|org| org["archiver"][key] != org[key]), "{key}");
    }
    assert_eq!(ready["tls_ca"], file.display().to_string());
    let control = format!("{}/orgs", ready["control_url"].as_str().unwrap());
    let told: Value = http().get(control).send().await.unwrap().json().await.unwrap();
    assert_eq!(told["orgs"][1]["access"]["is_sandbox"], json!(true));

    let authority = reqwest::Certificate::from_pem(&std::fs::read(&file).unwrap()).unwrap();
    #[expect(clippy::disallowed_methods, reason = "the test plays a third-party client")]
    let trusting = reqwest::Client::builder().no_proxy().tls_certs_only([authority]).build().unwrap();
    let secure = ready["https_url"].as_str().unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", orgs[0]["client_id"].as_str().unwrap()),
        ("client_secret", orgs[0]["client_secret"].as_str().unwrap()),
    ];
    let url = format!("{secure}/services/oauth2/token");
    let token: Value = trusting.post(&url).form(&form).send().await.unwrap().json().await.unwrap();
    assert_eq!(token["instance_url"], secure, "replies name the address by which the client came");
    assert!(
        http().post(&url).form(&form).send().await.is_err(),
        "who does not trust the authority is not served"
    );
    std::fs::remove_file(&file).unwrap();

    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    let ended = tokio::time::timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "{ended}");
}
