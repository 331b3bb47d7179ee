//! From an org's Chatter to mailboxes, a day later, and what is said of it.

use super::{Archive, adds_up};
use acceptance::{Database, on_both_databases};
use serde_json::json;

on_both_databases! {
    a_days_life => super::a_days_life_reaches_every_mailbox_once;
}

async fn a_days_life_reaches_every_mailbox_once(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    let first = archive.archived(&id).await;
    assert_eq!(first["health"], "healthy", "{}", first["message"]);
    archive.compare().await;
    archive.in_order(&id).await;

    // What overlaps is not captured twice.
    let again = archive.archived(&id).await;
    assert_eq!((&again["revisions"], &again["totals"]), (&first["revisions"], &first["totals"]));

    // A day's life: posts, comments, edits, deletions, groups that change.
    archive.control("POST", "orgs/tidy/chatter/day", json!({})).await;
    let later = archive.archived(&id).await;
    assert!(later["revisions"].as_u64() > first["revisions"].as_u64());
    archive.compare().await;
    archive.in_order(&id).await;

    // A replay finds everything there.
    let today = later["asked_at"].as_str().unwrap()[..10].to_owned();
    let redone =
        archive.house.admin.post(&format!("/api/v1/archives/{id}/days/{today}/redo"), &json!({})).await.ok();
    assert_eq!(redone["deliveries"], later["totals"]["available"]);
    let replayed = archive.archived(&id).await;
    adds_up(&replayed["totals"]);
    assert_eq!(replayed["totals"]["imported"], 0, "a replay imports nothing that is there");
    assert_eq!(replayed["totals"]["quarantined"], later["totals"]["quarantined"]);
    archive.in_order(&id).await;
}
