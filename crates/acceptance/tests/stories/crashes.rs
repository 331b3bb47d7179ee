//! A process that dies in the middle of a refresh: what it had begun is finished, nothing is mixed, nothing
//! appears twice.

use crate::evidence;
use acceptance::{Client, Database, House, eventually, on_both_databases, within};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::time::sleep;

on_both_databases! {
    at_every_step => super::a_refresh_that_dies_at_any_step_is_finished;
    at_any_moment => super::a_server_that_is_killed_twenty_times_keeps_everything_in_order;
}

/// What a job waits for when its process was killed on a shared database, and the work after that.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(60);
/// What the work takes once nobody holds it.
const DONE_WITHIN: Duration = Duration::from_secs(20);
/// How often the server is killed for real.
const KILLS: u32 = 20;
/// Of so many kills at least, something was under way; otherwise the moments were chosen badly.
const INTERRUPTED_MIN: u32 = 5;

/// How long a refresh takes, to begin with, and what is not gone below.
const SPAN_MS: u64 = 150;
const SPAN_MS_MIN: u64 = 20;

/// Two checks that read different signals of one set.
const CHECKS: [&str; 2] = ["zoom.meeting.waiting-room", "zoom.meeting.screen-sharing"];

/// The steps that the engine names, read from its sources, so that a new one cannot be forgotten here.
pub fn steps() -> BTreeSet<String> {
    fn gather(folder: &Path, steps: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, steps);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let calls = text.split("crash_point(\"").skip(1);
                steps.extend(calls.map(|call| call.split('"').next().unwrap().to_owned()));
            }
        }
    }
    let mut steps = BTreeSet::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/src"), &mut steps);
    for room in ["refresh.", "evaluate."] {
        assert!(steps.iter().any(|step| step.starts_with(room)), "{steps:?}");
    }
    steps
}

/// Changes two documents of the one set at the service, so that a set that mixes old and new shows.
async fn change(house: &House, secure: bool) {
    let sharers = if secure { "host" } else { "all" };
    for (view, merge) in [
        ("meeting_security", json!({ "meeting_security": { "waiting_room": secure } })),
        ("whole", json!({ "in_meeting": { "who_can_share_screen": sharers } })),
    ] {
        let change = json!({ "account": "tidy", "view": view, "merge": merge });
        house.zoom_client.post("/_simulate/documents", &change).await.ok();
    }
}

/// What the API shows now, in one answer: the verdicts of the two checks. None while nobody answers.
async fn verdicts(client: &Client) -> Option<[String; 2]> {
    let answer = client.try_get("/api/v1/actions").await?;
    let actions = answer.items();
    let verdict = |check: &str| {
        let action = actions.iter().find(|action| action["id"] == check).unwrap();
        action["worst"].as_str().unwrap().to_owned()
    };
    Some(CHECKS.map(verdict))
}

/// Looks at the API for as long as it lives, and remembers what was not wholly old or wholly new.
struct Watch {
    stop: Arc<AtomicBool>,
    looking: tokio::task::JoinHandle<(u32, Vec<[String; 2]>)>,
}

impl Watch {
    fn begin(house: &House) -> Watch {
        let (client, stop) = (house.admin.clone(), Arc::new(AtomicBool::new(false)));
        let asked_to = stop.clone();
        let looking = tokio::spawn(async move {
            let (mut looks, mut mixed) = (0, Vec::new());
            while !asked_to.load(Ordering::Relaxed) {
                if let Some(seen) = verdicts(&client).await {
                    looks += 1;
                    if seen[0] != seen[1] || !["passed", "failed"].contains(&seen[0].as_str()) {
                        mixed.push(seen);
                    }
                }
                sleep(Duration::from_millis(10)).await;
            }
            (looks, mixed)
        });
        Watch { stop, looking }
    }

    async fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        let (looks, mixed) = self.looking.await.unwrap();
        assert!(looks > 50, "the API was looked at {looks} times only");
        assert_eq!(mixed, Vec::<[String; 2]>::new(), "of {looks} looks these were neither old nor new");
    }
}

async fn run(house: &House, instance: &str, id: &str) -> Option<Value> {
    let runs = house.admin.get(&format!("/api/v1/instances/{instance}/runs")).await.items();
    runs.into_iter().find(|run| run["id"] == id)
}

/// *Refresh now*; the id of the run.
async fn refresh(house: &House, instance: &str) -> String {
    let asked = house.admin.post(&format!("/api/v1/instances/{instance}/refresh"), &json!({})).await.ok();
    asked["run"].as_str().unwrap().to_owned()
}

/// The verdicts follow the service, and nothing is left to do.
async fn settled(house: &House, secure: bool, limit: Duration) {
    let verdict = if secure { "passed" } else { "failed" };
    within(limit, "the verdicts follow the service", async || {
        let seen = verdicts(&house.admin).await?;
        (seen == [verdict, verdict]).then_some(())
    })
    .await;
    evidence::quiet(house, limit).await;
}

async fn a_refresh_that_dies_at_any_step_is_finished(database: &Database) {
    let mut house = House::build(database).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let instance = instance["id"].as_str().unwrap();
    house.assess("Baseline").await;
    let watch = Watch::begin(&house);
    let mut secure = true;
    // A refresh sends no messages and archives nothing: what crashes of these leave behind is looked at with the alerts and
    // with the archive.
    let of_others = |step: &String| step.starts_with("deliver.") || step.starts_with("archive.");
    let steps: BTreeSet<_> = steps().into_iter().filter(|step| !of_others(step)).collect();
    for (index, step) in steps.iter().enumerate() {
        secure = !secure;
        change(&house, secure).await;
        // A service that is slow to answer holds the run, and a first kill -9 meets it there.
        house
            .zoom_client
            .post("/_simulate/faults", &json!({ "path": "/v2/", "kind": "slow", "ms": 60_000 }))
            .await
            .ok();
        let id = refresh(&house, instance).await;
        eventually("the run is under way", async || run(&house, instance, &id).await).await;
        house.vouchsafe.kill().await;
        house.zoom_client.delete("/_simulate/faults").await.ok();
        if index > 0 {
            // The first time one waits for the lease to end by itself.
            house.end_leases().await;
        }
        // Its successor takes the run over, and dies at the step.
        house.restart(&[("VOUCHSAFE_CRASH_AT", step)]).await;
        house.vouchsafe.ended(TAKEN_OVER_WITHIN).await;
        house.end_leases().await;
        house.restart(&[]).await;
        settled(&house, secure, DONE_WITHIN).await;
        let finished = run(&house, instance, &id).await.expect("the run is still itself");
        assert_eq!(
            (&finished["state"], &finished["trigger"]),
            (&json!("complete"), &json!("requested")),
            "{step}"
        );
    }
    watch.end().await;
    // A machine that is slow lets a poll of the log come in between, which has a run of its own.
    let runs = house.rows("SELECT id FROM run WHERE trigger_kind <> 'event'").await;
    assert_eq!(runs.len(), 1 + steps.len(), "one for the activation, one for each step, none twice");
    let histories = house.rows("SELECT id FROM outcome WHERE check_id = 'zoom.meeting.waiting-room'").await;
    assert_eq!(histories.len(), 1 + steps.len(), "each change is one interval");
    evidence::agrees(&house).await;
}

/// Numbers that look random and are the same every time: a 64-bit linear congruential generator (Knuth).
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

async fn a_server_that_is_killed_twenty_times_keeps_everything_in_order(database: &Database) {
    let mut house = House::build(database).await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let instance = instance["id"].as_str().unwrap();
    house.assess("Baseline").await;
    let watch = Watch::begin(&house);
    let (mut dice, mut secure, mut interrupted) = (Dice(20), true, 0);
    // Among which moments the dice choose follows how long a refresh takes here.
    let mut span_ms = SPAN_MS;
    for _ in 0..KILLS {
        secure = !secure;
        change(&house, secure).await;
        let id = refresh(&house, instance).await;
        sleep(Duration::from_millis(dice.below(span_ms))).await;
        house.kill().await;
        let complete = format!("SELECT id FROM run WHERE id = '{id}' AND state = 'complete'");
        if house.rows(&complete).await.is_empty() {
            interrupted += 1;
            span_ms = span_ms * 5 / 4;
        } else {
            span_ms = (span_ms * 3 / 4).max(SPAN_MS_MIN);
        }
        house.restart(&[]).await;
        settled(&house, secure, DONE_WITHIN).await;
        assert_eq!(run(&house, instance, &id).await.unwrap()["state"], "complete");
    }
    watch.end().await;
    println!("{interrupted} of {KILLS} kills met a run; one takes about {span_ms} ms");
    assert!(
        interrupted >= INTERRUPTED_MIN,
        "only {interrupted} kills met a run; it was thought to take {span_ms} ms"
    );
    let histories = house.rows("SELECT id FROM outcome WHERE check_id = 'zoom.meeting.waiting-room'").await;
    assert_eq!(histories.len(), 1 + KILLS as usize, "each change is one interval");
    evidence::agrees(&house).await;
}
