//! The drift of ten settings in a row: each verdict follows, and each change bears the name of who made it.

use crate::first_whole::{patch, subscribe};
use acceptance::{Database, House, on_both_databases, within};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

on_both_databases! {
    ten_in_a_row => super::ten_settings_drift_and_every_change_is_told;
}

/// What is promised: a verdict follows the service's notice within this time.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(10);
/// The person behind the app, by whom changes through Zoom's API are made.
const OPERATOR: &str = "olive.owner@tidy.example.com";

/// A setting that a tidy account has right, what makes it wrong, and the check that tells.
struct Setting {
    check: &'static str,
    /// `option` of Zoom's call.
    option: &'static str,
    section: &'static str,
    key: &'static str,
    wrong: Value,
}

fn settings() -> [Setting; 10] {
    const SECURITY: &str = "?option=meeting_security";
    let one = |check, option, section, key, wrong| Setting { check, option, section, key, wrong };
    [
        one("zoom.meeting.waiting-room", SECURITY, "meeting_security", "waiting_room", json!(false)),
        one("zoom.meeting.screen-sharing", "", "in_meeting", "who_can_share_screen", json!("all")),
        one("zoom.meeting.file-transfer", "", "in_meeting", "file_transfer", json!(true)),
        one("zoom.meeting.join-before-host", "", "schedule_meeting", "join_before_host", json!(true)),
        one("zoom.meeting.phone-passcode", SECURITY, "meeting_security", "phone_password", json!(false)),
        one("zoom.meeting.in-meeting-chat", "", "in_meeting", "chat", json!(true)),
        one("zoom.meeting.private-chat", "", "in_meeting", "private_chat", json!(true)),
        one("zoom.meeting.annotation", "", "in_meeting", "annotation", json!(true)),
        one("zoom.meeting.host-video", "", "schedule_meeting", "host_video", json!(true)),
        one("zoom.meeting.remote-control", "", "in_meeting", "remote_control", json!(true)),
    ]
}

/// The latest verdict of each check of the instance that the API lists.
async fn verdicts(house: &House, id: &str) -> BTreeMap<String, String> {
    let mut verdicts = BTreeMap::new();
    for setting in settings() {
        let history = history(house, id, setting.check).await;
        let verdict = history[0]["verdict"].as_str().unwrap().to_owned();
        verdicts.insert(setting.check.to_owned(), verdict);
    }
    verdicts
}

async fn history(house: &House, id: &str, check: &str) -> Vec<Value> {
    house.admin.get(&format!("/api/v1/instances/{id}/checks/{check}/history")).await.items()
}

async fn ten_settings_drift_and_every_change_is_told(database: &Database) {
    let house = House::build(database).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    subscribe(&house, id, "tidy").await;
    assert!(verdicts(&house, id).await.values().all(|verdict| verdict == "passed"));

    for setting in settings() {
        let mut change = json!({});
        change[setting.section][setting.key] = setting.wrong.clone();
        patch(&house, "tidy", setting.option, &change).await;
    }
    within(FOLLOWS_WITHIN, "ten verdicts follow", async || {
        let now = verdicts(&house, id).await;
        now.values().all(|verdict| verdict == "failed").then_some(())
    })
    .await;

    for setting in settings() {
        let history = history(&house, id, setting.check).await;
        let seen: Vec<&str> = history.iter().map(|row| row["verdict"].as_str().unwrap()).collect();
        assert_eq!(seen, ["failed", "passed"], "{}", setting.check);
        let event = &history[0]["event"];
        assert_eq!(event["operator"], OPERATOR, "{}: {event:#}", setting.check);
        let told = |side: &str| event[side]["settings"][setting.section][setting.key].clone();
        assert_eq!(told("new"), setting.wrong, "{}: {event:#}", setting.check);
        assert!(!told("old").is_null() && told("old") != setting.wrong, "{}: {event:#}", setting.check);

        // The connector's page shows the same change, by setting.
        let drift = house.admin.get(&format!("/api/v1/instances/{id}/drift?setting={}", setting.key)).await;
        let pointer = format!("/{}/{}", setting.section, setting.key);
        let items = drift.items();
        let told = items.iter().find(|item| item["pointer"] == pointer);
        let told = told.unwrap_or_else(|| panic!("no drift at {pointer}: {items:#?}"));
        assert_eq!((&told["new"], &told["operator"]), (&setting.wrong, &json!(OPERATOR)));
    }
    // Zoom's log, asked until the first event has come, may tell of the same changes in its own words.
    let events = house.admin.get(&format!("/api/v1/instances/{id}/events")).await.items();
    let told = events.iter().filter(|event| event["name"] == "account.settings_updated").count();
    assert_eq!(told, settings().len(), "{events:#?}");
    assert!(events.len() <= 2 * settings().len(), "{events:#?}");
    crate::evidence::quiet(&house, FOLLOWS_WITHIN).await;
    crate::evidence::agrees(&house).await;
}
