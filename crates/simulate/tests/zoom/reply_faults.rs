//! Faults to order that change what a reply says.

use crate::support::Zoom;
use serde_json::{Value, json};

const SETTINGS: &str = "/accounts/me/settings";

#[tokio::test]
async fn a_fault_meets_its_account_path_and_number_of_calls() {
    let zoom = Zoom::start().await;
    let (tidy, careless) = (zoom.token("tidy").await, zoom.token("careless").await);
    zoom.fault(json!({
        "account": "tidy", "method": "GET", "path": "/v2/accounts/me/settings", "times": 2, "kind": "status", "status": 503,
    }))
    .await;
    assert_eq!(zoom.get(&careless, SETTINGS).await.status, 200);
    assert_eq!(zoom.get(&tidy, "/users").await.status, 200);
    assert_eq!(zoom.patch(&tidy, SETTINGS, json!({})).await.status, 204);
    zoom.get(&tidy, "/accounts/me/settings?option=security").await.is_error(503, 503, "Service Unavailable");
    assert_eq!(zoom.control("GET", "faults", Value::Null).await["faults"][0]["times"], 1);
    assert_eq!(zoom.get(&tidy, SETTINGS).await.status, 503);
    assert_eq!(zoom.get(&tidy, SETTINGS).await.status, 200);
    let log = zoom.control("GET", "requests", Value::Null).await;
    let faulty: Vec<&Value> =
        log["requests"].as_array().unwrap().iter().filter(|line| !line["fault"].is_null()).collect();
    assert_eq!(faulty.len(), 2);
    assert_eq!(faulty[0]["status"], 503);
}

#[tokio::test]
async fn an_exact_fault_leaves_other_views_alone_and_can_be_withdrawn() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let order = json!({ "path": "/v2/accounts/me/settings", "exact": true, "times": null, "kind": "html" });
    zoom.fault(order).await;
    for _ in 0..3 {
        let page = zoom.get(&token, SETTINGS).await;
        assert!(page.status == 200 && page.text.starts_with("<html>"));
        assert!(page.header("content-type").unwrap().starts_with("text/html"));
    }
    assert!(zoom.get(&token, "/accounts/me/settings?option=security").await.json()["security"].is_object());
    zoom.control("DELETE", "faults", Value::Null).await;
    assert!(zoom.get(&token, SETTINGS).await.json()["security"].is_object());
}

#[tokio::test]
async fn an_override_removes_and_sets_what_it_names() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let genuine = zoom.get(&token, SETTINGS).await.json();
    zoom.fault(json!({
        "path": "/v2/accounts/me/settings", "kind": "override", "remove": ["/recording", "/chat/share_files/enable"],
        "merge": {
            "security": { "hide_billing_info": null, "sign_in_with_two_factor_auth": "sometimes" },
            "feature": { "meeting_capacity": "300" },
            "brand_new": { "key": 1 },
        },
    }))
    .await;
    let spoilt = zoom.get(&token, SETTINGS).await.json();
    assert!(spoilt.get("recording").is_none() && spoilt.pointer("/chat/share_files/enable").is_none());
    assert_eq!(spoilt.pointer("/security/hide_billing_info"), Some(&Value::Null));
    assert_eq!(spoilt["security"]["sign_in_with_two_factor_auth"], "sometimes");
    assert_eq!(spoilt["feature"]["meeting_capacity"], "300");
    assert_eq!(spoilt["brand_new"]["key"], 1);
    assert_eq!(zoom.get(&token, SETTINGS).await.json(), genuine);
}

#[tokio::test]
async fn errors_in_replies_of_every_kind() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let answer = async |order: Value| {
        zoom.fault(order).await;
        zoom.get(&token, SETTINGS).await
    };
    answer(json!({ "kind": "error_in_ok", "code": 200, "message": "No permission." })).await.is_error(
        200,
        200,
        "No permission.",
    );
    answer(json!({ "kind": "unauthorized" })).await.is_error(401, 124, "Access token is expired.");
    let own = json!({ "kind": "status", "status": 403, "body": { "code": 403, "message": "not permitted" } });
    answer(own).await.is_error(403, 403, "not permitted");

    let plain = answer(json!({ "kind": "throttled" })).await;
    assert_eq!((plain.status.as_u16(), plain.header("retry-after")), (429, None));
    assert_eq!(plain.header("x-ratelimit-reset"), Some("1795248001"));
    let daily = answer(json!({ "kind": "throttled", "daily": true })).await;
    assert_eq!(daily.header("retry-after"), Some("2026-11-22T00:00:00Z"));
    let seconds = answer(json!({ "kind": "throttled", "retry_after": "7", "headers": false })).await;
    assert_eq!((seconds.header("retry-after"), seconds.header("x-ratelimit-type")), (Some("7"), None));
    let page = answer(json!({ "kind": "throttled", "headers": false, "html": true })).await;
    assert!(page.text.starts_with("<html>") && page.header("retry-after").is_none());

    // All were met; the next call is served, and a refused PATCH changed nothing.
    assert_eq!(zoom.get(&token, SETTINGS).await.status, 200);
    zoom.fault(json!({ "kind": "status", "status": 500 })).await;
    let change = json!({ "feature": { "meeting_capacity": 500 } });
    assert_eq!(zoom.patch(&token, SETTINGS, change).await.status, 500);
    assert_eq!(zoom.get(&token, SETTINGS).await.json()["feature"]["meeting_capacity"], 300);
}

#[tokio::test]
async fn the_token_endpoint_has_faults_too() {
    let zoom = Zoom::start().await;
    let secret = zoom.running.account("tidy").client_secret.clone();
    zoom.fault(json!({ "account": "tidy", "path": "/oauth/token", "kind": "html", "status": 502 })).await;
    assert_eq!(zoom.sign_in("tidy", &secret).await.status, 502);
    assert_eq!(zoom.sign_in("tidy", &secret).await.status, 200);
}

#[tokio::test]
async fn orders_that_cannot_be_are_refused() {
    let zoom = Zoom::start().await;
    for (path, order, words) in [
        ("faults", json!({ "kind": "earthquake" }), "unknown variant"),
        ("faults", json!({ "account": "messy", "kind": "close" }), "say tidy, careless"),
        ("secret", json!({ "account": "messy" }), "say tidy, careless"),
    ] {
        let refused = zoom.running.control("POST", path, order).await.unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
}
