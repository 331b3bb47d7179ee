//! What an administrator does with connectors after the first one: edit, refresh, subscribe, add another.

use crate::{faults::refreshed, first_whole::subscribe};
use acceptance::{Client, Database, House, on_both_databases};
use serde_json::{Value, json};

on_both_databases! {
    editing => super::a_name_and_credentials_are_edited_and_the_account_stays_pinned;
    subscribing => super::events_are_subscribed_and_unsubscribed;
}

async fn edit(house: &House, id: &str, change: Value) -> acceptance::Answer {
    house.admin.patch(&format!("/api/v1/instances/{id}"), &change).await
}

async fn a_name_and_credentials_are_edited_and_the_account_stays_pinned(database: &Database) {
    let house = House::build(database).await;
    let tidy = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = tidy["id"].as_str().unwrap();
    assert_eq!(tidy["account_id"], house.zoom_account("tidy").account_id);
    assert_eq!(tidy["created_by"], acceptance::ADMINISTRATOR);

    // Blanks around a name are nobody's intention; its own name in another case is free for it.
    let renamed = edit(&house, id, json!({ "name": "  ZOOM TIDY " })).await.ok();
    assert_eq!(renamed["name"], "ZOOM TIDY");
    assert_eq!((&renamed["id"], &renamed["account_id"]), (&tidy["id"], &tidy["account_id"]));

    // The secret was rotated at Zoom: refreshes fail and say so, until Edit gives the new one.
    let rotated = house.zoom_client.post("/_simulate/secret", &json!({ "account": "tidy" })).await.ok();
    let app = json!({ "account": "tidy", "state": "deactivated" });
    house.zoom_client.put("/_simulate/app", &app).await.ok();
    let app = json!({ "account": "tidy", "state": "active" });
    house.zoom_client.put("/_simulate/app", &app).await.ok();
    let failed = refreshed(&house, id).await;
    assert_eq!(failed["state"], "failed");
    assert!(failed["sets"][0]["detail"].as_str().unwrap().contains("secret"), "{failed:#}");
    assert_eq!(house.instance(id).await["health"]["state"], "failing");
    let mut credentials = house.zoom_account("tidy").credentials();
    credentials["client_secret"] = rotated["client_secret"].clone();
    let validation = json!({ "credentials": credentials, "instance": id });
    let validated = house.admin.post("/api/v1/connectors/zoom/validation", &validation).await.ok();
    assert_eq!((&validated["result"], &validated["account_id"]), (&json!("succeeded"), &tidy["account_id"]));
    edit(&house, id, json!({ "credentials": credentials })).await.ok();
    let mended = refreshed(&house, id).await;
    assert_eq!(mended["state"], "complete", "{mended:#}");

    // Another account's credentials work, but not here: the instance is pinned to its account.
    let careless = house.zoom_account("careless");
    let refused = edit(&house, id, json!({ "credentials": careless.credentials() })).await;
    let said = refused.refused(422, "credentials.account_id");
    assert!(
        said.contains(&careless.account_id) && said.contains(tidy["account_id"].as_str().unwrap()),
        "{said}"
    );
    let validation = json!({ "credentials": careless.credentials(), "instance": id });
    let warned = house.admin.post("/api/v1/connectors/zoom/validation", &validation).await.ok();
    assert_eq!(
        (&warned["result"], &warned["problems"][0]["field"]),
        (&json!("failed"), &json!("account_id"))
    );
    assert_eq!(refreshed(&house, id).await["state"], "complete", "the old credentials are still there");

    // A second instance for the other account, told apart by its name.
    house.activate("Zoom careless", &careless).await;
    let names: Vec<_> = house.admin.get("/api/v1/instances").await.items();
    assert_eq!(
        names.iter().map(|i| &i["name"]).collect::<Vec<_>>(),
        ["Zoom careless", "ZOOM TIDY"],
        "by name"
    );
    assert_eq!(house.admin.get("/api/v1/connectors/zoom").await.ok()["instances"], 2);
}

async fn events_are_subscribed_and_unsubscribed(database: &Database) {
    let house = House::build(database).await;
    let instance = house.activate("Zoom careless", &house.zoom_account("careless")).await;
    let id = instance["id"].as_str().unwrap();
    let url = instance["events"]["url"].as_str().unwrap();
    assert!(url.starts_with(house.url()) && url.ends_with(id), "the URL to copy: {url}");
    assert_eq!(instance["events"]["subscribed"], false);
    let path = url.strip_prefix(house.url()).unwrap();
    let service = Client::new(house.url());

    // Zoom challenges the endpoint before it saves it, and finds nobody there before there is a secret.
    let endpoint = json!({ "account": "careless", "url": url, "secret": "token-that-nobody-pasted" });
    assert_eq!(house.zoom_client.put("/_simulate/webhook", &endpoint).await.status, 422);
    assert_eq!(service.post(path, &json!({})).await.status, 404);

    subscribe(&house, id, "careless").await;
    let subscribed = house.instance(id).await;
    assert_eq!(subscribed["events"]["subscribed"], true);
    assert_eq!(subscribed["events"]["first_event_at"], Value::Null, "a challenge is no event");
    let event = json!({ "account": "careless", "settings": { "in_meeting": { "chat": true } } });
    let taken = house.zoom_client.post("/_simulate/webhook/send", &event).await.ok();
    assert!((200..300).contains(&taken["status"].as_u64().unwrap()), "{taken:#}");
    let green = house.instance(id).await;
    assert!(green["events"]["first_event_at"].is_string());

    // Removed here: what is delivered from now on is refused, what was stays.
    let removed = house.admin.delete(&format!("/api/v1/instances/{id}/event-secret")).await.ok();
    assert_eq!(removed["events"]["subscribed"], false);
    let refused = house.zoom_client.post("/_simulate/webhook/send", &event).await.ok();
    assert_eq!(refused["status"], 404, "{refused:#}");
    assert_eq!(house.admin.get(&format!("/api/v1/instances/{id}/events")).await.items().len(), 1);
}
