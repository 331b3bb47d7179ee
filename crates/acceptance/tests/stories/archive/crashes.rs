//! A process that dies in the midst of archiving: at each step, and at any moment. Afterwards every item is in each
//! mailbox exactly once, and the figures add up.

use super::Archive;
use crate::crashes::steps;
use acceptance::{Database, on_both_databases};
use serde_json::json;
use std::time::Duration;
use tokio::time::sleep;

on_both_databases! {
    at_every_step => super::archiving_that_dies_at_any_step_goes_on;
    at_any_moment => super::a_server_that_is_killed_twenty_times_loses_nothing;
}

/// What a job waits for when its process was killed on a shared database, and the work after that.
const DIES_WITHIN: Duration = Duration::from_secs(90);
/// How often the server is killed for real.
const KILLS: u64 = 20;

async fn archiving_that_dies_at_any_step_goes_on(database: &Database) {
    let mut archive = Archive::house(database).await;
    let id = archive.activate().await;
    let steps: Vec<_> = steps().into_iter().filter(|step| step.starts_with("archive.")).collect();
    assert!(steps.len() >= 10, "{steps:?}");
    for step in steps {
        archive.house.kill().await;
        archive.control("POST", "orgs/tidy/chatter/day", json!({})).await;
        // Something with a file, so that every step has something to do.
        let post = json!({ "by": "ruth.okafor", "body": format!("Before {step}"), "files": [{ "name": "plan.pdf" }] });
        archive.control("POST", "orgs/tidy/chatter/post", post).await;
        archive.house.restart(&[("VOUCHSAFE_CRASH_AT", &step)]).await;
        // It may die before it answers.
        ask_at_once(&archive, &id).await;
        archive.house.vouchsafe.ended(DIES_WITHIN).await;
        archive.house.end_leases().await;
        archive.house.restart(&[]).await;
    }
    archive.archived(&id).await;
    archive.compare().await;
    archive.in_order(&id).await;
}

/// Has the source asked, if somebody answers.
async fn ask_at_once(archive: &Archive, id: &str) {
    if archive.house.admin.try_get(&format!("/api/v1/archives/{id}")).await.is_some() {
        archive.house.admin.try_post(&format!("/api/v1/archives/{id}/capture")).await;
    }
}

async fn a_server_that_is_killed_twenty_times_loses_nothing(database: &Database) {
    let mut archive = Archive::house(database).await;
    let id = archive.activate().await;
    for kill in 0..KILLS {
        archive.control("POST", "orgs/tidy/chatter/day", json!({})).await;
        ask_at_once(&archive, &id).await;
        // Moments that wander over what a round takes.
        sleep(Duration::from_millis(20 + kill * 37 % 400)).await;
        archive.house.kill().await;
        archive.house.restart(&[]).await;
    }
    archive.archived(&id).await;
    archive.compare().await;
    archive.in_order(&id).await;
}
