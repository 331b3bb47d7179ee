//! Deliveries: only what is signed, fresh, new and about this account makes anything be read again.

use crate::first_whole::subscribe;
use acceptance::{Client, House, eventually};
use serde_json::{Value, json};
use std::time::Duration;

/// Longer than the pause between an event and its run.
const LONG_ENOUGH: Duration = Duration::from_secs(4);

async fn send(house: &House, variant: &str, settings: Value) -> Value {
    let event = json!({
        "account": "careless",
        "event": "account.settings_updated",
        "settings": settings,
        "old_settings": {},
        "variant": variant,
    });
    house.zoom_client.post("/_simulate/webhook/send", &event).await.ok()
}

async fn runs_after_events(house: &House, id: &str) -> usize {
    let runs = house.admin.get(&format!("/api/v1/instances/{id}/runs")).await.items();
    runs.iter().filter(|run| run["trigger"] == "event").count()
}

#[tokio::test]
async fn bad_deliveries_make_nothing_be_read_again() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom careless", &house.zoom_account("careless")).await;
    let id = instance["id"].as_str().unwrap();
    subscribe(&house, id, "careless").await;
    for variant in ["bad_signature", "old_timestamp", "other_account", "unsigned", "malformed"] {
        let answer = send(&house, variant, json!({ "in_meeting": { "chat": true } })).await;
        let status = answer["status"].as_u64().unwrap();
        assert!((400..500).contains(&status), "{variant}: {answer:#}");
    }
    tokio::time::sleep(LONG_ENOUGH).await;
    assert_eq!(runs_after_events(&house, id).await, 0);
    assert_eq!(house.admin.get(&format!("/api/v1/instances/{id}/events")).await.items().len(), 0);
    assert!(house.instance(id).await["events"]["first_event_at"].is_null());

    // An unknown instance, and one without a secret, take nothing either.
    let stranger = Client::new(house.url());
    for id in ["01a1fd3c-0000-7000-8000-000000000000", "nonsense"] {
        assert_eq!(stranger.post(&format!("/webhooks/zoom/{id}"), &json!({})).await.status, 404);
    }
}

#[tokio::test]
async fn an_event_that_is_delivered_twice_is_read_once() {
    let house = House::build(&acceptance::Database::sqlite()).await;
    let instance = house.activate("Zoom careless", &house.zoom_account("careless")).await;
    let id = instance["id"].as_str().unwrap();
    subscribe(&house, id, "careless").await;
    let secret = "secret-token-of-careless";
    let endpoint = json!({ "account": "careless", "url": instance["events"]["url"], "secret": secret, "duplicate": true });
    house.zoom_client.put("/_simulate/webhook", &endpoint).await.ok();
    let change = json!({ "meeting_security": { "waiting_room": true } });
    crate::first_whole::patch(&house, "careless", "?option=meeting_security", &change).await;
    eventually("the event's run is complete", async || {
        let runs = house.admin.get(&format!("/api/v1/instances/{id}/runs")).await.items();
        runs.iter().any(|run| run["trigger"] == "event" && run["state"] == "complete").then_some(())
    })
    .await;
    tokio::time::sleep(LONG_ENOUGH).await;
    // Zoom's log, asked before the first event came, may tell of the same change in its own words.
    let events = house.admin.get(&format!("/api/v1/instances/{id}/events")).await.items();
    let told = events.iter().filter(|event| event["name"] == "account.settings_updated").count();
    assert_eq!(told, 1, "{events:#?}");
    let others = events.len() - told;
    assert!((1..=1 + others).contains(&runs_after_events(&house, id).await), "{events:#?}");
    assert!(others <= 1, "{events:#?}");
}
