//! Signing in and out, and what a browser may be made to send.

use crate::world::{PASSWORD, Reply, World};
use axum::{body::Body, extract::ConnectInfo};
use engine::access::SESSION_IDLE_MAX;
use http::Request;
use serde_json::json;
use std::{net::SocketAddr, time::Duration};
use store::testing::TestDb;

fn name_and(password: &str) -> serde_json::Value {
    json!({ "name": "Rita", "password": password })
}

#[tokio::test]
async fn a_browser_gets_a_cookie_and_a_program_a_token() {
    for db in TestDb::ALL {
        let world = World::on(db).await;
        let reply = world.stranger().post("/api/v1/session", name_and(PASSWORD)).await.expect(200);
        assert_eq!(reply.json()["principal"]["name"], "Rita");
        assert!(reply.json().get("token").is_none());
        assert!(reply.header("set-cookie").starts_with("vouchsafe_session="));

        let wanted = json!({ "name": "Rita", "password": PASSWORD, "kind": "bearer" });
        let reply = world.stranger().post("/api/v1/session", wanted).await.expect(200);
        assert_eq!(reply.header("set-cookie"), "");
        let token = reply.json()["token"].as_str().unwrap().to_owned();
        let rita = world.stranger().with("authorization", &format!("Bearer {token}"));
        let permissions = rita.get("/api/v1/session").await.expect(200).json()["permissions"].clone();
        assert!(permissions.as_array().unwrap().contains(&json!("connectors.read")));
        assert!(!permissions.as_array().unwrap().contains(&json!("connectors.manage")));
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_the_same() {
    let world = World::new().await;
    let wrong = world.stranger().post("/api/v1/session", name_and("wrong, wrong, wrong")).await.expect(401);
    let unknown = json!({ "name": "Nobody", "password": PASSWORD });
    let unknown = world.stranger().post("/api/v1/session", unknown).await.expect(401);
    assert_eq!(wrong.json(), unknown.json());
    insta::assert_json_snapshot!("wrong_password", wrong.json());
}

#[tokio::test]
async fn failed_tries_are_throttled_and_let_through_after_the_wait() {
    for db in TestDb::ALL {
        let world = World::on(db).await;
        for _ in 0..5 {
            world.stranger().post("/api/v1/session", name_and("a wrong password")).await.expect(401);
        }
        let reply = world.stranger().post("/api/v1/session", name_and(PASSWORD)).await.expect(429);
        assert_eq!(reply.header("retry-after"), "1");
        insta::assert_json_snapshot!("throttled", reply.json());
        world.clock.advance(Duration::from_secs(1));
        world.stranger().post("/api/v1/session", name_and(PASSWORD)).await.expect(200);
    }
}

#[tokio::test]
async fn peers_are_told_apart_by_their_connection_alone() {
    let world = World::new().await;
    let try_from = async |peer: &str, name: &str, forwarded: &str| {
        let body = json!({ "name": name, "password": "a wrong password" }).to_string();
        let peer: SocketAddr = peer.parse().unwrap();
        let request = Request::post("/api/v1/session")
            .header("content-type", "application/json")
            .header("x-forwarded-for", forwarded)
            .extension(ConnectInfo(peer))
            .body(Body::from(body));
        Reply::of(world.stranger().begin(request.unwrap()).await).await.status
    };
    for number in 0..30 {
        // Whoever is no trusted proxy cannot take another peer's place by a header.
        let forwarded = format!("198.51.100.{number}");
        assert_eq!(try_from("203.0.113.9:4000", &format!("guess {number}"), &forwarded).await, 401);
    }
    assert_eq!(try_from("203.0.113.9:4001", "one more", "198.51.100.99").await, 429);
    assert_eq!(try_from("203.0.113.10:4000", "one more", "203.0.113.9").await, 401);
}

#[tokio::test]
async fn a_session_ends_by_signing_out_and_by_time() {
    let world = World::new().await;
    let rita = world.browser("Rita").await;
    rita.get("/api/v1/session").await.expect(200);
    let reply = rita.delete("/api/v1/session").await.expect(204);
    assert!(reply.header("set-cookie").starts_with("vouchsafe_session=;"), "the browser forgets it");
    assert!(reply.header("set-cookie").contains("Max-Age=0"));
    let reply = rita.get("/api/v1/session").await.expect(401);
    insta::assert_json_snapshot!("unauthenticated", reply.json());
    assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"vouchsafe\"");

    let rita = world.browser("Rita").await;
    world.clock.advance(SESSION_IDLE_MAX);
    rita.get("/api/v1/session").await.expect(401);
}

#[tokio::test]
async fn changing_the_password_needs_the_current_one() {
    let world = World::new().await;
    let (rita, elsewhere) = (world.browser("Rita").await, world.signed_in("Rita").await);
    let change = |current: &str| json!({ "current": current, "new": "a longer password of hers" });
    let reply = rita.put("/api/v1/session/password", change("a wrong password")).await.expect(422);
    assert_eq!(reply.fields(), ["current"]);
    rita.put("/api/v1/session/password", change(PASSWORD)).await.expect(204);
    rita.get("/api/v1/session").await.expect(200);
    elsewhere.get("/api/v1/session").await.expect(401);
}

#[tokio::test]
async fn another_site_can_change_nothing() {
    let world = World::new().await;
    let ada = world.browser("Ada").await;
    let new = json!({ "name": "Planted", "role": "global_administrator", "password": PASSWORD });
    let crossing = [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site")];
    for (header, value) in crossing {
        let reply = ada.clone().with(header, value).post("/api/v1/principals", new.clone()).await.expect(403);
        assert_eq!(reply.json()["type"], "urn:vouchsafe:problem:cross-site");
    }
    // A browser from before Sec-Fetch-Site: what counts is the Origin.
    let old = world.browser("Ada").await.with("sec-fetch-site", "");
    let from = |origin: &str| old.clone().with("origin", origin);
    from("https://evil.example.com").post("/api/v1/principals", new.clone()).await.expect(403);
    from("null").post("/api/v1/principals", new.clone()).await.expect(403);
    from("https://vouchsafe.example.com").post("/api/v1/principals", new.clone()).await.expect(201);
    // A proxy that rewrites Host does not shut the portal out.
    let behind = old.clone().with("host", "10.0.0.5:8080").with("origin", "https://vouchsafe.example.com");
    behind.post("/api/v1/principals", new.clone()).await.expect(409);
    // Reading is not changing, and signing in from another site would put a person into a stranger's session.
    ada.clone().with("sec-fetch-site", "cross-site").get("/api/v1/session").await.expect(200);
    let sign_in = world.stranger().with("sec-fetch-site", "cross-site");
    sign_in.post("/api/v1/session", name_and(PASSWORD)).await.expect(403);
}
