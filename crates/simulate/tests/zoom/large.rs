//! Accounts made at will, with many people.

use crate::support::{Answer, Zoom, http};
use serde_json::{Value, json};
use std::collections::BTreeSet;

async fn made(zoom: &Zoom, order: Value) -> String {
    let access = zoom.control("POST", "accounts", order).await;
    let text = |key: &str| access[key].as_str().unwrap().to_owned();
    let form = [("grant_type", "account_credentials".to_owned()), ("account_id", text("account_id"))];
    let request = http().post(zoom.running.oauth_url());
    let request = request.basic_auth(text("client_id"), Some(text("client_secret"))).form(&form);
    let answer = Answer::of(request.send().await.unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn five_thousand_people_come_in_seventeen_pages_each_once() {
    let zoom = Zoom::start().await;
    let token = made(&zoom, json!({ "name": "big", "users": 5_000 })).await;
    let mut ids = BTreeSet::new();
    let mut calls = 0;
    for status in ["active", "inactive", "pending"] {
        let mut next = String::new();
        loop {
            let path = format!("/users?status={status}&page_size=300&next_page_token={next}");
            let page = zoom.get(&token, &path).await.json();
            calls += 1;
            ids.extend(page["users"].as_array().unwrap().iter().map(|user| user["id"].to_string()));
            next = page["next_page_token"].as_str().unwrap().to_owned();
            if next.is_empty() {
                break;
            }
        }
    }
    assert_eq!((ids.len(), calls), (5_000, 19));
    let roles = zoom.get(&token, "/roles").await.json();
    let counted: u64 =
        roles["roles"].as_array().unwrap().iter().map(|role| role["total_members"].as_u64().unwrap()).sum();
    assert_eq!((&roles["total_records"], counted), (&json!(4), 5_000));
    let groups = zoom.get(&token, "/groups").await.json();
    assert_eq!((&groups["total_records"], &groups["groups"][0]["total_members"]), (&json!(5), &json!(1_000)));
    let whole = zoom.get(&token, "/accounts/me/settings").await.json();
    assert_eq!(whole, zoom.get(&zoom.token("tidy").await, "/accounts/me/settings").await.json());
}

#[tokio::test]
async fn an_account_is_made_once_and_with_a_sayable_name() {
    let zoom = Zoom::start().await;
    made(&zoom, json!({ "name": "second", "like": "careless", "users": 1 })).await;
    for (order, said) in [
        (json!({ "name": "second", "users": 1 }), "there is an account “second” already"),
        (json!({ "name": "two words", "users": 1 }), "a name has 1 to"),
        (json!({ "name": "none", "users": 0 }), "an account 1 to"),
        (json!({ "name": "x", "like": "nobody", "users": 1 }), "there is no account “nobody”"),
    ] {
        let refused = zoom.running.control("POST", "accounts", order).await.unwrap_err().to_string();
        assert!(refused.contains(said), "{refused}");
    }
}
