//! Following changes.

use crate::world::{Client, World};
use axum::body::{Body, BodyDataStream};
use engine::{Change, Topic};
use futures::StreamExt;
use http::Request;
use serde_json::json;
use std::time::Duration;
use tokio::{sync::watch, time::timeout};

/// Longest that a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(20);

async fn follow(client: &Client) -> BodyDataStream {
    let response = client.begin(Request::get("/api/v1/live").body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    response.into_body().into_data_stream()
}

/// Reads on until a text has come; none when the stream ended first.
async fn until(stream: &mut BodyDataStream, text: &str) -> Option<String> {
    let mut seen = String::new();
    let reading = async {
        while let Some(chunk) = stream.next().await {
            seen.push_str(&String::from_utf8_lossy(&chunk.unwrap()));
            if seen.contains(text) {
                return Some(seen);
            }
        }
        None
    };
    timeout(PATIENCE, reading).await.expect("in time")
}

#[tokio::test]
async fn a_page_follows_what_changes() {
    let world = World::new().await;
    let (stop, stopping) = watch::channel(false);
    let workers = tokio::spawn(engine::jobs::run_workers(world.engine.clone(), stopping));
    let mut stream = follow(&world.browser("Rita").await).await;
    until(&mut stream, "\n\n").await.expect("a sign of life");

    let store = world.fresh.open(world.clock.clone()).await;
    let change = Change { topic: Topic::Instance, instance: None, at: model::Time::from_ms(0) };
    let mut tx = store.write().await.unwrap();
    tx.outbox().push(Topic::Instance.as_str(), json!(change));
    tx.commit().await.unwrap();
    let seen = until(&mut stream, "\"topic\":\"instance\"").await.expect("the change");
    assert!(seen.contains("event: change\n"), "{seen}");
    stop.send(true).unwrap();
    workers.await.unwrap();
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let world = World::new().await;
    let rita = world.browser("Rita").await;
    let mut stream = follow(&rita).await;
    until(&mut stream, "\n\n").await.expect("a sign of life");
    rita.delete("/api/v1/session").await.expect(204);
    assert_eq!(until(&mut stream, "never said").await, None);

    // Also when somebody was removed while the page was open.
    let ada = world.browser("Ada").await;
    let mut stream = follow(&world.browser("Dora").await).await;
    until(&mut stream, "\n\n").await.expect("a sign of life");
    let list = ada.get("/api/v1/principals").await.expect(200).json();
    let dora = list["items"].as_array().unwrap().iter().find(|item| item["name"] == "Dora").unwrap();
    ada.delete(&format!("/api/v1/principals/{}", dora["id"].as_str().unwrap())).await.expect(204);
    assert_eq!(until(&mut stream, "never said").await, None);
}
