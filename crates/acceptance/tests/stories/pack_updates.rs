//! Another folder of packs: what it brings turns no verdict before somebody accepts it.

use acceptance::{Database, House, on_both_databases};
use serde_json::{Value, json};
use std::path::Path;

on_both_databases! {
    upgrade => super::an_upgrade_turns_nothing_before_somebody_accepts_it;
}

/// A check of an organisation's own, that the *tidy* account passes in its first version alone.
fn check(version: u32, pass: &str) -> String {
    let (good, bad) = if pass == "waiting" { (true, false) } else { (false, true) };
    format!(
        "id: acme.waiting\nversion: {version}\ntitle: People wait\nwhy: Whoever has the link comes in otherwise.\n\
         reads:\n  waiting: {{ at: account.settings.meeting_security#/meeting_security/waiting_room, type: bool }}\n\
         pass: {pass}\nexamples:\n  pass: [{{ waiting: {good} }}]\n  fail: [{{ waiting: {bad} }}]\n\
         action: zoom.meeting.waiting-room\nseverity: low\nfix: Account Settings\nmaps: []\n"
    )
}

fn write(packs: &Path, text: &str) {
    let checks = packs.join("zoom/checks");
    std::fs::create_dir_all(&checks).unwrap();
    std::fs::write(checks.join("acme-waiting.yaml"), text).unwrap();
}

async fn start_again(house: &mut House) {
    house.vouchsafe.kill().await;
    house.end_leases().await;
    house.restart(&[]).await;
    house.sign_in_again().await;
}

async fn verdict(house: &House) -> (Value, Value) {
    let action = house.admin.get("/api/v1/actions/zoom.meeting.waiting-room").await.ok();
    let checks = action["results"][0]["checks"].as_array().unwrap();
    let own = checks.iter().find(|result| result["check"]["id"] == "acme.waiting").unwrap();
    (own["verdict"].clone(), own["check"]["version"].clone())
}

async fn an_upgrade_turns_nothing_before_somebody_accepts_it(database: &Database) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), &check(1, "waiting"));
    let mut house = House::build_with(database, Some(folder.path())).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    house.assess("Baseline").await;
    assert_eq!(house.admin.get("/api/v1/pack-updates").await.ok()["items"], json!([]));
    let score = house.admin.get("/api/v1/overview").await.ok()["score"].clone();

    write(folder.path(), &check(2, "waiting == false"));
    start_again(&mut house).await;
    house.admin.post(&format!("/api/v1/instances/{id}/refresh"), &json!({})).await;
    house.judged(id).await;
    assert_eq!(verdict(&house).await, (json!("passed"), json!(1)));
    assert_eq!(house.admin.get("/api/v1/overview").await.ok()["score"], score);

    let waiting = house.admin.get("/api/v1/pack-updates").await.ok();
    let [update] = waiting["items"].as_array().unwrap().as_slice() else { panic!("{waiting:#}") };
    assert_eq!((&update["check"], &update["kind"]), (&json!("acme.waiting"), &json!("changed")));
    let view = house.admin.get("/api/v1/pack-updates/acme.waiting").await.ok();
    let line = &view["verdicts"][0];
    assert_eq!((&line["before"]["verdict"], &line["after"]["verdict"]), (&json!("passed"), &json!("failed")));
    let added = json!({ "change": "added", "text": "pass: waiting == false" });
    assert!(view["diff"].as_array().unwrap().contains(&added), "{:#}", view["diff"]);
    assert_ne!(view["organisation"]["before"], view["organisation"]["after"]);

    let deferral = json!({ "hash": update["offered"]["hash"], "why": "After the audit." });
    let deferred = house.admin.post("/api/v1/pack-updates/acme.waiting/deferral", &deferral).await.ok();
    assert_eq!(deferred["deferred"]["why"], "After the audit.");
    let wrong = json!({ "hash": "00" });
    assert_eq!(house.admin.post("/api/v1/pack-updates/acme.waiting/acceptance", &wrong).await.status, 409);
    assert_eq!(verdict(&house).await, (json!("passed"), json!(1)));

    let seen = json!({ "hash": update["offered"]["hash"] });
    let left = house.admin.post("/api/v1/pack-updates/acme.waiting/acceptance", &seen).await.ok();
    assert_eq!(left["items"], json!([]));
    assert_eq!(verdict(&house).await, (json!("failed"), json!(2)));
    start_again(&mut house).await;
    assert_eq!(verdict(&house).await, (json!("failed"), json!(2)));
    let leaves = house.rows("SELECT body FROM ledger_leaf").await;
    for kind in ["pack_update.deferred", "pack_update.accepted"] {
        let hex: String = kind.bytes().map(|byte| format!("{byte:02x}")).collect();
        let has_it =
            |row: &&Value| row["body"].as_str().is_some_and(|body| body.to_lowercase().contains(&hex));
        assert_eq!(leaves.iter().filter(has_it).count(), 1, "{kind}");
    }
}
