//! A change in Setup: noticed in the audit trail, judged, and told with who made it.

use super::Org;
use acceptance::{Database, on_both_databases};
use serde_json::json;
use std::time::Duration;

/// The check that the story turns.
const CHECK: &str = "salesforce.session.locked-to-domain";

/// An administrator of the org.
const AUTHOR: &str = "ada.byrne@tidy.example.com";

on_both_databases! {
    noticed => super::a_change_is_noticed_within_the_period_and_its_author_named;
}

async fn a_change_is_noticed_within_the_period_and_its_author_named(database: &Database) {
    let org = Org::house(database).await;
    let instance = org.activate("Salesforce production", &org.by_client_credentials("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    org.verdict(id, CHECK, "passed").await;
    let period = json!({ "poll_every_s": 30 });
    let edited = org.house.admin.patch(&format!("/api/v1/instances/{id}"), &period).await.ok();
    assert!(edited["noticing"]["message"].as_str().unwrap().contains("30 seconds"), "{edited:#}");
    for wrong in [json!({ "poll_every_s": 1 }), json!({ "poll_every_s": 100_000 })] {
        org.house.admin.patch(&format!("/api/v1/instances/{id}"), &wrong).await.refused(422, "poll_every_s");
    }
    let change = json!({ "org": "tidy", "type": "SecuritySettings",
        "merge": { "sessionSettings": { "lockSessionsToDomain": false } }, "operator": AUTHOR });
    org.control("POST", "metadata", change).await;
    org.house.set_clock_ahead(Duration::from_secs(31));
    let row = org.verdict(id, CHECK, "failed").await;
    assert_eq!(row["check"]["id"], CHECK);
    let path = format!("/api/v1/instances/{id}/checks/{CHECK}/history");
    let history = org.house.admin.get(&path).await.items();
    let verdicts: Vec<_> = history.iter().map(|interval| interval["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["failed", "passed"], "{history:#?}");
    assert_eq!(history[0]["event"]["operator"], AUTHOR, "{:#}", history[0]);
    let events = org.house.admin.get(&format!("/api/v1/instances/{id}/events")).await.items();
    assert!(events[0]["name"].as_str().unwrap().starts_with("setup_audit_trail."), "{events:#?}");
}
