//! Services that tell of nothing by themselves are asked.

use crate::{house::*, service::*};
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
