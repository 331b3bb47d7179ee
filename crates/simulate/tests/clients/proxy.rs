//! The proxy: zoomus with the hosts that it has from its makers.

use crate::environment::{ZOOMUS, report};
use serde_json::{Value, json};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    process::{Child, Command},
};

async fn start(ca: &std::path::Path) -> (Child, Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_simulate"))
        .args(["zoom", "--proxy", "--proxy-ca"])
        .arg(ca)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.next_line().await.unwrap().unwrap();
    (child, serde_json::from_str(&ready).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unmodified_client_reaches_the_simulator_under_zooms_own_names() {
    let ca = std::env::temp_dir().join(format!("simulate-proxy-{}.pem", std::process::id()));
    let (_child, ready) = start(&ca).await;
    let account = &ready["accounts"][0];
    let arguments = ["account_id", "client_id", "client_secret"].map(|key| account[key].as_str().unwrap());
    let proxy = ready["proxy_url"].as_str().unwrap();
    let variables = [("HTTPS_PROXY", proxy), ("REQUESTS_CA_BUNDLE", ca.to_str().unwrap())];
    let tidy = report(&ZOOMUS.run("zoomus_reads.py", &arguments, &variables).await);
    assert_eq!((&tidy["waiting_room"], &tidy["user_pages"]), (&json!(true), &json!(5)));

    // Whoever does not trust the authority is not served.
    let untrusting = ZOOMUS.run("zoomus_reads.py", &arguments, &variables[..1]).await;
    assert!(!untrusting.status.success());
    let said = String::from_utf8_lossy(&untrusting.stderr);
    assert!(said.contains("CERTIFICATE_VERIFY_FAILED"), "{said}");
    std::fs::remove_file(&ca).unwrap();
}

#[tokio::test]
async fn the_proxy_goes_nowhere_else() {
    let ca = std::env::temp_dir().join(format!("simulate-proxy-else-{}.pem", std::process::id()));
    let (_child, ready) = start(&ca).await;
    let address = ready["proxy_url"].as_str().unwrap().trim_start_matches("http://");
    for (request, answer) in [
        ("CONNECT example.com:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 403 "),
        ("CONNECT evilzoom.us:443 HTTP/1.1\r\n\r\n", "HTTP/1.1 403 "),
        ("GET http://zoom.us/ HTTP/1.1\r\n\r\n", "HTTP/1.1 405 "),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with(answer), "{request} {said}");
    }
    std::fs::remove_file(&ca).unwrap();
}
