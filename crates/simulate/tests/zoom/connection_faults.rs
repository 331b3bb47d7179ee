//! Faults to order that concern how a reply travels.

use crate::support::{Answer, Zoom};
use reqwest::Method;
use serde_json::json;
use std::time::Duration;

const SETTINGS: &str = "/accounts/me/settings";

/// How long a slow reply takes in these tests.
const SLOW: Duration = Duration::from_millis(1_500);

#[tokio::test]
async fn a_slow_reply_keeps_the_client_waiting_but_not_others() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    zoom.fault(json!({ "path": "/v2/users/me", "kind": "slow", "ms": SLOW.as_millis() as u64 })).await;
    let slow = zoom.request(Method::GET, &token, "/v2/users/me").timeout(SLOW / 3);
    let quick = async {
        // Until the slow one has met its fault, this one would.
        while zoom.control("GET", "faults", json!(null)).await["faults"] != json!([]) {
            tokio::task::yield_now().await;
        }
        zoom.get(&token, "/users/me").await.status
    };
    let (slow, quick) = tokio::join!(slow.send(), quick);
    assert!(slow.unwrap_err().is_timeout());
    assert_eq!(quick, 200);
}

#[tokio::test]
async fn a_slow_body_comes_whole_after_its_head() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let order = json!({ "kind": "slow_body", "ms": 50 });
    zoom.fault(order).await;
    assert!(zoom.get(&token, SETTINGS).await.json()["security"].is_object());
    zoom.fault(json!({ "kind": "slow_body", "ms": SLOW.as_millis() as u64 })).await;
    let response = zoom.request(Method::GET, &token, "/v2/users/me").timeout(SLOW / 3).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn a_truncated_reply_is_no_json_and_may_break_the_connection() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let whole = zoom.get(&token, SETTINGS).await.text;
    zoom.fault(json!({ "kind": "truncated" })).await;
    let half = zoom.get(&token, SETTINGS).await;
    assert_eq!(half.status, 200);
    assert_eq!(half.text, whole[..whole.len() / 2]);
    zoom.fault(json!({ "kind": "truncated", "cut": true })).await;
    let response = zoom.request(Method::GET, &token, "/v2/accounts/me/settings").send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn a_closed_connection_gives_no_reply_and_the_next_one_is_served() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    zoom.fault(json!({ "kind": "close" })).await;
    let error = zoom.request(Method::GET, &token, "/v2/users/me").send().await.unwrap_err();
    assert!(!error.is_timeout() && error.status().is_none(), "{error:?}");
    let next = zoom.request(Method::GET, &token, "/v2/users/me").send().await.unwrap();
    assert_eq!(Answer::of(next).await.status, 200);
    let log = zoom.control("GET", "requests", json!(null)).await;
    assert!(log["requests"].as_array().unwrap().iter().any(|line| line["status"] == 0));
}

#[tokio::test]
async fn the_port_is_free_when_it_has_stopped() {
    let zoom = Zoom::start().await;
    let address: std::net::SocketAddr =
        zoom.running.base_url.strip_prefix("http://").unwrap().parse().unwrap();
    let taken = simulate::zoom::Config { listen: address, ..Default::default() };
    let refused = simulate::zoom::start(taken).await.map(drop).unwrap_err();
    assert!(refused.to_string().contains("choose another port"), "{refused}");
    zoom.running.stop().await;
    let again = simulate::zoom::Config { listen: address, ..Default::default() };
    simulate::zoom::start(again).await.unwrap();
}
