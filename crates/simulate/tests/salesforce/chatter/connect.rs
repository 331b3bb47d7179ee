//! Who is mentioned, by Connect REST.

use super::{act, archiver, by, post, user};
use crate::support::Salesforce;
use serde_json::{Value, json};
use std::time::Duration;

const AT: &str = "/services/data/v64.0/chatter";

#[tokio::test]
async fn batches_tell_who_is_mentioned_and_what_is_not_there() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let body = "<p>Ask <b>@{siobhan.nolan}</b> &amp; see https://a.example/</p>";
    let rich = post(&salesforce, json!({ "by": "ada.byrne", "rich": true, "body": body })).await;
    let gone = post(&salesforce, json!({ "by": "ada.byrne", "body": "@{tom.healy}" })).await;
    act(&salesforce, "delete", by("ada.byrne", &gone)).await;
    let told = salesforce.get(&session, &format!("{AT}/feed-elements/batch/{rich},{gone}")).await;
    assert_eq!(told.status, 200);
    let told = told.json();
    assert_eq!((&told["hasErrors"], &told["results"][1]["statusCode"]), (&json!(true), &json!(404)));
    assert_eq!(told["results"][1]["result"][0]["errorCode"], "NOT_FOUND");
    let segments = told["results"][0]["result"]["body"]["messageSegments"].as_array().unwrap();
    let mentions: Vec<&Value> = segments.iter().filter(|one| one["type"] == "Mention").collect();
    assert_eq!(mentions[0]["record"]["id"], user(&salesforce, "siobhan.nolan").await);
    assert_eq!(mentions[0]["name"], "Siobhán Daly");
    assert!(segments.iter().any(|one| one["url"] == "https://a.example/"), "{segments:?}");

    let comment = json!({ "by": "ada.byrne", "on": rich, "body": "And @{kofi.mensah}." });
    let comment = act(&salesforce, "comment", comment).await["id"].as_str().unwrap().to_owned();
    let told = salesforce.get(&session, &format!("{AT}/comments/batch/{comment}")).await.json();
    let body = &told["results"][0]["result"]["body"];
    assert_eq!(body["text"], "And @Kofi Mensah.");
    assert_eq!(body["messageSegments"][1]["record"]["id"], user(&salesforce, "kofi.mensah").await);
}

#[tokio::test]
async fn its_limit_is_of_one_hour_and_one_user() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    salesforce.control("PUT", "orgs/tidy/chatter/limit", json!({ "connect_calls": 2 })).await;
    let id = post(&salesforce, json!({ "by": "ada.byrne", "body": "x" })).await;
    let at = format!("{AT}/feed-elements/batch/{id}");
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(salesforce.get(&session, &at).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 503]);
    let refused = salesforce.get(&session, &at).await.json();
    assert_eq!(refused[0]["errorCode"], "REQUEST_LIMIT_EXCEEDED");
    salesforce.advance(Duration::from_secs(3_600)).await;
    assert_eq!(salesforce.get(&session, &at).await.status, 200);
}
