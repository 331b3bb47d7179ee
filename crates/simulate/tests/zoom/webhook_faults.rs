//! Webhooks as they should not be, to order.

use crate::support::{Endpoint, START, Zoom};
use serde_json::{Value, json};
use std::time::Duration;

const SECURITY: &str = "/accounts/me/settings?option=meeting_security";

async fn turn(zoom: &Zoom, token: &str, key: &str, on: bool) {
    let change = json!({ "meeting_security": { key: on } });
    assert_eq!(zoom.patch(token, SECURITY, change).await.status, 204);
}

fn keys(event: &Value) -> Vec<&String> {
    event["payload"]["object"]["settings"]["meeting_security"].as_object().unwrap().keys().collect()
}

#[tokio::test]
async fn each_notice_twice() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({ "duplicate": true })).await;
    turn(&zoom, &zoom.token("tidy").await, "waiting_room", false).await;
    let events = endpoint.events(2).await;
    assert_eq!(events[0].body, events[1].body);
    zoom.advance(Duration::from_secs(600)).await;
    assert_eq!(endpoint.received().len(), 2);
}

#[tokio::test]
async fn the_later_notice_first() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({ "out_of_order": true })).await;
    let token = zoom.token("tidy").await;
    turn(&zoom, &token, "waiting_room", false).await;
    turn(&zoom, &token, "phone_password", false).await;
    let events = endpoint.events(2).await;
    assert_eq!(keys(&events[0].json()), ["phone_password"]);
    assert_eq!(keys(&events[1].json()), ["waiting_room"]);
    // One that nothing overtakes comes after a minute: none is lost.
    turn(&zoom, &token, "pmi_password", false).await;
    zoom.advance(Duration::from_secs(59)).await;
    assert_eq!(endpoint.received().len(), 2);
    zoom.advance(Duration::from_secs(1)).await;
    assert_eq!(keys(&endpoint.events(3).await[2].json()), ["pmi_password"]);
}

#[tokio::test]
async fn variants_are_sent_at_once_and_never_again() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    let settings = json!({ "recording": { "auto_recording": "cloud" } });
    let send = async |variant: &str| {
        let order = json!({ "account": "tidy", "variant": variant, "settings": settings });
        let delivery = zoom.control("POST", "webhook/send", order).await;
        assert_eq!((&delivery["status"], &delivery["delivered"]), (&json!(204), &json!(true)), "{delivery}");
        endpoint.received().pop().unwrap()
    };
    let genuine = send("genuine").await;
    assert!(genuine.is_signed());
    assert_eq!(genuine.json()["payload"]["object"]["settings"], settings);
    let bad = send("bad_signature").await;
    assert!(!bad.is_signed() && bad.header("x-zm-signature").starts_with("v0="));
    let old = send("old_timestamp").await;
    assert!(old.is_signed());
    assert_eq!(START.ms() / 1000 - old.timestamp(), 600);
    let other = send("other_account").await;
    assert!(other.is_signed());
    assert_eq!(other.json()["payload"]["account_id"], zoom.running.account("careless").account_id);
    assert_eq!(send("unsigned").await.header("x-zm-signature"), "");
    let malformed = send("malformed").await;
    assert!(malformed.is_signed() && serde_json::from_slice::<Value>(&malformed.body).is_err());
    zoom.advance(Duration::from_secs(7_200)).await;
    assert_eq!(endpoint.received().len(), 6);

    let order = json!({ "account": "tidy", "event": "user.updated" });
    zoom.control("POST", "webhook/send", order).await;
    assert_eq!(endpoint.received().pop().unwrap().json()["event"], "user.updated");
}

#[tokio::test]
async fn an_account_without_an_endpoint_sends_nothing() {
    let zoom = Zoom::start().await;
    let endpoint = Endpoint::of(&zoom, json!({})).await;
    zoom.control("DELETE", "webhook", json!({ "account": "tidy" })).await;
    let delivery = zoom.control("POST", "webhook/send", json!({ "account": "tidy" })).await;
    assert_eq!(delivery["problem"], "no endpoint is enabled for this account");
    turn(&zoom, &zoom.token("tidy").await, "waiting_room", false).await;
    zoom.advance(Duration::from_secs(600)).await;
    assert!(endpoint.received().is_empty());
}
