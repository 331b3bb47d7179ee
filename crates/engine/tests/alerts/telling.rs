//! Messages: written with the alert, sent at least once, with one id however often.

use super::{alerts, detail};
use crate::{
    catalog::check,
    house::{DAY, House, MINUTE, SECOND, eventually},
    receiver::{Manner, Receiver},
    service::{Answer, Service},
    targets::{SECRET, add, webhook},
};
use engine::alerts::{DeliveryView, NewTarget};
use model::{AlertKind, AlertSeverity, Clock};
use serde_json::{Value, json};
use store::testing::TestDb;

async fn messages(house: &House) -> Vec<DeliveryView> {
    let targets = house.node.engine.notification_targets(&house.ada).await.unwrap();
    targets.into_iter().flat_map(|target| target.messages).collect()
}

#[tokio::test]
async fn an_alert_and_its_end_are_told_to_whoever_wants_to_know() {
    for db in TestDb::ALL {
        let (house, receiver) = (House::on(db).await, Receiver::start().await);
        add(&house, webhook("Hooks", &receiver.url)).await.unwrap();
        let others = NewTarget { kinds: [AlertKind::ScopeLost].into(), ..webhook("Others", &receiver.url) };
        add(&house, others).await.unwrap();
        house.service.turn("a", false);
        house.refresh().await;
        eventually("it came", async || receiver.came().len() == 1).await;
        house.settled().await;
        let came = receiver.came().remove(0);
        let body: Value = serde_json::from_str(&came.body).unwrap();
        let alert = alerts(&house).await.remove(0);
        assert_eq!((&body["type"], &body["data"]["kind"]), (&json!("alert.raised"), &json!("check_failed")));
        assert_eq!(body["data"]["id"], json!(alert.id));
        assert_eq!(body["data"]["instance"], json!({ "id": house.instance, "name": "East" }));
        assert_eq!(body["data"]["check"]["title"], "The setting is as it should be");
        let link = format!("https://vouchsafe.example.com/alerts/{}", alert.id);
        assert_eq!(body["data"]["link"], json!(link));
        assert!(came.header("webhook-signature").starts_with("v1,"));
        assert!(!came.body.contains(SECRET));
        let told = detail(&house, &alert.id).await.messages;
        assert_eq!(
            told.iter().map(|m| (m.target.as_str(), m.state)).collect::<Vec<_>>(),
            [("Hooks", "sent")]
        );
        assert_eq!(told[0].id.as_str(), came.header("webhook-id"));

        house.service.turn("a", true);
        house.refresh().await;
        eventually("its end came", async || receiver.came().len() == 2).await;
        let body: Value = serde_json::from_str(&receiver.came()[1].body).unwrap();
        assert_eq!(body["type"], "alert.resolved");
        house.service.will("a", Answer::LacksRight);
        house.refresh().await;
        eventually("both want this", async || receiver.came().len() == 4).await;
    }
}

#[tokio::test]
async fn what_is_not_severe_enough_is_not_told() {
    for db in TestDb::ALL {
        // Another check of the same setting that matters less.
        let body = "reads:\n  on: { at: \"a#/on\", type: bool }\npass: on\n\
                    examples: { pass: [{ on: true }], fail: [{ on: false }] }";
        let mut low = check("a-on-too", "a", body);
        low.text = low.text.replace("severity: high", "severity: low");
        let (house, receiver) = (House::with(db, &[low], Service::new()).await, Receiver::start().await);
        let all = add(&house, webhook("All", &receiver.url)).await.unwrap();
        let high = NewTarget { severity_min: AlertSeverity::High, ..webhook("High", &receiver.url) };
        let high = add(&house, high).await.unwrap();
        house.service.turn("a", false);
        house.refresh().await;
        eventually("all of it came", async || receiver.came().len() == 3).await;
        house.settled().await;
        let targets = house.node.engine.notification_targets(&house.ada).await.unwrap();
        let told = |id| targets.iter().find(|target| target.id == id).unwrap().messages.len();
        assert_eq!((told(all.id), told(high.id)), (2, 1));
    }
}

#[tokio::test]
async fn a_message_that_was_not_taken_is_tried_again_with_the_same_id_and_given_up_in_the_end() {
    for db in TestDb::ALL {
        let (house, receiver) = (House::on(db).await, Receiver::start().await);
        let target = add(&house, webhook("Hooks", &receiver.url)).await.unwrap();
        receiver.will(Manner::Refuses(503));
        house.node.engine.test_notification_target(&house.ada, &target.id).await.unwrap();
        eventually("a first try", async || messages(&house).await[0].attempts == 1).await;
        let waiting = messages(&house).await.remove(0);
        assert_eq!((waiting.state, waiting.what.as_str(), &waiting.alert), ("waiting", "test", &None));
        assert!(waiting.error.as_deref().is_some_and(|error| error.contains("503")), "{waiting:?}");
        let pause = waiting.at.since(house.node.clock.now());
        assert!(pause >= SECOND * 4 && pause <= SECOND * 6, "{pause:?}");
        receiver.will(Manner::Takes);
        house.advance(SECOND * 7);
        eventually("it was taken", async || messages(&house).await[0].state == "sent").await;
        let came = receiver.came();
        assert_eq!(came.len(), 2);
        assert_eq!(came[0].header("webhook-id"), came[1].header("webhook-id"));
        assert_eq!(came[0].body, came[1].body);
        assert_ne!(came[0].header("webhook-timestamp"), came[1].header("webhook-timestamp"));

        receiver.will(Manner::Refuses(500));
        let test = house.node.engine.test_notification_target(&house.ada, &target.id).await.unwrap();
        for attempt in 1..=11 {
            let tried =
                async || messages(&house).await.iter().any(|m| m.id == test.id && m.attempts == attempt);
            eventually(&format!("try {attempt}"), tried).await;
            house.advance(DAY / 2);
        }
        let dead = messages(&house).await.into_iter().find(|message| message.id == test.id).unwrap();
        assert_eq!((dead.state, dead.attempts), ("dead", 11));

        // Whoever answers 410 wants no more of these.
        receiver.will(Manner::Refuses(410));
        let gone = house.node.engine.test_notification_target(&house.ada, &target.id).await.unwrap();
        let is_dead = async || messages(&house).await.iter().any(|m| m.id == gone.id && m.state == "dead");
        eventually("it was given up at once", is_dead).await;
    }
}

#[tokio::test]
async fn what_was_sent_before_a_crash_and_not_noted_is_sent_again_with_the_same_id() {
    for db in TestDb::ALL {
        let (mut house, receiver) = (House::on(db).await, Receiver::start().await);
        let target = add(&house, webhook("Hooks", &receiver.url)).await.unwrap();
        receiver.will(Manner::Hangs);
        house.node.engine.test_notification_target(&house.ada, &target.id).await.unwrap();
        eventually("it came", async || receiver.came().len() == 1).await;
        receiver.will(Manner::Takes);
        house.kill_and_restart().await;
        eventually("it came again", async || receiver.came().len() == 2).await;
        eventually("it is noted", async || messages(&house).await[0].state == "sent").await;
        let came = receiver.came();
        assert_eq!(came[0].header("webhook-id"), came[1].header("webhook-id"));
        assert_eq!((came[0].body.as_str(), messages(&house).await[0].attempts), (came[1].body.as_str(), 1));
        house.advance(MINUTE);
        house.settled().await;
        assert_eq!(receiver.came().len(), 2);
    }
}
