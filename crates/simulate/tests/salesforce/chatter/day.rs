//! A day at the push of a button.

use super::{all_rows, archiver};
use crate::support::Salesforce;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

async fn events(salesforce: &Salesforce) -> BTreeMap<String, usize> {
    let told = salesforce.control("GET", "orgs/tidy/chatter/expected", Value::Null).await;
    let mut counted = BTreeMap::new();
    for one in told["revisions"].as_array().unwrap() {
        let key = format!("{} {}", one["event"].as_str().unwrap(), one["kind"].as_str().unwrap());
        *counted.entry(key).or_default() += 1;
    }
    counted
}

#[tokio::test]
async fn a_day_has_edits_deletions_and_a_return() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let before = events(&salesforce).await;
    let told = salesforce.control("POST", "orgs/tidy/chatter/day", json!({})).await;
    assert!(told["actions"].as_u64().unwrap() >= 30, "{told}");
    let after = events(&salesforce).await;
    for kind in
        ["created post", "created comment", "edited post", "edited comment", "deleted post", "restored post"]
    {
        assert!(after[kind] > before.get(kind).copied().unwrap_or_default(), "{kind}: {before:?} {after:?}");
    }
    let soql = "SELECT Type FROM FeedItem WHERE SystemModstamp >= 2026-11-21T08:00:00Z ORDER BY Type";
    let mut kinds: Vec<String> = all_rows(&salesforce, &session, soql).await.into_iter().flatten().collect();
    kinds.dedup();
    assert!(kinds.len() >= 5, "{kinds:?}");
    // The next one is another one, on every org.
    salesforce.control("POST", "orgs/tidy/chatter/day", Value::Null).await;
    salesforce.control("POST", "orgs/careless/chatter/day", Value::Null).await;
    assert!(events(&salesforce).await["created post"] > after["created post"]);
}

#[tokio::test]
async fn a_day_may_take_its_time() {
    let salesforce = Salesforce::start().await;
    let before: usize = events(&salesforce).await.values().sum();
    let mut seen = vec![before];
    salesforce.control("POST", "orgs/tidy/chatter/day", json!({ "over_s": 3_600 })).await;
    for _ in 0..3 {
        seen.push(events(&salesforce).await.values().sum());
        salesforce.advance(Duration::from_secs(1_800)).await;
    }
    assert!(seen.is_sorted_by(|one, two| one < two), "{seen:?}");
}
