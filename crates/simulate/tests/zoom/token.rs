//! `POST /oauth/token`: forms of asking, refusals, and how long a token is worth something.

use crate::support::{Answer, Zoom};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_form_body_gets_a_token_of_three_parts() {
    let zoom = Zoom::start().await;
    let secret = zoom.running.account("tidy").client_secret.clone();
    let reply = zoom.sign_in("tidy", &secret).await.json();
    assert_eq!(reply["token_type"], "bearer");
    assert_eq!(reply["expires_in"], 3599);
    assert_eq!(reply["api_url"], zoom.running.base_url);
    assert!(reply.get("refresh_token").is_none());
    assert!(reply["scope"].as_str().unwrap().split(' ').any(|scope| scope == "account:read:admin"));
    let parts: Vec<&str> = reply["access_token"].as_str().unwrap().split('.').collect();
    assert_eq!(parts.len(), 3);
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    assert_eq!(claims["aid"], zoom.running.account("tidy").account_id);
}

#[tokio::test]
async fn a_query_string_does_until_strict_body_is_switched_on() {
    let zoom = Zoom::start().await;
    let access = zoom.running.account("tidy").clone();
    let ask = async || {
        let url = format!(
            "{}?grant_type=account_credentials&account_id={}",
            zoom.running.oauth_url(),
            access.account_id
        );
        let request = zoom.http.post(url).basic_auth(&access.client_id, Some(&access.client_secret));
        Answer::of(request.send().await.unwrap()).await
    };
    assert_eq!(ask().await.status, 200);
    zoom.control("PUT", "switches", json!({ "strict_body": true })).await;
    refused(&ask().await, "unsupported_grant_type", "unsupported grant type");
    let secret = access.client_secret.clone();
    assert_eq!(zoom.sign_in("tidy", &secret).await.status, 200);
}

#[tokio::test]
async fn a_json_body_and_another_grant_type_are_refused() {
    let zoom = Zoom::start().await;
    let access = zoom.running.account("tidy").clone();
    let request = || {
        zoom.http.post(zoom.running.oauth_url()).basic_auth(&access.client_id, Some(&access.client_secret))
    };
    let body = json!({ "grant_type": "account_credentials", "account_id": access.account_id });
    let answer = Answer::of(request().json(&body).send().await.unwrap()).await;
    refused(&answer, "unsupported_grant_type", "unsupported grant type");
    let form = [("grant_type", "client_credentials"), ("account_id", &access.account_id)];
    let answer = Answer::of(request().form(&form).send().await.unwrap()).await;
    refused(&answer, "unsupported_grant_type", "unsupported grant type");
}

#[tokio::test]
async fn wrong_credentials_are_refused_each_in_its_way() {
    let zoom = Zoom::start().await;
    let wrong_client = "Invalid client_id or client_secret";
    refused(&zoom.sign_in("tidy", "wrong").await, "invalid_client", wrong_client);

    let access = zoom.running.account("tidy").clone();
    let with = async |id: &str, account: &str| {
        let form = [("grant_type", "account_credentials"), ("account_id", account)];
        let request = zoom.http.post(zoom.running.oauth_url()).basic_auth(id, Some(&access.client_secret));
        Answer::of(request.form(&form).send().await.unwrap()).await
    };
    refused(&with("nobody", &access.account_id).await, "invalid_client", wrong_client);
    refused(&with(&access.client_id, "nowhere").await, "invalid_request", "Bad Request");
    let other = zoom.running.account("careless").account_id.clone();
    refused(&with(&access.client_id, &other).await, "invalid_request", "Bad Request");

    let form = [("grant_type", "account_credentials"), ("account_id", &access.account_id)];
    let nameless = zoom.http.post(zoom.running.oauth_url()).form(&form).send().await.unwrap();
    refused(&Answer::of(nameless).await, "invalid_client", wrong_client);
}

#[tokio::test]
async fn app_states_and_a_rotated_secret() {
    let zoom = Zoom::start().await;
    let secret = zoom.running.account("tidy").client_secret.clone();
    let token = zoom.token("tidy").await;
    assert_eq!(zoom.get(&token, "/users/me").await.status, 200);

    zoom.control("PUT", "app", json!({ "account": "tidy", "state": "deactivated" })).await;
    refused(&zoom.sign_in("tidy", &secret).await, "invalid_request", "The app has been disabled");
    zoom.get(&token, "/users/me").await.is_error(401, 124, "Invalid access token.");

    zoom.control("PUT", "app", json!({ "account": "tidy", "state": "deleted" })).await;
    let answer = zoom.sign_in("tidy", &secret).await;
    refused(&answer, "invalid_client", "Invalid client_id or client_secret");

    zoom.control("PUT", "app", json!({ "account": "tidy", "state": "active" })).await;
    let rotated = zoom.control("POST", "secret", json!({ "account": "tidy" })).await;
    let answer = zoom.sign_in("tidy", &secret).await;
    refused(&answer, "invalid_client", "Invalid client_id or client_secret");
    assert_eq!(zoom.sign_in("tidy", rotated["client_secret"].as_str().unwrap()).await.status, 200);
    // The other account's app is another app.
    assert!(!zoom.token("careless").await.is_empty());
}

#[tokio::test]
async fn a_token_lives_an_hour_of_the_virtual_clock() {
    let zoom = Zoom::start().await;
    let token = zoom.token("tidy").await;
    zoom.advance(Duration::from_secs(3_599)).await;
    assert_eq!(zoom.get(&token, "/users/me").await.status, 200);
    zoom.advance(Duration::from_secs(1)).await;
    zoom.get(&token, "/users/me").await.is_error(401, 124, "Access token is expired.");
    zoom.get("what.is.this", "/users/me").await.is_error(401, 124, "Invalid access token.");
    let bare = zoom.http.get(format!("{}/v2/users/me", zoom.running.base_url)).send().await.unwrap();
    Answer::of(bare).await.is_error(401, 124, "Requires an access token.");
}

#[tokio::test]
async fn several_tokens_live_side_by_side_unless_the_newest_wins() {
    let zoom = Zoom::start().await;
    let first = zoom.token("tidy").await;
    let second = zoom.token("tidy").await;
    assert_ne!(first, second);
    for token in [&first, &second] {
        assert_eq!(zoom.get(token, "/users/me").await.status, 200);
    }
    zoom.control("PUT", "switches", json!({ "newest_token_wins": true })).await;
    let third = zoom.token("tidy").await;
    zoom.get(&second, "/users/me").await.is_error(401, 124, "Invalid access token.");
    assert_eq!(zoom.get(&third, "/users/me").await.status, 200);
}

#[tokio::test]
async fn the_api_url_is_what_the_switch_says() {
    let zoom = Zoom::start().await;
    let secret = zoom.running.account("tidy").client_secret.clone();
    let regional = "https://eu01api.zoom.us/";
    zoom.control("PUT", "switches", json!({ "api_url": regional })).await;
    assert_eq!(zoom.sign_in("tidy", &secret).await.json()["api_url"], regional);
    zoom.control("PUT", "switches", json!({ "api_url": null })).await;
    assert!(zoom.sign_in("tidy", &secret).await.json().get("api_url").is_none());
    let unknown = zoom.running.control("PUT", "switches", json!({ "strict": true })).await.unwrap_err();
    assert!(unknown.to_string().contains("unknown field `strict`"), "{unknown}");
}

#[track_caller]
fn refused(answer: &Answer, error: &str, reason: &str) {
    assert_eq!(answer.status, 400);
    assert_eq!(answer.json(), json!({ "error": error, "reason": reason }));
}
