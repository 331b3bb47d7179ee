//! A feed too large to be held.

use super::all_rows;
use crate::support::{PARTNER, START, Salesforce, http};
use model::{ManualClock, SeededRandom};
use serde_json::{Value, json};
use simulate::salesforce::{Config, start};
use std::{collections::BTreeSet, sync::Arc};

const ITEMS: usize = 20_000;
const FILE_BYTES: u64 = 70_000;

async fn large() -> (Salesforce, String) {
    let (clock, random) = (Arc::new(ManualClock::at(START)), Arc::new(SeededRandom::new(1)));
    let config = Config {
        clock,
        random,
        users: Some(30),
        feed_items: Some(ITEMS),
        feed_file_bytes: Some(FILE_BYTES),
        ..Config::default()
    };
    let salesforce = Salesforce { running: start(config).await.unwrap(), http: http() };
    let session = super::archiver(&salesforce, "large").await;
    (salesforce, session)
}

/// Pages as a reader without gaps would.
async fn pages(salesforce: &Salesforce, session: &str, object: &str, page: usize) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    loop {
        let (from, behind) = match all.last() {
            Some((at, id)) => (at.clone(), format!(" AND (SystemModstamp > {at} OR Id > '{id}')")),
            None => ("1970-01-01T00:00:00.000Z".to_owned(), String::new()),
        };
        let soql = format!(
            "SELECT SystemModstamp, Id FROM {object} WHERE SystemModstamp >= {from} AND SystemModstamp < \
             2026-11-21T08:00:00.000Z{behind} ORDER BY SystemModstamp, Id LIMIT {page}"
        );
        let rows = all_rows(salesforce, session, &soql).await;
        let many = rows.len();
        all.extend(rows.into_iter().map(|row| (row[0].clone(), row[1].clone())));
        if many < page {
            return all;
        }
    }
}

#[tokio::test]
async fn keyset_pages_show_each_row_once_whatever_was_changed() {
    let (salesforce, session) = large().await;
    let posts = pages(&salesforce, &session, "FeedItem", 500).await;
    assert_eq!(posts.len(), ITEMS * 4 / 5);
    assert!(posts.is_sorted());
    assert_eq!(posts.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len(), posts.len());
    assert_eq!(pages(&salesforce, &session, "FeedComment", 500).await.len(), ITEMS / 5);

    // One that is changed goes where its time is now, one that is purged goes for good.
    let (edited, purged) = (&posts[7].1, &posts[8].1);
    let order = json!({ "by": "person00000", "item": edited, "body": "new" });
    salesforce.control("POST", "orgs/large/chatter/edit", order).await;
    let order = json!({ "by": "person00000", "item": purged });
    salesforce.control("POST", "orgs/large/chatter/purge", order).await;
    let again = pages(&salesforce, &session, "FeedItem", 500).await;
    assert_eq!(again.len(), posts.len() - 2);
    let soql = "SELECT Id, Body, Revision FROM FeedItem WHERE SystemModstamp >= 2026-11-21T08:00:00Z";
    assert_eq!(all_rows(&salesforce, &session, soql).await, [[edited.as_str(), "new", "2"]]);

    let told = salesforce.control("GET", "orgs/large/chatter/expected", Value::Null).await;
    let noted = told["revisions"].as_array().unwrap().iter();
    let of_edited: Vec<&str> =
        noted.filter(|one| one["item"] == **edited).map(|one| one["event"].as_str().unwrap()).collect();
    assert_eq!(of_edited, ["created", "edited"]);

    let counted = |object: &str, filter: &str| format!("SELECT COUNT() FROM {object}{filter}");
    for (object, filter, many) in [
        ("FeedItem", "", posts.len() - 1),
        ("FeedItem", " WHERE CreatedDate < 2026-11-21T08:00:00Z", posts.len() - 1),
        // The purged one had a file.
        ("FeedAttachment", "", ITEMS / 10 - 1),
        ("CollaborationGroup", "", 10),
    ] {
        let told = salesforce.query(PARTNER, &session, &counted(object, filter)).await;
        assert_eq!(told.first("size"), many.to_string(), "{object}{filter}");
    }
    let (first, last) = (&posts[0].0, &posts[2_000].0);
    let span = format!("FROM FeedItem WHERE CreatedDate >= {first} AND CreatedDate < {last}");
    let by_id = all_rows(&salesforce, &session, &format!("SELECT Id {span} ORDER BY Id LIMIT 100")).await;
    let after = &by_id[99][0];
    let more = format!("SELECT Id {span} AND Id > '{after}' ORDER BY Id LIMIT 3");
    let more = all_rows(&salesforce, &session, &more).await;
    assert!(by_id.is_sorted() && more.is_sorted() && more[0][0] > *after);
}

#[tokio::test]
async fn an_item_belongs_to_three_people_and_its_file_is_as_its_digest_says() {
    let (salesforce, session) = large().await;
    let soql = "SELECT FeedEntityId, RecordId FROM FeedAttachment ORDER BY Id LIMIT 3 OFFSET 2";
    let attached = all_rows(&salesforce, &session, soql).await;
    let (post, version) = (&attached[0][0], &attached[0][1]);
    let soql = format!(
        "SELECT Checksum, ContentSize, ContentDocument.LatestPublishedVersionId FROM ContentVersion WHERE Id = '{version}'"
    );
    let told = all_rows(&salesforce, &session, &soql).await;
    assert_eq!(told[0][1..], [FILE_BYTES.to_string(), version.clone()]);
    let bytes = super::files::download(&salesforce, &session, version).await.unwrap();
    assert_eq!((bytes.len() as u64, super::files::md5(&bytes)), (FILE_BYTES, told[0][0].clone()));
    let soql = format!("SELECT RelatedRecordId, Type FROM FeedItem WHERE Id IN ('{post}')");
    assert_eq!(all_rows(&salesforce, &session, &soql).await, [[version.as_str(), "ContentPost"]]);

    let asked = "orgs/large/chatter/expected?made_from=100&made_many=50";
    let told = salesforce.control("GET", asked, Value::Null).await;
    let all = told["revisions"].as_array().unwrap();
    assert_eq!(all.len(), 50);
    assert!(all.iter().all(|one| one["participants"].as_array().unwrap().len() == 3), "{all:?}");
}
