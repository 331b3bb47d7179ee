//! The unmodified client zoomus (PyPI) signs in to both simulated accounts and reads from them.

use serde_json::{Value, json};
use simulate::zoom;
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

const CLIENT: &str = "zoomus==1.2.1";

/// The virtual environment with the client in it, made at the first need.
fn python() -> PathBuf {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository.join("target"), PathBuf::from);
    let tools = target.join("test-tools");
    let environment = tools.join("zoomus");
    let python = environment.join("bin/python");
    let works = || {
        let asked = Command::new(&python).args(["-c", "import zoomus"]).output();
        asked.is_ok_and(|out| out.status.success())
    };
    if works() {
        return python;
    }
    let cure = format!(
        "run: python3 -m venv {dir} && {dir}/bin/pip install {CLIENT}   (Debian: apt-get install python3-venv)",
        dir = environment.display()
    );
    std::fs::create_dir_all(&tools).expect("a folder for test tools");
    let (mut venv, mut pip) = (Command::new("python3"), Command::new(environment.join("bin/pip")));
    venv.args(["-m", "venv"]).arg(&environment);
    pip.args(["install", "--quiet", CLIENT]);
    for mut step in [venv, pip] {
        let out = step.output().unwrap_or_else(|error| panic!("{step:?}: {error}\n{cure}"));
        assert!(out.status.success(), "{step:?}: {}\n{cure}", String::from_utf8_lossy(&out.stderr));
    }
    assert!(works(), "{CLIENT} is installed and cannot be imported\n{cure}");
    python
}

async fn read(running: &zoom::Running, account: &str, secret: &str) -> Output {
    let access = running.account(account);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients/zoomus_reads.py");
    let mut command = Command::new(python());
    command
        .arg(script)
        .args([&running.base_url, &access.account_id, &access.client_id, secret])
        .env("NO_PROXY", "127.0.0.1");
    tokio::task::spawn_blocking(move || command.output().expect("python runs")).await.expect("it ends")
}

#[tokio::test(flavor = "multi_thread")]
async fn zoomus_reads_both_accounts() {
    let running = zoom::start(zoom::Config::default()).await.expect("the simulator starts");
    let report = async |account: &str| -> Value {
        let secret = running.account(account).client_secret.clone();
        let out = read(&running, account, &secret).await;
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        serde_json::from_slice(&out.stdout).expect("the script prints JSON")
    };
    let tidy = report("tidy").await;
    assert_eq!(tidy["user_pages"], 5);
    assert_eq!(tidy["users"][0], "olive.owner@tidy.example.com");
    assert_eq!((&tidy["groups"], &tidy["group_pages"]), (&json!(["Staff", "Trading desk"]), &json!(2)));
    assert_eq!(tidy["roles"], json!({ "Owner": 1, "Admin": 1, "Member": 4, "Auditor": 1 }));
    assert_eq!((&tidy["waiting_room"], &tidy["locked"]), (&json!(true), &json!(true)));
    assert!(tidy["sections"].as_array().is_some_and(|sections| sections.contains(&json!("security"))));
    let careless = report("careless").await;
    assert_eq!(careless["user_pages"], 5);
    assert_eq!(careless["roles"], json!({ "Owner": 1, "Admin": 3, "Member": 3 }));
    assert_eq!(careless["waiting_room"], false);
    // Its app may not read locks: 4711, a granular scope is missing.
    assert_eq!((&tidy["locks_code"], &careless["locks_code"]), (&Value::Null, &json!(4711)));
}

#[tokio::test(flavor = "multi_thread")]
async fn zoomus_cannot_read_with_a_wrong_secret() {
    let running = zoom::start(zoom::Config::default()).await.expect("the simulator starts");
    let out = read(&running, "tidy", "wrong").await;
    assert!(!out.status.success());
    let log = running.control("GET", "requests", Value::Null).await.expect("the log");
    assert_eq!(
        (&log["requests"][0]["path"], &log["requests"][0]["status"]),
        (&json!("/oauth/token"), &json!(400))
    );
}
