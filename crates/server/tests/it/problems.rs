//! Every way in which a request can be wrong, and the problem document that says so.

use crate::world::{Client, PASSWORD, Reply, World};
use axum::body::Body;
use http::{Method, Request};
use serde_json::{Value, json};

const PRINCIPALS: &str = "/api/v1/principals";

async fn raw(client: &Client, content_type: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post(PRINCIPALS).header("content-type", content_type).body(body.into()).unwrap();
    Reply::of(client.begin(request).await).await
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_told_why() {
    let world = World::new().await;
    let ada = world.signed_in("Ada").await;
    let reply = raw(&ada, "application/json", "{\"name\": \"Eve\",,}").await.expect(400);
    insta::assert_json_snapshot!("not_json", reply.json());
    raw(&ada, "application/json", "").await.expect(400);
    raw(&ada, "application/json", "{\"name\": \"Eve\"} {}").await.expect(400);
    raw(&ada, "application/json", vec![0xff, 0xfe]).await.expect(400);
    raw(&ada, "application/json; charset=utf-8", "{}").await.expect(422);
    let reply = raw(&ada, "text/plain", "{}").await.expect(415);
    insta::assert_json_snapshot!("not_declared_as_json", reply.json());
    let reply = raw(&ada, "application/json", " ".repeat(256 * 1024 + 1)).await.expect(413);
    insta::assert_json_snapshot!("too_large", reply.json());
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let world = World::new().await;
    let ada = world.signed_in("Ada").await;
    let good = json!({ "name": "Eve", "role": "compliance_manager_reader", "password": PASSWORD });
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    let mut without = good.clone();
    without.as_object_mut().unwrap().remove("role");
    let cases = [
        (without, "role_group"),
        (with("role", json!("emperor")), "role"),
        (with("role", json!(3)), "role"),
        (with("name", json!(null)), "name"),
        (with("name", json!(["Eve"])), "name"),
        (with("password", json!(12)), "password"),
        (with("nmae", json!("Eve")), "nmae"),
        (json!([]), "body"),
    ];
    let mut seen = Vec::new();
    for (body, field) in cases {
        let reply = ada.post(PRINCIPALS, body.clone()).await.expect(422);
        assert_eq!(reply.fields(), [field], "{body} {}", reply.text());
        seen.push(reply.json()["errors"][0]["message"].clone());
    }
    insta::assert_json_snapshot!("messages_of_wrong_fields", seen);
}

#[tokio::test]
async fn a_wrong_query_is_named() {
    let world = World::new().await;
    let ada = world.signed_in("Ada").await;
    for (query, field) in [
        ("", "value"),
        ("?value=East&except=nonsense", "except"),
        ("?value=East&excpet=1", "excpet"),
        ("?value=East&value=West", "value"),
    ] {
        let reply = ada.get(&format!("/api/v1/instances/name{query}")).await.expect(422);
        assert_eq!(reply.fields(), [field], "{query} {}", reply.text());
    }
}

#[tokio::test]
async fn an_address_with_nothing_at_it_is_told_so() {
    let world = World::new().await;
    let ada = world.signed_in("Ada").await;
    let reply = ada.get("/api/v1/nonsense").await.expect(404);
    insta::assert_json_snapshot!("unknown_path", reply.json());
    for path in ["/api", "/api/", "/api/v2/session", "/api/v1/session/", "/webhooks/zoom"] {
        ada.get(path).await.expect(404);
        world.stranger().get(path).await.expect(404);
    }
    let reply = ada.get("/api/v1/instances/nonsense").await.expect(404);
    insta::assert_json_snapshot!("no_id", reply.json());
    let reply = ada.get("/api/v1/instances/00000000-0000-7000-8000-000000000000").await.expect(404);
    insta::assert_json_snapshot!("unknown_instance", reply.json());
    ada.get("/api/v1/connectors/no-such").await.expect(404);
}

#[tokio::test]
async fn a_method_that_a_path_does_not_take_is_told_so() {
    let world = World::new().await;
    let ada = world.signed_in("Ada").await;
    let reply = ada.send(Method::PATCH, "/api/v1/session", None).await.expect(405);
    insta::assert_json_snapshot!("wrong_method", reply.json());
    assert_eq!(reply.header("allow"), "POST,GET,HEAD,DELETE");
    world.stranger().send(Method::POST, "/healthz", None).await.expect(405);
    world.stranger().send(Method::POST, "/connectors", None).await.expect(405);
}

#[tokio::test]
async fn a_refusal_names_the_roles_that_may() {
    let world = World::new().await;
    let rita = world.signed_in("Rita").await;
    let reply = rita.post("/api/v1/connectors/zoom/validation", json!({})).await.expect(403);
    insta::assert_json_snapshot!("forbidden", reply.json());
}
