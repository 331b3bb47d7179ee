//! Who changed a setting: the event that says that it became what was found, or nobody.

use crate::house::*;
use model::{Secret, Verdict};
use serde_json::json;
use store::testing::TestDb;

/// Longer than the time for which more events of a change are waited for.
const SETTLE: std::time::Duration = SECOND.saturating_mul(2);

async fn subscribed(db: TestDb) -> House {
    let house = House::on(db).await;
    let secret = Secret::new("made-up-secret-token");
    house.node.engine.set_event_secret(&house.ada, &house.instance, &secret).await.unwrap();
    house.advance(MINUTE * 30);
    house
}

/// Who is named as the cause of the outcome that stands.
async fn named(house: &House, check: &str) -> (Verdict, Option<String>) {
    let latest = house.history(check).await.remove(0);
    (latest.verdict, latest.event.and_then(|event| event.operator))
}

#[tokio::test]
async fn the_event_that_set_the_value_is_the_cause() {
    for db in TestDb::ALL {
        let house = subscribed(db).await;
        house.service.turn("a", false);
        // Around the event that did it: one that touches nothing, one of another set, one of another value.
        house.deliver("before@example.com", &[], json!({ "on": false })).await;
        house.deliver("other@example.com", &["b"], json!({ "on": false })).await;
        house.advance(SECOND);
        house.deliver("did-it@example.com", &["a"], json!({ "on": false })).await;
        house.advance(SECOND / 10);
        house.deliver("after@example.com", &[], json!({ "on": false })).await;
        house.deliver("name@example.com", &["a"], json!({ "name": "Acme" })).await;
        house.advance(SETTLE);
        house.settled().await;
        assert_eq!(named(&house, "a-on").await, (Verdict::Failed, Some("did-it@example.com".into())));
        assert_eq!(house.history("b-on").await.len(), 1, "nothing came of the other set's");

        let events = house.node.engine.events(&house.ada, &house.instance).await.unwrap();
        for event in &events {
            let operator = event.operator.as_deref().unwrap();
            let touches_nothing = ["before@example.com", "after@example.com"].contains(&operator);
            assert_eq!(event.run.is_none(), touches_nothing, "{operator}");
        }
        assert_eq!(events.len(), 5);
    }
}

#[tokio::test]
async fn a_change_that_no_event_tells_of_has_no_cause() {
    for db in TestDb::ALL {
        let house = subscribed(db).await;
        assert_eq!(named(&house, "a-on").await, (Verdict::Passed, None), "the first reading is no change");
        house.service.turn("a", false);
        house.deliver("bystander@example.com", &[], json!({ "on": false })).await;
        house.refresh().await;
        assert_eq!(named(&house, "a-on").await, (Verdict::Failed, None));

        // Somebody says of it what is not so.
        house.advance(MINUTE * 30);
        house.service.turn("a", true);
        house.deliver("mistaken@example.com", &["a"], json!({ "on": false })).await;
        house.advance(SETTLE);
        house.settled().await;
        assert_eq!(named(&house, "a-on").await, (Verdict::Passed, None));
    }
}

#[tokio::test]
async fn what_was_said_of_an_earlier_change_is_not_said_of_a_later_one() {
    for db in TestDb::ALL {
        let house = subscribed(db).await;
        house.service.turn("a", false);
        house.deliver("did-it@example.com", &["a"], json!({ "on": false })).await;
        house.advance(SETTLE);
        house.settled().await;
        for on in [true, false] {
            house.advance(MINUTE * 30);
            house.service.turn("a", on);
            house.refresh().await;
        }
        let named: Vec<_> = house
            .history("a-on")
            .await
            .into_iter()
            .map(|interval| (interval.verdict, interval.event.and_then(|event| event.operator)))
            .collect();
        let did_it = Some("did-it@example.com".to_owned());
        let (passed, failed) = (Verdict::Passed, Verdict::Failed);
        assert_eq!(named, [(failed, None), (passed, None), (failed, did_it), (passed, None)]);
    }
}
