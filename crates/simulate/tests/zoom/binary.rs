//! The binary: its ready line, its webhook options, and its end.

use crate::support::{Endpoint, SECRET, http};
use serde_json::{Value, json};
use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

async fn start(arguments: &[&str]) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_simulate"))
        .arg("zoom")
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.next_line().await.unwrap().unwrap();
    (child, serde_json::from_str(&ready).unwrap())
}

#[tokio::test]
async fn the_ready_line_is_enough_to_sign_in_and_sigterm_ends_it_well() {
    let endpoint = Endpoint::start().await;
    let (mut child, ready) =
        start(&["--webhook-account", "careless", "--webhook-url", &endpoint.url, "--webhook-secret", SECRET])
            .await;
    let accounts = ready["accounts"].as_array().unwrap();
    assert_eq!([&accounts[0]["name"], &accounts[1]["name"]], ["tidy", "careless"]);
    let text = |key: &str| accounts[1][key].as_str().unwrap();
    let form = [("grant_type", "account_credentials"), ("account_id", text("account_id"))];
    let request = http().post(ready["oauth_url"].as_str().unwrap());
    let request = request.basic_auth(text("client_id"), Some(text("client_secret"))).form(&form);
    let token: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(token["api_url"], ready["base_url"]);

    let endpoints = async || -> Value {
        let url = format!("{}/webhook", ready["control_url"].as_str().unwrap());
        http().get(url).send().await.unwrap().json().await.unwrap()
    };
    let saved = async {
        while endpoints().await["webhooks"] == json!([]) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), saved).await.unwrap();
    assert_eq!(endpoints().await["webhooks"][0]["account"], "careless");

    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    let ended = tokio::time::timeout(Duration::from_secs(10), child.wait()).await.unwrap().unwrap();
    assert!(ended.success(), "{ended}");
}

#[tokio::test]
async fn a_webhook_endpoint_that_does_not_answer_ends_it_with_the_reason() {
    let (child, _) = start(&["--webhook-url", "http://127.0.0.1:9/", "--webhook-secret", SECRET]).await;
    let out = tokio::time::timeout(Duration::from_secs(10), child.wait_with_output()).await.unwrap().unwrap();
    assert_eq!(out.status.code(), Some(1));
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(said.contains("the webhook endpoint was not saved"), "{said}");
}
