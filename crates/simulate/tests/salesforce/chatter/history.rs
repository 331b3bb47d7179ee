//! What is there at the start.

use super::{all_rows, archiver};
use crate::support::{PARTNER, Salesforce};
use std::collections::BTreeSet;

#[tokio::test]
async fn the_shipped_orgs_have_something_of_everything() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let kinds = all_rows(&salesforce, &session, "SELECT Type FROM FeedItem GROUP BY Type").await;
    let kinds: BTreeSet<String> = kinds.into_iter().flatten().collect();
    for kind in ["TextPost", "LinkPost", "ContentPost", "PollPost", "QuestionPost", "TrackedChange"] {
        assert!(kinds.contains(kind), "{kind}");
    }
    let kinds = salesforce
        .rows(PARTNER, &session, "SELECT CollaborationType FROM CollaborationGroup ORDER BY Id")
        .await;
    assert_eq!(kinds, [["Public"], ["Private"], ["Unlisted"]]);
    for (object, filter) in [
        ("FeedItem", "IsDeleted = true"),
        ("FeedItem", "IsRichText = true"),
        ("FeedItem", "Revision > 1"),
        ("FeedComment", "IsDeleted = true"),
        ("FeedComment", "ThreadParentId != null"),
        ("FeedAttachment", "Type = 'InlineImage'"),
        ("FeedTrackedChange", "OldValue = null"),
        ("ChatterMessage", "SentDate < 2026-11-21T08:00:00Z"),
        ("EntitySubscription", "Parent.Type = 'Opportunity'"),
        ("User", "Email = null"),
        ("User", "Email = 'j.kowalski@tidy.example.com' AND IsActive = true"),
    ] {
        let rows = all_rows(&salesforce, &session, &format!("SELECT Id FROM {object} WHERE {filter}")).await;
        assert!(!rows.is_empty(), "{object} {filter}");
    }
    let session = archiver(&salesforce, "careless").await;
    let soql = "SELECT Id FROM User WHERE Email LIKE '%.invalid'";
    assert!(salesforce.rows(PARTNER, &session, soql).await.len() > 4);
}

#[tokio::test]
async fn it_is_the_same_after_the_same_start() {
    let mut told = Vec::new();
    for _ in 0..2 {
        let salesforce = Salesforce::start().await;
        let session = archiver(&salesforce, "tidy").await;
        let soql = "SELECT Id, Body, SystemModstamp, RelatedRecord.Checksum FROM FeedItem ORDER BY SystemModstamp, Id";
        told.push(all_rows(&salesforce, &session, soql).await);
    }
    assert_eq!(told[0], told[1]);
    assert!(told[0].len() > 20);
}
