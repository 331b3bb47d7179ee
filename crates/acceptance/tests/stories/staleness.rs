//! Verdicts go stale by themselves, and come back; the past stays as it was known.

use acceptance::{Database, House, eventually, on_both_databases};
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    fifty_hours => super::nothing_passes_after_fifty_hours_without_a_reading;
}

const HOUR: Duration = Duration::from_secs(3600);

async fn nothing_passes_after_fifty_hours_without_a_reading(database: &Database) {
    let mut house = House::build(database).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    let assessment = house.assess("Baseline").await;
    let path = format!("/api/v1/assessments/{}", assessment["id"].as_str().unwrap());
    let full = house.admin.get(&path).await.ok()["score"].clone();
    assert_eq!(full["coverage"]["percentage_tenths"], 1000);

    // From now on the app is deactivated at Zoom: no reading comes in.
    set_app(&house, "deactivated").await;
    house.set_clock_ahead(49 * HOUR);
    // The session was opened two days ago.
    house.sign_in_again().await;
    // The daily refresh, due meanwhile, has tried and failed.
    eventually("a run failed", async || {
        (house.instance(id).await["last_run"]["state"] == "failed").then_some(())
    })
    .await;
    let an_hour_before: String = now_of(&house, &path).await;
    assert_eq!(house.admin.get(&path).await.ok()["score"], full, "at 49 hours they still stand");

    house.set_clock_ahead(50 * HOUR + Duration::from_secs(60));
    let stale = house.admin.get(&path).await.ok();
    assert_eq!(stale["score"]["points"]["achieved_thousandths"], 0);
    assert_eq!(stale["score"]["coverage"]["decided"], 0);
    assert_eq!(stale["score"]["points"]["achievable"], full["points"]["achievable"]);
    let shown = house.admin.get("/api/v1/actions/zoom.meeting.waiting-room").await.ok();
    assert_eq!(shown["test_status"], "could_not_be_detected");
    let reason = &shown["results"][0]["checks"][0]["reason"];
    assert_eq!(reason["code"], "stale");
    assert!(reason["text"].as_str().unwrap().contains("stale since "), "{reason}");
    assert_eq!(house.instance(id).await["health"]["state"], "failing");

    // As of an hour before they still pass, and the page says as of when.
    let past = house.admin.get(&format!("{path}?as_of={an_hour_before}")).await.ok();
    assert_eq!(past["score"], full);
    assert_eq!(past["as_of"], json!(an_hour_before));

    // Zoom answers again: one refresh, and everything stands as before.
    set_app(&house, "active").await;
    house.admin.post(&format!("/api/v1/instances/{id}/refresh"), &json!({})).await.ok();
    let back = eventually("the verdicts come back", async || {
        let now = house.admin.get(&path).await.ok();
        (now["score"]["coverage"]["percentage_tenths"] == 1000).then_some(now)
    })
    .await;
    // All but the one that reads the time of the last sign-in: two days are no ninety.
    assert_eq!(back["score"], full);
}

fn set<'a>(instance: &'a Value, name: &str) -> &'a Value {
    let sets = instance["sets"].as_array().unwrap();
    sets.iter().find(|set| set["set"] == name).unwrap_or_else(|| panic!("no set {name} in {instance:#}"))
}

async fn set_app(house: &House, state: &str) {
    house.zoom_client.put("/_simulate/app", &json!({ "account": "tidy", "state": state })).await.ok();
}

async fn now_of(house: &House, path: &str) -> String {
    let answer: Value = house.admin.get(path).await.ok();
    answer["as_of"].as_str().unwrap().to_owned()
}

/// What the check *The user behind the app still signs in* allows.
const DORMANT_AFTER: Duration = Duration::from_secs(90 * 24 * 3600);
/// How long before the start the simulated account's owner was there.
const SIGNED_IN_AGO: Duration = Duration::from_secs(24 * 3600);

#[tokio::test]
async fn a_reading_that_grows_old_flips_its_verdict_by_itself() {
    let mut house = House::build(&Database::sqlite()).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    house.assess("Baseline").await;
    // Twelve hours before the ninety days are over the daily refresh finds the user as he was: nobody signed in.
    let over = DORMANT_AFTER - SIGNED_IN_AGO;
    house.set_clock_ahead(over - 12 * HOUR);
    house.sign_in_again().await;
    let refreshed = eventually("the daily refresh has read everything anew", async || {
        let now = house.instance(id).await;
        (now["last_run"]["trigger"] == "daily" && now["last_run"]["state"] == "complete").then_some(now)
    })
    .await;
    let runs = house.rows("SELECT id FROM run").await;

    // Thirteen hours later it is over, and no refresh is due yet.
    house.set_clock_ahead(over + HOUR);
    house.sign_in_again().await;
    let path = format!("/api/v1/instances/{id}/checks/zoom.account.app-user-active/history");
    let history = eventually("the verdict flips", async || {
        let history = house.admin.get(&path).await.items();
        (history[0]["verdict"] == "failed").then_some(history)
    })
    .await;
    assert_eq!(house.rows("SELECT id FROM run").await, runs, "nothing was read again");
    assert_eq!((history.len(), &history[1]["verdict"]), (2, &json!("passed")));
    assert_eq!(
        history[0]["observed_at"],
        set(&refreshed, "app.user")["read_at"],
        "what was read stays as old as it is"
    );
    let failed = house.admin.get("/api/v1/actions?status=failed").await.items();
    assert_eq!(failed.len(), 1);
    assert_eq!(
        (&failed[0]["id"], &failed[0]["test_status"]),
        (&json!("zoom.account.app-user-active"), &json!("failed_medium_risk"))
    );
    let others = format!("/api/v1/instances/{id}/checks/zoom.meeting.waiting-room/history");
    assert_eq!(house.admin.get(&others).await.items()[0]["verdict"], "passed", "the others stand");
}
