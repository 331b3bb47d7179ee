//! Rate limits on the virtual clock, which stands still in these tests.

use crate::support::Zoom;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn limits_are_off_until_they_are_switched_on() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    let answer = zoom.get(&token, "/users/me").await;
    assert_eq!(answer.header("x-ratelimit-limit"), None);
}

#[tokio::test]
async fn a_second_that_is_full_says_when_the_next_begins() {
    let zoom = Zoom::start().await;
    let token = zoom.token("careless").await;
    zoom.control("PUT", "limits", json!({ "account": "careless", "on": true })).await;
    for left in (0..20).rev() {
        let answer = zoom.get(&token, "/users").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("x-ratelimit-category"), Some("Medium"));
        assert_eq!(answer.header("x-ratelimit-type"), Some("QPS"));
        assert_eq!(answer.header("x-ratelimit-limit"), Some("20"));
        assert_eq!(answer.header("x-ratelimit-remaining"), Some(left.to_string().as_str()));
    }
    let refused = zoom.get(&token, "/users").await;
    refused.is_error(
        429,
        429,
        "You have reached the maximum per-second rate limit for this API. Try again later.",
    );
    assert_eq!(refused.header("x-ratelimit-reset"), Some("1795248001"));
    assert_eq!(refused.header("retry-after"), None);
    // Another class and another account have allowances of their own.
    assert_eq!(zoom.get(&token, "/users/me").await.status, 200);
    assert_eq!(zoom.get(&zoom.token("tidy").await, "/users").await.status, 200);
    zoom.advance(Duration::from_secs(1)).await;
    assert_eq!(zoom.get(&token, "/users").await.status, 200);
}

#[tokio::test]
async fn a_day_that_is_full_names_midnight() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    zoom.control("PUT", "plan", json!({ "account": "tidy", "plan": "free" })).await;
    zoom.control("PUT", "limits", json!({ "account": "tidy", "on": true, "used_today": 2000 })).await;
    let refused = zoom.get(&token, "/users").await;
    refused.is_error(
        429,
        429,
        "You have reached the maximum daily rate limit for this API. Refer to the response header for details on \
         when you can make another request.",
    );
    assert_eq!(refused.header("retry-after"), Some("2026-11-22T00:00:00Z"));
    assert_eq!(refused.header("x-ratelimit-type"), Some("Daily-limit"));
    zoom.advance(Duration::from_secs(16 * 60 * 60)).await;
    assert_eq!(zoom.get(&zoom.token("tidy").await, "/users").await.status, 200);
}

#[tokio::test]
async fn a_429_may_be_a_web_page_and_may_lack_all_headers() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    zoom.control("PUT", "plan", json!({ "account": "tidy", "plan": "free" })).await;
    let order =
        json!({ "account": "tidy", "on": true, "html": true, "without_headers": true, "used_today": 2000 });
    zoom.control("PUT", "limits", order).await;
    let refused = zoom.get(&token, "/users").await;
    assert_eq!(refused.status, 429);
    assert!(refused.text.starts_with("<html>"));
    assert!(refused.headers.keys().all(|name| !name.as_str().contains("rate") && name != "retry-after"));
    zoom.control("PUT", "limits", json!({ "account": "tidy", "on": false })).await;
    assert_eq!(zoom.get(&token, "/users").await.status, 200);
}
