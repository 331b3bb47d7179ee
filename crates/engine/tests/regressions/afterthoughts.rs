//! What a second look found: each of these failed once.

use crate::{
    catalog::check,
    house::*,
    service::{Answer, Service},
};
use engine::posture::HealthState;
use ledger::LeafKind;
use model::{Clock, Secret, Verdict};
use serde_json::{Value, json};
use store::testing::TestDb;

const RECENT: &str = r#"reads:
  last: { at: "c#/last", type: time }
pass: as_of - last < 90d
examples:
  pass: [{ last: "2026-11-20T08:00:00Z", as_of: "2026-11-21T08:00:00Z" }]
  fail: [{ last: "2026-01-20T08:00:00Z", as_of: "2026-11-21T08:00:00Z" }]"#;
const BOTH: &str = r#"reads:
  one: { at: "a#/on", type: bool }
  two: { at: "b#/on", type: bool }
pass: |
  one
  two
examples:
  pass: [{ one: true, two: true }]
  fail: [{ one: false, two: true }]"#;

async fn subscribe(house: &House) {
    let secret = Secret::new("made-up-secret-token");
    house.node.engine.set_event_secret(&house.ada, &house.instance, &secret).await.unwrap();
}

async fn named(house: &House, check: &str) -> Option<String> {
    house.history(check).await.remove(0).event.and_then(|event| event.operator)
}

#[tokio::test]
async fn a_clock_that_was_ahead_puts_the_daily_refresh_off_for_a_period_at_most() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let right = house.node.clock.now();
        house.node.clock.set(right.plus(DAY * 30));
        let daily = async || house.runs().await.iter().any(|run| run.trigger == "daily");
        eventually("the daily refresh", daily).await;
        house.settled().await;
        let queued = async || house.view().await.next_refresh_at.is_some();
        eventually("the next one in the queue", queued).await;

        house.node.clock.set(right);
        let within_a_period = async || {
            let due = house.view().await.next_refresh_at;
            due.is_some_and(|due| due <= house.node.clock.now().plus(DAY))
        };
        eventually("a daily refresh within a period", within_a_period).await;
    }
}

#[tokio::test]
async fn a_check_that_reads_the_time_goes_by_the_clock_that_was_set_right() {
    for db in TestDb::ALL {
        let service = Service::new();
        service.will("c", Answer::Gives(json!({ "on": true, "last": "2026-11-20T08:00:00Z" })));
        let house = House::with(db, &[check("recent", "c", RECENT)], service).await;
        let right = house.node.clock.now();
        house.node.clock.set(right.plus(DAY * 300));
        house.refresh().await;
        assert_eq!(house.history("recent").await[0].verdict, Verdict::Failed);
        house.node.clock.set(right);
        // Something else changes as well, so that the check is judged by a reading.
        house.service.will("c", Answer::Gives(json!({ "on": true, "last": "2026-11-21T07:00:00Z" })));
        house.refresh().await;
        assert_eq!(house.history("recent").await[0].verdict, Verdict::Passed);
    }
}

#[tokio::test]
async fn the_last_run_is_the_one_that_ran_last() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        let right = house.node.clock.now();
        house.node.clock.set(right.plus(DAY * 300));
        house.service.will("b", Answer::FailsInPassing);
        house.refresh().await;
        house.node.clock.set(right);
        house.service.turn("b", true);
        let run = house.refresh().await;
        let view = house.view().await;
        assert_eq!(view.last_run.unwrap().id, run.id);
        assert_eq!(view.health.state, HealthState::Healthy);
    }
}

#[tokio::test]
async fn an_event_that_readings_contradicted_is_not_the_cause_of_a_later_change() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        subscribe(&house).await;
        house.advance(MINUTE * 30);
        house.deliver("long-ago@example.com", &["a"], json!({ "on": false })).await;
        house.advance(SECOND / 10);
        house.deliver("put-it-back@example.com", &["a"], json!({ "on": true })).await;
        house.advance(SECOND * 2);
        house.settled().await;
        for _ in 0..3 {
            house.advance(DAY);
            house.refresh().await;
        }
        house.service.turn("a", false);
        house.refresh().await;
        assert_eq!(named(&house, "a-on").await, None);
    }
}

#[tokio::test]
async fn who_said_what_was_so_before_is_not_the_cause() {
    for db in TestDb::ALL {
        let house = House::with(db, &[check("both", "c", BOTH)], Service::new()).await;
        subscribe(&house).await;
        house.advance(MINUTE * 30);
        house.service.turn("a", false);
        house.deliver("innocent@example.com", &["b"], json!({ "on": true })).await;
        house.advance(SECOND * 2);
        house.settled().await;
        assert_eq!(house.history("both").await[0].verdict, Verdict::Failed);
        assert_eq!(named(&house, "both").await, None);
    }
}

#[tokio::test]
async fn a_run_ends_once() {
    for db in TestDb::ALL {
        let house = House::on(db).await;
        house.service.will("b", Answer::Panics);
        let first = house.refresh().await;
        house.service.turn("b", true);
        house.advance(SECOND);
        house.refresh().await;
        assert_eq!(house.run(&first.id).await.state, "running", "its job waits");
        house.advance(MINUTE * 10);
        house.settled().await;
        let mut tx = house.store.read().await.unwrap();
        let size = tx.ledger().size().await.unwrap();
        let mut rows = tx.ledger().leaves(0, size).await.unwrap();
        rows.extend(tx.ledger().unsequenced(1_000).await.unwrap());
        let bodies = rows.iter().map(|row| serde_json::from_slice::<Value>(&row.body).unwrap());
        let its = |body: &Value| {
            body["kind"] == LeafKind::RUN_COMPLETED.name() && body["subject"]["run"] == first.id.as_str()
        };
        assert_eq!(bodies.filter(its).count(), 1);
    }
}
