//! A process that dies in the midst of archiving: at each step, and at any moment. Afterwards every item is in each
//! mailbox exactly once, and the figures add up.
//!
//! `cargo xtask soak` tells the second story with more kills than a change has time for.

use super::{Archive, life::Life};
use crate::crashes::{Dice, steps};
use acceptance::{Database, on_both_databases};
use serde_json::json;
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{Instant, sleep};

on_both_databases! {
    at_every_step => super::archiving_that_dies_at_any_step_goes_on;
    at_any_moment => super::a_server_that_is_killed_again_and_again_loses_nothing;
}

/// What a job waits for when its process was killed on a shared database, and the work after that.
const DIES_WITHIN: Duration = Duration::from_secs(90);
/// How often the server is killed for real, unless `VOUCHSAFE_SOAK_KILLS` says.
const KILLS: u64 = 20;
/// What the moments and the writing follow, unless `VOUCHSAFE_SOAK_SEED` says.
const SEED: u64 = 20;
/// Calls that the org takes in a day: each start asks anew, and permits that a killed process held are forfeited.
const CALLS_A_DAY: u32 = 10_000_000;
/// Kills between two looks at everything.
const LOOK_EVERY: u64 = 50;
/// Kills between two lines of progress.
const TELL_EVERY: u64 = 10;
/// Of so many kills at least one has to meet a step of archiving; otherwise the moments were chosen badly.
const KILLS_A_MEETING_MAX: u64 = 5;
/// How long a round takes, to begin with, and what is not gone below or above.
const SPAN_MS: u64 = 400;
const SPAN_MS_MIN: u64 = 40;
const SPAN_MS_MAX: u64 = 3_000;

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
    archive.is_sound(&id).await;
}

/// Has the source asked, if somebody answers.
async fn ask_at_once(archive: &Archive, id: &str) {
    if archive.house.admin.try_get(&format!("/api/v1/archives/{id}")).await.is_some() {
        archive.house.admin.try_post(&format!("/api/v1/archives/{id}/capture")).await;
    }
}

/// A figure that `cargo xtask soak` hands over.
fn told(variable: &str, usual: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")),
        Err(_) => usual,
    }
}

async fn a_server_that_is_killed_again_and_again_loses_nothing(database: &Database) {
    let (kills, seed) = (told("VOUCHSAFE_SOAK_KILLS", KILLS), told("VOUCHSAFE_SOAK_SEED", SEED));
    let (name, begun) = (database.name(), Instant::now());
    println!("{kills} kills on {name}, seed {seed}");
    let mut archive = Archive::house(database).await;
    archive.control("PUT", "limits", json!({ "org": "tidy", "limit": CALLS_A_DAY })).await;
    let id = archive.activate().await;
    let reader = archive.somebody("Edda", "ediscovery_manager").await;
    let (mut dice, mut life, mut met) = (Dice(seed), Life::new(), BTreeMap::<String, u64>::new());
    let (mut span_ms, mut meetings) = (SPAN_MS, 0);
    for kill in 1..=kills {
        life.goes_on(&archive, &mut dice).await;
        ask_at_once(&archive, &id).await;
        sleep(Duration::from_millis(dice.below(span_ms))).await;
        archive.house.kill().await;
        // Among which moments the dice choose follows how long a round takes here.
        let under_way = archive.under_way().await;
        span_ms = match under_way.is_empty() {
            true => (span_ms * 3 / 4).max(SPAN_MS_MIN),
            false => (span_ms * 5 / 4).min(SPAN_MS_MAX),
        };
        meetings += u64::from(!under_way.is_empty());
        under_way.into_iter().for_each(|step| *met.entry(step).or_default() += 1);
        archive.house.restart(&[]).await;
        if kill % TELL_EVERY == 0 {
            let minutes = begun.elapsed().as_secs_f64() / 60.0;
            let revisions = archive.show(&id).await["revisions"].clone();
            let rate = kill as f64 / minutes;
            println!("{name}: {kill} of {kills} kills, {revisions} revisions, {rate:.0} kills a minute");
        }
        if kill % LOOK_EVERY == 0 {
            life.rests().await;
            archive.is_sound(&id).await;
        }
    }
    life.rests().await;
    archive.is_sound(&id).await;
    let sound = archive.opens(&reader, &id).await;
    assert!(meetings * KILLS_A_MEETING_MAX >= kills, "{meetings} of {kills} kills met archiving: {met:?}");
    // What a server does five minutes after its start is waited for where there is time.
    let swept = match kills > KILLS {
        true => format!("; {} files that belonged to nothing were swept", archive.swept().await),
        false => String::new(),
    };
    let minutes = begun.elapsed().as_secs() / 60;
    println!(
        "{name}, seed {seed}: after {kills} kills ({meetings} met {met:?}) in {minutes} min {} revisions are in {} \
         mailboxes as {} messages, each exactly once{swept}",
        sound.revisions, sound.mailboxes, sound.messages,
    );
}

impl Archive {
    /// The steps that were under way when the server was killed.
    async fn under_way(&self) -> Vec<String> {
        let sql = "SELECT DISTINCT kind FROM job WHERE state = 'running' AND kind LIKE 'archive_%'";
        let rows = self.house.rows(sql).await;
        rows.iter()
            .map(|row| row["kind"].as_str().unwrap().trim_start_matches("archive_").to_owned())
            .collect()
    }
}
