//! Alerts reach people: by a real mail server over TLS, and by webhooks whose signature another implementation
//! verifies.

use crate::{environment::Client as Package, faults::refreshed};
use acceptance::{Database, House, PASSWORD, Server, eventually, on_both_databases};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};
use tokio::process::Command;

on_both_databases! {
    told => super::refused_credentials_and_a_lost_right_are_told_and_end_by_themselves;
    crashing => super::what_was_sent_before_a_crash_is_sent_again_with_the_same_id;
}

/// The mail server of the tests, from the Python Package Index.
const AIOSMTPD: Package = Package { name: "aiosmtpd", module: "aiosmtpd", version: "1.4.6" };
const USER: &str = "vouchsafe";
const MAIL_PASSWORD: &str = "a password that is planted";
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A house whose alerts are taken by a mail server and a receiver of webhooks.
struct Told {
    house: House,
    receivers: Server,
    file: std::path::PathBuf,
    certificate: String,
}

impl Told {
    async fn build(database: &Database) -> Told {
        let mut house = House::build(database).await;
        let folder = house.folder();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (folder.join("mail.pem"), folder.join("mail.key"));
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let file = folder.join("received.jsonl");
        let python = tokio::task::spawn_blocking(|| AIOSMTPD.environment().join("bin/python")).await.unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/receivers/messages.py");
        let mut command = Command::new(python);
        command.arg(script).arg(&certificate).arg(&key).args([USER, MAIL_PASSWORD, SECRET]).arg(&file);
        let receivers = Server::start(&mut command, &folder.join("receivers.log")).await.unwrap();
        let certificate = certificate.to_str().unwrap().to_owned();
        house.kill().await;
        house.restart(&variables(&certificate)).await;
        Told { house, receivers, file, certificate }
    }

    /// What came so far.
    fn received(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// Waits for one that came by mail, or by webhook, and is like this.
    async fn came(&self, what: &str, like: impl Fn(&Value) -> bool) -> Value {
        eventually(what, async || self.received().into_iter().find(|one| like(one))).await
    }

    fn mail(&self, security: &str, password: &str) -> Value {
        json!({
            "name": "Mail",
            "kind": "smtp",
            "smtp": {
                "host": "localhost",
                "port": self.receivers.ready["smtp_port"],
                "security": security,
                "user": USER,
                "from": "vouchsafe@example.com",
                "to": ["ada@example.com", "ben@example.com"],
            },
            "secret": password,
            "severity_min": "low",
        })
    }

    async fn add_webhook(&self) -> Value {
        let target = json!({
            "name": "Hooks",
            "kind": "webhook",
            "webhook": { "url": self.receivers.ready["url"] },
            "secret": SECRET,
            "severity_min": "low",
        });
        self.house.admin.post("/api/v1/notifications", &target).await.ok()
    }

    /// The only alert of a kind.
    async fn alert(&self, kind: &str) -> Value {
        let alerts = self.house.admin.get("/api/v1/alerts").await.items();
        let mut found = alerts.into_iter().filter(|alert| alert["kind"] == kind);
        let alert = found.next().unwrap_or_else(|| panic!("no alert {kind}"));
        assert!(found.next().is_none(), "one alert with all that it affects");
        alert
    }

    /// What a command of the administrator's says.
    async fn terminal(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(acceptance::tool("vouchsafe"));
        command.args(arguments).env("VOUCHSAFE_SERVER", self.house.url());
        let ran = command.env("VOUCHSAFE_TOKEN", self.house.admin.token()).output().await.unwrap();
        assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    }

    /// The state and the error of a test to a target.
    async fn tested(&self, target: &Value) -> (String, String) {
        let path = format!("/api/v1/notifications/{}/test", target["id"].as_str().unwrap());
        let id = self.house.admin.post(&path, &json!({})).await.ok()["id"].clone();
        eventually("the test was tried", async || {
            let targets = self.house.admin.get("/api/v1/notifications").await.items();
            let messages = targets.iter().flat_map(|target| target["messages"].as_array().unwrap());
            let message =
                messages.into_iter().find(|message| message["id"] == id && message["attempts"] != 0)?;
            let text = |key: &str| message[key].as_str().unwrap_or_default().to_owned();
            Some((text("state"), text("error")))
        })
        .await
    }
}

fn variables(certificate: &str) -> [(&str, &str); 2] {
    [("VOUCHSAFE_PRIVATE_NOTIFICATION_TARGETS", "true"), ("SSL_CERT_FILE", certificate)]
}

async fn refused_credentials_and_a_lost_right_are_told_and_end_by_themselves(database: &Database) {
    let told = Told::build(database).await;
    let house = &told.house;
    // A mail server that is not who it says, or gets no TLS, gets no password.
    let unsafe_mail = told.mail("none", MAIL_PASSWORD);
    house.admin.post("/api/v1/notifications", &unsafe_mail).await.refused(422, "smtp.security");
    let wrong = house.admin.post("/api/v1/notifications", &told.mail("starttls", "wrong")).await.ok();
    let (state, error) = told.tested(&wrong).await;
    assert_eq!(state, "waiting", "{error}");
    assert!(error.contains("refused the message, or the name and password"), "{error}");
    let path = format!("/api/v1/notifications/{}", wrong["id"].as_str().unwrap());
    house.admin.put(&path, &told.mail("starttls", MAIL_PASSWORD)).await.ok();
    assert_eq!(told.tested(&wrong).await.0, "sent");
    let test = told.came("the test", |one| one["by"] == "mail").await;
    assert_eq!((&test["tls"], &test["signed_in"]), (&json!(true), &json!(true)));
    told.add_webhook().await;

    let tidy = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    house.assess("Baseline").await;
    let id = tidy["id"].as_str().unwrap();
    let rotated = house.zoom_client.post("/_simulate/secret", &json!({ "account": "tidy" })).await.ok();
    for state in ["deactivated", "active"] {
        let app = json!({ "account": "tidy", "state": state });
        house.zoom_client.put("/_simulate/app", &app).await.ok();
    }
    refreshed(house, id).await;
    let alert = told.alert("credentials_refused").await;
    assert_eq!((&alert["status"], &alert["severity"]), (&json!("active"), &json!("high")));
    let detail = house.admin.get(&format!("/api/v1/alerts/{}", alert["id"].as_str().unwrap())).await.ok();
    assert_eq!(detail["affected"]["assessments"][0]["name"], "Baseline");
    assert_eq!(detail["alert"]["affected_checks"], detail["affected"]["checks"].as_array().unwrap().len());
    let counts = house.admin.get("/api/v1/alerts/count").await.ok();
    assert_eq!(counts["active"], 1);

    let link = format!("{}/alerts/{}", house.url(), alert["id"].as_str().unwrap());
    let about = |one: &Value| one["text"].as_str().is_some_and(|text| text.contains(&link));
    let mail = told.came("the alert by mail", about).await;
    assert_eq!(mail["subject"], "Credentials refused on Zoom tidy");
    assert_eq!(mail["to"], json!(["ada@example.com", "ben@example.com"]));
    let raised = |one: &Value| one["body"]["type"] == "alert.raised";
    let hook = told.came("the alert by webhook", raised).await;
    assert_eq!((&hook["genuine"], &hook["body"]["data"]["link"]), (&json!(true), &json!(link)));

    let mut credentials = house.zoom_account("tidy").credentials();
    credentials["client_secret"] = rotated["client_secret"].clone();
    let edit = json!({ "credentials": credentials });
    house.admin.patch(&format!("/api/v1/instances/{id}"), &edit).await.ok();
    refreshed(house, id).await;
    assert_eq!(told.alert("credentials_refused").await["status"], "resolved");
    let resolved = |one: &Value| one["subject"] == "Resolved: Credentials refused on Zoom tidy";
    told.came("its end by mail", resolved).await;

    // A right is taken away: one alert, with all that cannot be detected any more.
    let accounts = house.zoom_client.get("/_simulate/accounts").await.ok();
    let tidy =
        accounts["accounts"].as_array().unwrap().iter().find(|account| account["name"] == "tidy").unwrap();
    let scopes = tidy["scopes"].as_array().unwrap().clone();
    let fewer: Vec<_> = scopes.iter().filter(|scope| !scope.as_str().unwrap().starts_with("role:")).collect();
    assert_ne!(fewer.len(), scopes.len());
    let order = json!({ "account": "tidy", "scopes": fewer, "revoke_tokens": true });
    house.zoom_client.put("/_simulate/scopes", &order).await.ok();
    refreshed(house, id).await;
    let lost = told.alert("scope_lost").await;
    assert_eq!(lost["status"], "active");
    let detail = house.admin.get(&format!("/api/v1/alerts/{}", lost["id"].as_str().unwrap())).await.ok();
    let signals = detail["affected"]["signals"].as_array().unwrap();
    assert!(signals.contains(&json!("roles")), "{signals:?}");
    assert!(!detail["affected"]["rights"].as_array().unwrap().is_empty());
    let order = json!({ "account": "tidy", "scopes": scopes, "revoke_tokens": true });
    house.zoom_client.put("/_simulate/scopes", &order).await.ok();
    refreshed(house, id).await;
    assert_eq!(told.alert("scope_lost").await["status"], "resolved");

    // The same from a terminal.
    let listed = told.terminal(&["alert", "list", "--status", "resolved"]).await;
    assert!(listed.contains(lost["id"].as_str().unwrap()) && listed.contains("Right lost"), "{listed}");
    let shown = told.terminal(&["alert", "show", lost["id"].as_str().unwrap()]).await;
    assert!(shown.contains("All of it can be read again."), "{shown}");
    let targets = told.terminal(&["notification", "list"]).await;
    assert!(targets.contains("ada@example.com") && targets.contains("Hooks"), "{targets}");

    // Nobody who may not see alerts does; no secret is in what was sent, logged or answered.
    let rita = json!({ "name": "rita", "role": "compliance_manager_reader", "password": PASSWORD });
    house.admin.post("/api/v1/principals", &rita).await.ok();
    let reader = house.admin.sign_in("rita", PASSWORD).await;
    assert_eq!(reader.get("/api/v1/alerts").await.status, 403);
    assert_eq!(reader.get("/api/v1/notifications").await.status, 403);
    let everything = format!("{}{}{:?}", house.logs(), house.admin.heard(), told.received());
    for planted in [MAIL_PASSWORD, SECRET] {
        assert!(!everything.contains(planted), "“{planted}” is to be read somewhere");
    }
}

async fn what_was_sent_before_a_crash_is_sent_again_with_the_same_id(database: &Database) {
    let mut told = Told::build(database).await;
    let target = told.add_webhook().await;
    let certificate = told.certificate.clone();
    let crashing = [&variables(&certificate)[..], &[("VOUCHSAFE_CRASH_AT", "deliver.sent")]].concat();
    told.house.kill().await;
    told.house.restart(&crashing).await;
    let path = format!("/api/v1/notifications/{}/test", target["id"].as_str().unwrap());
    // The server may be gone before it answers.
    let (admin, body) = (told.house.admin.clone(), json!({}));
    let asked = tokio::spawn(async move { admin.post(&path, &body).await });
    told.house.vouchsafe.ended(Duration::from_secs(20)).await;
    let _ = asked.await;
    assert_eq!(told.received().len(), 1, "it was sent, and the crash came before that was noted");
    told.house.end_leases().await;
    told.house.restart(&variables(&certificate)).await;
    let twice = eventually("it was sent again", async || {
        let received = told.received();
        (received.len() == 2).then_some(received)
    })
    .await;
    assert_eq!((&twice[0]["id"], &twice[0]["body"]), (&twice[1]["id"], &twice[1]["body"]));
    eventually("it is noted", async || {
        let targets = told.house.admin.get("/api/v1/notifications").await.items();
        (targets[0]["messages"][0]["state"] == "sent").then_some(())
    })
    .await;
    assert_eq!(told.received().len(), 2);
}

#[tokio::test]
async fn a_quota_that_is_nearly_spent_is_told_and_ends_with_the_day() {
    let mut house = House::build(&Database::sqlite()).await;
    let tidy = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let limits = json!({ "account": "tidy", "on": true, "used_today": 1_000_000 });
    house.zoom_client.put("/_simulate/limits", &limits).await.ok();
    refreshed(&house, tidy["id"].as_str().unwrap()).await;
    let quota = async |house: &House| {
        let alerts = house.admin.get("/api/v1/alerts").await.items();
        alerts.into_iter().find(|alert| alert["kind"] == "quota_nearly_spent")
    };
    let alert = acceptance::within(Duration::from_secs(90), "the alert", async || quota(&house).await).await;
    assert_eq!(alert["status"], "active");
    assert!(alert["message"].as_str().unwrap().contains("takes no calls until"), "{alert:#}");
    house.zoom_client.put("/_simulate/limits", &json!({ "account": "tidy", "on": false })).await.ok();
    house.set_clock_ahead(Duration::from_secs(24 * 60 * 60));
    house.sign_in_again().await;
    acceptance::within(Duration::from_secs(90), "its end", async || {
        quota(&house).await.filter(|alert| alert["status"] == "resolved")
    })
    .await;
}
