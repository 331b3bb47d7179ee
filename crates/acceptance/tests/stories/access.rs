//! Who gets in, and how far: role groups, API tokens, a second factor, and the way back in from the machine.

use acceptance::{ADMINISTRATOR, Client, Database, House, PASSWORD, on_both_databases, tool};
use serde_json::{Value, json};
use std::process::Output;
use tokio::process::Command;

on_both_databases! {
    recovery => super::an_administrator_gets_in_again_from_the_machine;
    tokens => super::programs_do_what_they_may_and_no_more;
}

const NEW_PASSWORD: &str = "another horse, another battery";

/// Runs a command on the server's own machine.
async fn on_the_machine(house: &House, arguments: &[&str]) -> Output {
    let mut command = Command::new(tool("vouchsafe"));
    command.args(arguments).arg("--data").arg(house.folder().join("data"));
    if let Database::Postgres(url) = house.database() {
        command.args(["--database", url]);
    }
    command.args(["--public-url", house.url()]).kill_on_drop(true).output().await.unwrap()
}

/// The one-time token that `access recover` gives.
async fn recovery_token(house: &House, more: &[&str]) -> String {
    let ran = on_the_machine(house, &[&["access", "recover", "--json"], more].concat()).await;
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let said: Value = serde_json::from_slice(&ran.stdout).unwrap();
    let link = said["link"].as_str().unwrap();
    let (address, token) = link.split_once('#').unwrap();
    assert_eq!(address, format!("{}/recover", house.url()));
    let log = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(log.contains("was made on this machine") && !log.contains(token), "{log}");
    token.to_owned()
}

/// The code that an authenticator shows for a secret, computed by another implementation than ours.
async fn authenticator(secret: &str) -> String {
    const PROGRAM: &str = "
import base64, hashlib, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1])
tag = hmac.new(key, struct.pack('>q', int(time.time()) // 30), hashlib.sha1).digest()
at = tag[19] & 15
print(f'{(struct.unpack(\">I\", tag[at:at + 4])[0] & 0x7fffffff) % 1000000:06}')
";
    let ran = Command::new("python3").args(["-c", PROGRAM, secret]).output().await.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap().trim().to_owned()
}

/// Turns somebody's second factor on, and gives its recovery codes.
pub async fn turn_on(client: &Client, password: &str) -> (String, Vec<String>) {
    let path = "/api/v1/session/second-factor";
    let begun = client.post(path, &json!({ "password": password })).await.ok();
    let secret = begun["secret"].as_str().unwrap().to_owned();
    let confirmation = json!({ "code": authenticator(&secret).await });
    let codes = client.put(path, &confirmation).await.ok()["codes"].clone();
    (secret, serde_json::from_value(codes).unwrap())
}

/// How many leaves of a kind the ledger has.
async fn kinds(house: &House, kind: &str) -> usize {
    let leaves = house.rows("SELECT body FROM ledger_leaf").await;
    // A leaf's bytes, in hex.
    let wanted: String = format!("\"kind\":\"{kind}\"").bytes().map(|byte| format!("{byte:02x}")).collect();
    leaves.iter().filter(|leaf| leaf["body"].as_str().unwrap().contains(&wanted)).count()
}

async fn an_administrator_gets_in_again_from_the_machine(database: &Database) {
    let mut house = House::build(database).await;
    turn_on(&house.admin, PASSWORD).await;
    let stranger = Client::new(house.url());
    let enter = async |password: &str| {
        let body = json!({ "name": ADMINISTRATOR, "password": password, "kind": "bearer" });
        stranger.post("/api/v1/session", &body).await
    };
    enter(PASSWORD).await.refused(401, "code");

    // While the server runs.
    let token = recovery_token(&house, &[]).await;
    let recover = async |token: &str, password: &str| {
        let body = json!({ "token": token, "password": password });
        stranger.post("/api/v1/recovery", &body).await
    };
    recover("guessed", NEW_PASSWORD).await.refused(422, "token");
    recover(&token, "short").await.refused(422, "password");
    assert_eq!(recover(&token, NEW_PASSWORD).await.ok()["principal"]["name"], ADMINISTRATOR);
    recover(&token, NEW_PASSWORD).await.refused(422, "token");
    assert_eq!(house.admin.get("/api/v1/session").await.status, 401, "sessions from before have ended");
    assert_eq!(enter(PASSWORD).await.status, 401);
    enter(NEW_PASSWORD).await.ok();

    // While it does not, and for somebody new.
    house.vouchsafe.stop().await;
    let token = recovery_token(&house, &["--name", "grace"]).await;
    house.restart(&[]).await;
    let grace = recover(&token, NEW_PASSWORD).await.ok();
    assert_eq!(grace["principal"]["roles"], json!(["global_administrator"]));
    assert_eq!(kinds(&house, "recovery.begun").await, 2);
    assert_eq!(kinds(&house, "recovery.completed").await, 2);
    assert_eq!(house.logs().matches("got in again").count(), 2);

    // What cannot be is said, and nothing is made in an empty folder.
    let ran = on_the_machine(&house, &["access", "recover"]).await;
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(!ran.status.success() && said.contains("ada, grace"), "{said}");
    let empty = tempfile::tempdir().unwrap();
    let data = empty.path().to_str().unwrap();
    let ran =
        Command::new(tool("vouchsafe")).args(["access", "recover", "--data", data]).output().await.unwrap();
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert!(!ran.status.success() && said.contains("no master.key"), "{said}");
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}

async fn programs_do_what_they_may_and_no_more(database: &Database) {
    let house = House::build(database).await;
    let terminal = async |token: &str, arguments: &[&str]| {
        let mut command = Command::new(tool("vouchsafe"));
        command.args(arguments).env("VOUCHSAFE_SERVER", house.url()).env("VOUCHSAFE_TOKEN", token);
        let ran = command.kill_on_drop(true).output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (ran.status.success(), text(ran.stdout), text(ran.stderr))
    };
    let ada = house.admin.token().to_owned();
    let does = async |arguments: &[&str]| {
        let (well, out, err) = terminal(&ada, arguments).await;
        assert!(well, "{arguments:?}: {err}");
        out
    };
    does(&[
        "role-group",
        "create",
        "--name",
        "Operators",
        "--role",
        "data_connector_admin",
        "--role",
        "compliance_manager_assessor",
    ])
    .await;
    does(&["principal", "create", "--program", "--name", "nightly", "--role-group", "operators"]).await;
    let made = does(&[
        "token",
        "create",
        "--for",
        "nightly",
        "--name",
        "refresh",
        "--days",
        "30",
        "--scope",
        "connectors.read",
        "--scope",
        "connectors.manage",
    ])
    .await;
    let token = made.trim();
    assert!(token.starts_with("vouchsafe_pat_"), "{made}");

    let (well, ..) = terminal(token, &["connector", "list"]).await;
    assert!(well);
    let (well, _, err) = terminal(token, &["overview"]).await;
    assert!(!well && err.contains("overview.read"), "{err}");
    let (well, _, err) =
        terminal(token, &["token", "create", "--name", "x", "--days", "1", "--scope", "overview.read"]).await;
    assert!(!well && err.contains("API token"), "{err}");

    // Its owner may less from now on, and so may it.
    let program = Client::new(house.url()).with_token(token);
    let draw = json!({ "credentials": {} });
    let validate = async || program.post("/api/v1/connectors/zoom/validation", &draw).await.status;
    assert_ne!(validate().await, 403);
    does(&["principal", "edit", "nightly", "--role-group", "compliance_manager_reader"]).await;
    assert_eq!(validate().await, 403);
    assert_eq!(program.get("/api/v1/instances").await.status, 200);
    assert!(does(&["token", "list", "--all"]).await.contains("refresh"));
    does(&["token", "revoke", "refresh", "--for", "nightly"]).await;
    assert_eq!(program.get("/api/v1/instances").await.status, 401);
    let (well, _, err) =
        terminal(&ada, &["principal", "edit", ADMINISTRATOR, "--role-group", "data_connector_admin"]).await;
    assert!(!well && err.contains("Global Administrator"), "{err}");
    does(&["role-group", "delete", "operators", "--yes"]).await;
    does(&["principal", "remove", "nightly", "--yes"]).await;
}
