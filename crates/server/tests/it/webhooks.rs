//! Deliveries that are nobody's.

use crate::world::{Reply, World};
use axum::body::Body;
use http::Request;
use serde_json::json;

const NOBODY: &str = "/webhooks/zoom/00000000-0000-7000-8000-000000000000";

#[tokio::test]
async fn a_delivery_for_an_unknown_instance_is_not_taken() {
    let world = World::new().await;
    let stranger = world.stranger();
    stranger.post(NOBODY, json!({ "event": "endpoint.url_validation" })).await.expect(404);
    stranger.post("/webhooks/zoom/nonsense", json!({})).await.expect(404);
    stranger.get(NOBODY).await.expect(405);
}

#[tokio::test]
async fn a_delivery_has_a_limit_of_its_own() {
    let world = World::new().await;
    let send = async |bytes: usize| {
        let request = Request::post(NOBODY).body(Body::from(vec![b' '; bytes])).unwrap();
        Reply::of(world.stranger().begin(request).await).await
    };
    send(1024 * 1024).await.expect(404);
    send(1024 * 1024 + 1).await.expect(413);
}
