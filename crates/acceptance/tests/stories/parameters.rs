//! Where firms differ: an instance has its own figure for a check, with a reason and for as long as it is meant to.

use acceptance::{Database, House, eventually, on_both_databases};
use serde_json::{Value, json};
use std::{path::Path, time::Duration};

on_both_databases! {
    own_figure => super::an_own_figure_counts_at_once_and_no_longer_than_it_was_meant_to;
}

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A check of an organisation's own, which the *tidy* account passes where it is the value that is wanted.
const CHECK: &str = "\
id: acme.wanted
version: 1
title: The waiting room is as it is wanted
why: Firms differ.
reads:
  waiting: { at: account.settings.meeting_security#/meeting_security/waiting_room, type: bool }
parameters:
  wanted: { type: bool, default: false, source: Our own }
pass: waiting == wanted
examples:
  pass: [{ waiting: false }, { waiting: true, wanted: true }]
  fail: [{ waiting: true }]
action: zoom.meeting.waiting-room
severity: low
fix: Account Settings
maps: []
";

fn write(packs: &Path) {
    let checks = packs.join("zoom/checks");
    std::fs::create_dir_all(&checks).unwrap();
    std::fs::write(checks.join("acme-wanted.yaml"), CHECK).unwrap();
}

async fn found(house: &House, query: &str) -> Value {
    let action = house.admin.get(&format!("/api/v1/actions/zoom.meeting.waiting-room{query}")).await.ok();
    let checks = action["results"][0]["checks"].as_array().unwrap().clone();
    let mut own = checks.into_iter().filter(|result| result["check"]["id"] == "acme.wanted");
    let mut own = own.next().unwrap();
    own["as_of"] = action["as_of"].clone();
    own
}

async fn an_own_figure_counts_at_once_and_no_longer_than_it_was_meant_to(database: &Database) {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path());
    let mut house = House::build_with(database, Some(folder.path())).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    house.assess("Baseline").await;
    let before = found(&house, "").await;
    assert_eq!(before["verdict"], "failed");
    assert_eq!(before["parameters"][0]["value"], false);

    let list = format!("/api/v1/instances/{}/parameters", instance["id"].as_str().unwrap());
    let one = format!("{list}/acme.wanted/wanted");
    let wrong = json!({ "value": "yes", "why": "We let people wait." });
    let said = house.admin.put(&one, &wrong).await.refused(422, "value");
    assert!(said.contains("true or false"), "{said}");
    house.admin.put(&one, &json!({ "value": true, "why": " " })).await.refused(422, "why");
    let now: jiff::Timestamp = before["as_of"].as_str().unwrap().parse().unwrap();
    let until = now + jiff::SignedDuration::from_hours(24);
    let new = json!({ "value": true, "why": "We let people wait.", "until": until.to_string() });
    let set = house.admin.put(&one, &new).await.ok();
    assert_eq!((&set["value"], &set["set"]["by"]), (&json!(true), &json!("ada")));
    let passed = found(&house, "").await;
    assert_eq!(passed["verdict"], "passed");
    assert_eq!(passed["parameters"][0]["set"]["why"], "We let people wait.");
    let listed = house.admin.get(&format!("{list}?check=acme.wanted")).await.items();
    assert_eq!(listed, [set]);

    // A day later nobody said anything, and the default counts again.
    house.set_clock_ahead(25 * HOUR);
    house.sign_in_again().await;
    eventually("the default is judged by", async || {
        (found(&house, "").await["verdict"] == "failed").then_some(())
    })
    .await;
    assert_eq!(found(&house, "").await["parameters"][0]["value"], false);
    let past = found(&house, &format!("?as_of={}", passed["as_of"].as_str().unwrap())).await;
    assert_eq!((&past["verdict"], &past["parameters"][0]["value"]), (&json!("passed"), &json!(true)));
    let history = house.admin.get(&format!("{one}/history")).await.items();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0]["in_force"], false);
}
