//! Services that tell of nothing by themselves are asked.

use crate::{house::*, service::*};
use connect::source::{Allowance, CallClass, ClassLimits, Window};
use model::Secret;
use serde_json::json;
use store::testing::TestDb;

/// Waits until the log was asked once more than before.
async fn asked_again(house: &House, before: u32) {
    eventually("the log is asked", async || house.service.log_asked() > before).await;
    house.settled().await;
}

#[tokio::test]
async fn an_entry_of_the_log_is_an_event_once_and_its_sets_are_read() {
    for db in TestDb::ALL {
        let house = House::with(db, &[], Service::with_log()).await;
        asked_again(&house, 0).await;
        assert_eq!(house.view().await.noticing.by, "polling");
        house.service.asked();

        house.service.turn("a", false);
        house.service.logs("ada@example.com", &["a"], house.node.clock_now());
        let before = house.service.log_asked();
        house.advance(5 * MINUTE);
        asked_again(&house, before).await;
        assert_eq!(house.service.asked(), ["a"], "what the entry touches, and nothing else");
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));
        let events = house.node.engine.events(&house.ada, &house.instance).await.unwrap();
        let told: Vec<_> =
            events.iter().map(|event| (event.name.as_str(), event.operator.as_deref())).collect();
        assert_eq!(told, [("log.entry", Some("ada@example.com"))]);
        assert_eq!(events[0].run, Some(house.runs().await[0].id.clone()));

        // The log gives the entry again, as it is asked a little farther back each time.
        let before = house.service.log_asked();
        house.advance(5 * MINUTE);
        asked_again(&house, before).await;
        assert_eq!(house.node.engine.events(&house.ada, &house.instance).await.unwrap().len(), 1);
        assert!(house.service.asked().is_empty());
    }
}

#[tokio::test]
async fn a_log_that_may_not_be_read_is_left_alone_until_the_next_refresh() {
    let service = Service::with_log();
    service.lets_read_the_log(false);
    let house = House::with(TestDb::Sqlite, &[], service).await;
    asked_again(&house, 0).await;
    let noticing = house.view().await.noticing;
    assert_eq!((noticing.by, noticing.absence.unwrap().right.as_deref()), ("daily", Some("log:read")));
    assert!(noticing.message.contains("daily refresh") && noticing.message.contains("log:read"));
    let before = house.service.log_asked();
    for _ in 0..5 {
        house.advance(5 * MINUTE);
        house.settled().await;
    }
    assert_eq!(house.service.log_asked(), before);

    house.service.lets_read_the_log(true);
    house.refresh().await;
    asked_again(&house, before).await;
    assert_eq!(house.view().await.noticing.by, "polling");
}

#[tokio::test]
async fn who_is_told_by_events_does_not_ask() {
    let house = House::with(TestDb::Sqlite, &[], Service::with_log()).await;
    asked_again(&house, 0).await;
    let secret = Secret::new("shared");
    house.node.engine.set_event_secret(&house.ada, &house.instance, &secret).await.unwrap();
    assert_eq!(house.view().await.noticing.by, "polling", "no event has come yet");
    house.deliver("ada@example.com", &["a"], json!({ "on": true })).await;
    let before = house.service.log_asked();
    assert_eq!(house.view().await.noticing.by, "events");
    for _ in 0..5 {
        house.advance(HOUR);
        house.settled().await;
    }
    assert_eq!(house.service.log_asked(), before);
    // A day without any: the events may have been lost.
    house.advance(DAY);
    house.settled().await;
    eventually("the log is asked", async || house.service.log_asked() > before).await;
    assert_eq!(house.view().await.noticing.by, "polling");
}

#[tokio::test]
async fn a_deleted_instance_takes_no_events_and_is_not_asked_for() {
    let house = House::with(TestDb::Sqlite, &[], Service::with_log()).await;
    asked_again(&house, 0).await;
    let secret = Secret::new("shared");
    house.node.engine.set_event_secret(&house.ada, &house.instance, &secret).await.unwrap();
    house.node.engine.delete_instance(&house.ada, &house.instance).await.unwrap();
    let body = json!({ "operator": "ada@example.com", "sets": ["a"], "new": {} }).to_string().into_bytes();
    let delivery = engine::posture::RawDelivery { headers: Default::default(), body };
    let connector = "pager".parse().unwrap();
    let refused = house.node.engine.receive_delivery(&connector, &house.instance, delivery).await;
    assert!(matches!(refused, Err(engine::Error::NotFound { .. })), "{refused:?}");
    let before = house.service.log_asked();
    house.service.asked();
    house.advance(DAY);
    house.settled().await;
    assert_eq!((house.service.log_asked(), house.service.asked().len()), (before, 0));
}

#[tokio::test]
async fn an_instance_is_asked_for_as_often_as_it_is_set_to() {
    for db in TestDb::ALL {
        let house = House::with(db, &[], Service::with_log()).await;
        asked_again(&house, 0).await;
        let set = async |every_s: Option<u32>| {
            let edit = engine::posture::Edit { poll_every_s: Some(every_s), ..Default::default() };
            house.node.engine.edit_instance(&house.ada, &house.instance, edit).await
        };
        for wrong in [44, 1801] {
            let Err(engine::Error::Invalid(problems)) = set(Some(wrong)).await else { panic!("{wrong}") };
            assert_eq!(problems[0].field, "poll_every_s");
            assert!(problems[0].message.contains("45 to 1800 seconds"), "{problems:?}");
        }
        let before = house.service.log_asked();
        let view = set(Some(60)).await.unwrap();
        assert!(view.noticing.message.contains("within 60 seconds"), "{}", view.noticing.message);
        asked_again(&house, before).await;

        // A change is seen within the period.
        house.service.asked();
        house.service.turn("a", false);
        house.service.logs("ada@example.com", &["a"], house.node.clock_now());
        let before = house.service.log_asked();
        house.advance(59 * SECOND);
        house.settled().await;
        assert_eq!(house.service.log_asked(), before);
        house.advance(SECOND);
        asked_again(&house, before).await;
        assert_eq!(house.figures().await, (2, 1, 0, Some(666)));
        // The log names nobody else, so that the verdict's history names who did it.
        let history = house.history("a-on").await;
        let event = history[0].event.as_ref().unwrap();
        assert_eq!((event.operator.as_deref(), event.by_exclusion), (Some("ada@example.com"), true));
        let drift = house.node.engine.drift(&house.ada, &house.instance, None, None).await.unwrap();
        let told = (drift.items[0].operator.as_deref(), drift.items[0].by_exclusion);
        assert_eq!(told, (Some("ada@example.com"), true));
        // What the log tells of is no event that arrived.
        assert!(house.view().await.events.arrivals.is_empty());

        let view = set(None).await.unwrap();
        assert!(view.noticing.message.contains("within 5 minutes"));
        assert_eq!(view.noticing.period.unwrap().set_s, None);
    }
}

#[tokio::test]
async fn of_two_who_changed_something_nobody_is_named() {
    let house = House::with(TestDb::Sqlite, &[], Service::with_log()).await;
    asked_again(&house, 0).await;
    house.service.turn("a", false);
    for operator in ["ada@example.com", "olive@example.com"] {
        house.service.logs(operator, &["a"], house.node.clock_now());
    }
    let before = house.service.log_asked();
    house.advance(5 * MINUTE);
    asked_again(&house, before).await;
    assert_eq!(house.figures().await.1, 1);
    assert!(house.history("a-on").await[0].event.is_none());
}

/// A service that counts the last 24 hours.
const ROLLING: &[ClassLimits] = &[ClassLimits {
    class: CallClass::Medium,
    per_second: &[20],
    per_day: 10_000,
    window: Window::Rolling24h,
}];

#[tokio::test]
async fn a_quota_that_is_nearly_spent_slows_the_asking_and_one_that_is_spent_stops_it() {
    let house = House::with(TestDb::Sqlite, &[], Service::with_log_and(ROLLING)).await;
    asked_again(&house, 0).await;
    let told = |remaining| Allowance { class: None, limit: 1_000, remaining, daily: true };
    *house.service.told.lock().unwrap() = Some(told(90));
    let before = house.service.log_asked();
    house.advance(5 * MINUTE);
    asked_again(&house, before).await;
    let noticing = house.view().await.noticing;
    assert!(noticing.message.contains("within 20 minutes"), "{}", noticing.message);
    assert!(noticing.message.contains("of the 1000 calls that the service allows in a day"));
    let before = house.service.log_asked();
    house.advance(19 * MINUTE);
    house.settled().await;
    assert_eq!(house.service.log_asked(), before);

    *house.service.told.lock().unwrap() = Some(told(0));
    house.advance(MINUTE);
    asked_again(&house, before).await;
    let quota = house.node.engine.quota(&house.ada, &house.instance).await.unwrap().remove(0);
    assert_eq!((quota.remaining, quota.resets_at), (0, None));
    let until = quota.blocked_until.expect("nothing is left");
    assert_eq!(until.since(house.node.clock_now()), HOUR);
    // Refreshes wait too, and say until when.
    let before = house.service.log_asked();
    let run = house.refresh().await;
    assert_eq!(run.state, "failed");
    assert!(run.sets[0].detail.as_ref().unwrap().contains(&until.to_string()), "{run:?}");
    house.advance(30 * MINUTE);
    house.settled().await;
    assert_eq!(house.service.log_asked(), before);
    assert!(house.view().await.noticing.message.contains(&until.to_string()));
    // One call finds out that there is enough again.
    *house.service.told.lock().unwrap() = Some(told(900));
    house.advance(31 * MINUTE);
    house.settled().await;
    // Whoever came second waits for what the first one found out, and is tried again.
    house.advance(30 * MINUTE);
    eventually("all is read again", async || house.runs().await[0].state == "complete").await;
    house.settled().await;
    let quota = house.node.engine.quota(&house.ada, &house.instance).await.unwrap().remove(0);
    assert!(quota.remaining > 800 && quota.blocked_until.is_none(), "{quota:?}");
}
