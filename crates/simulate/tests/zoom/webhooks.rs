//! Webhooks as they should be: challenged, signed, with old and new, retried, validated again.

use crate::support::{Endpoint, SECRET, START, Zoom};
use serde_json::{Value, json};
use std::{sync::atomic::Ordering::SeqCst, time::Duration};

const MINUTE: Duration = Duration::from_secs(60);
const SECURITY: &str = "/accounts/me/settings?option=meeting_security";

async fn turn_waiting_room(zoom: &Zoom, token: &str, on: bool) {
    let change = json!({ "meeting_security": { "waiting_room": on } });
    assert_eq!(zoom.patch(token, SECURITY, change).await.status, 204);
}

async fn deliveries(zoom: &Zoom) -> Vec<Value> {
    zoom.control("GET", "deliveries", Value::Null).await["deliveries"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_change_is_told_with_its_operator_and_only_what_changed() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    let token = zoom.token("tidy").await;
    // What does not change is not told.
    turn_waiting_room(&zoom, &token, true).await;
    turn_waiting_room(&zoom, &token, false).await;
    let event = endpoint.events(1).await.remove(0);
    assert!(event.is_signed());
    assert_eq!(event.timestamp() * 1000, START.ms());
    assert_eq!(event.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(event.header("user-agent"), "Zoom Marketplace/1.0a");
    assert_eq!(event.header("clientid"), zoom.running.account("tidy").client_id);
    assert!(event.header("x-zm-trackingid").starts_with("v=2.0;"));
    let id = &zoom.running.account("tidy").account_id;
    let expected = format!(
        "{{\"event\":\"account.settings_updated\",\"event_ts\":{now},\"payload\":{{\"account_id\":\"{id}\",\
         \"operator\":\"olive.owner@tidy.example.com\",\"operator_id\":\"Tq0wner3mZx1Yk8bN4vA2w\",\
         \"object\":{{\"id\":\"{id}\",\"settings\":{{\"meeting_security\":{{\"waiting_room\":false}}}}}},\
         \"time_stamp\":{now},\
         \"old_object\":{{\"id\":\"{id}\",\"settings\":{{\"meeting_security\":{{\"waiting_room\":true}}}}}}}}}}",
        now = START.ms(),
    );
    assert_eq!(String::from_utf8(event.body).unwrap(), expected);
}

#[tokio::test]
async fn locks_have_their_own_event_and_some_keys_are_never_told() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    let token = zoom.token("tidy").await;
    let locks = json!({ "recording": { "auto_recording": false } });
    zoom.patch(&token, "/accounts/me/lock_settings", locks.clone()).await;
    let event = endpoint.events(1).await[0].json();
    assert_eq!(event["event"], "account.lock_settings_updated");
    assert_eq!(event["payload"]["object"]["settings"], locks);
    assert_eq!(event["payload"]["old_object"]["settings"]["recording"]["auto_recording"], true);

    let change =
        json!({ "security": { "sign_in_with_two_factor_auth": "none", "hide_billing_info": false } });
    zoom.patch(&token, "/accounts/me/settings", change).await;
    let event = endpoint.events(2).await[1].json();
    assert_eq!(event["payload"]["object"]["settings"], json!({ "security": { "hide_billing_info": false } }));
    // The other account has no endpoint.
    let careless = zoom.token("careless").await;
    zoom.patch(&careless, SECURITY, json!({ "meeting_security": { "waiting_room": true } })).await;
    zoom.advance(MINUTE).await;
    assert_eq!(endpoint.received().len(), 2);
}

#[tokio::test]
async fn an_endpoint_that_cannot_answer_the_challenge_is_not_saved() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::start().await;
    endpoint.habits.knows_secret.store(false, SeqCst);
    let save = async |url: &str| {
        let order = json!({ "account": "tidy", "url": url, "secret": SECRET });
        zoom.running.control("PUT", "webhook", order).await.unwrap_err().to_string()
    };
    let refused = save(&endpoint.url).await;
    assert!(refused.starts_with("422") && refused.contains("encryptedToken was not made with"), "{refused}");
    let refused = save(&endpoint.url.replace("/zoom", "/elsewhere")).await;
    assert!(refused.contains("answered 404 where 200"), "{refused}");
    let refused = save("http://127.0.0.1:9/").await;
    assert!(refused.contains("could not be asked"), "{refused}");
    assert_eq!(zoom.control("GET", "webhook", Value::Null).await, json!({ "webhooks": [] }));
    turn_waiting_room(&zoom, &zoom.token("tidy").await, false).await;
    zoom.advance(MINUTE).await;
    assert!(endpoint.received().is_empty());
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_after_5_20_and_60_minutes() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    endpoint.habits.status.store(500, SeqCst);
    let token = zoom.token("tidy").await;
    turn_waiting_room(&zoom, &token, false).await;
    endpoint.events(1).await;
    for (sent, minutes) in [(1, 5), (2, 20), (3, 60)] {
        zoom.advance(minutes * MINUTE - Duration::from_secs(1)).await;
        assert_eq!(endpoint.received().len(), sent, "before {minutes} minutes");
        zoom.advance(Duration::from_secs(1)).await;
        assert_eq!(endpoint.received().len(), sent + 1, "after {minutes} minutes");
    }
    zoom.advance(24 * 60 * MINUTE).await;
    let received = endpoint.received();
    assert_eq!(received.len(), 4);
    assert!(received.iter().all(|it| it.is_signed() && it.body == received[0].body));
    assert_eq!(received[1].timestamp() - received[0].timestamp(), 300);
    let log = deliveries(&zoom).await;
    let attempts: Vec<_> =
        log.iter().map(|line| (line["attempt"].as_u64(), line["status"].as_u64())).collect();
    assert_eq!(attempts, [1, 2, 3, 4].map(|attempt| (Some(attempt), Some(500))));
    assert_eq!(log[3]["next_attempt_at"], Value::Null);
}

#[tokio::test]
async fn a_retry_that_is_taken_ends_it() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    endpoint.habits.status.store(401, SeqCst);
    turn_waiting_room(&zoom, &zoom.token("tidy").await, false).await;
    endpoint.events(1).await;
    endpoint.habits.status.store(200, SeqCst);
    zoom.advance(5 * MINUTE).await;
    zoom.advance(120 * MINUTE).await;
    assert_eq!(endpoint.received().len(), 2);
    assert_eq!(deliveries(&zoom).await[1]["delivered"], true);
}

#[tokio::test]
async fn an_answer_after_three_seconds_is_none() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    endpoint.habits.think_ms.store(3_500, SeqCst);
    turn_waiting_room(&zoom, &zoom.token("tidy").await, false).await;
    endpoint.events(0).await;
    // Waits for the attempt that is under way.
    zoom.advance(Duration::from_millis(1)).await;
    let log = deliveries(&zoom).await;
    assert_eq!((&log[0]["status"], &log[0]["delivered"]), (&Value::Null, &json!(false)));
    assert!(!log[0]["next_attempt_at"].is_null());
}

#[tokio::test]
async fn every_72_hours_the_endpoint_is_challenged_again() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    assert_eq!(endpoint.challenges(), 1);
    zoom.advance(71 * 60 * MINUTE).await;
    assert_eq!(endpoint.challenges(), 1);
    zoom.advance(60 * MINUTE).await;
    assert_eq!(endpoint.challenges(), 2);
    endpoint.habits.knows_secret.store(false, SeqCst);
    for failed in 1..=3 {
        zoom.advance(72 * 60 * MINUTE).await;
        assert_eq!(endpoint.challenges(), 2 + failed);
        let webhook = zoom.control("GET", "webhook", Value::Null).await["webhooks"][0].clone();
        assert_eq!(webhook["failed_validations"], failed);
        assert_eq!(webhook["enabled"], failed < 3);
    }
    turn_waiting_room(&zoom, &zoom.token("tidy").await, false).await;
    zoom.advance(MINUTE).await;
    assert!(endpoint.received().is_empty());
    let last = deliveries(&zoom).await.pop().unwrap();
    assert!(last["problem"].as_str().unwrap().contains("encryptedToken"), "{last}");
}
