//! Posts and comments through their lives.

use super::{act, all_rows, archiver, by, expected, post, user};
use crate::support::{PARTNER, Salesforce};
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn an_edit_counts_a_revision_and_keeps_what_was_before() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let id = post(&salesforce, json!({ "by": "ada.byrne", "to": "Harbour notices", "body": "One" })).await;
    salesforce.advance(Duration::from_millis(90_500)).await;
    act(&salesforce, "edit", json!({ "by": "oisin.walsh", "item": id, "body": "Two" })).await;
    let soql = format!(
        "SELECT Revision, Body, CreatedDate, SystemModstamp, LastEditDate, LastEditBy.Name, Parent.Type, Parent.Name \
         FROM FeedItem WHERE Id = '{id}'"
    );
    let rows = salesforce.rows(PARTNER, &session, &soql).await;
    let (made, edited) = ("2026-11-21T08:00:00.000Z", "2026-11-21T08:01:30.000Z");
    let expected = ["2", "Two", made, edited, edited, "Oisín Walsh"];
    assert_eq!(rows[0][..6], expected.map(str::to_owned));
    // Both fields of the parent lie in one nested record: the last is the name.
    assert_eq!(rows[0].last().unwrap(), "Harbour notices");
    let soql = format!(
        "SELECT Revision, Action, EditedAttribute, Value, CreatedDate FROM FeedRevision WHERE FeedEntityId IN ('{id}') \
         ORDER BY Id"
    );
    let rows = all_rows(&salesforce, &session, &soql).await;
    assert_eq!(rows, [["1", "Changed", "Body", "One", edited]]);
}

#[tokio::test]
async fn what_is_deleted_is_shown_by_query_all_alone_until_it_is_purged() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let id = post(&salesforce, json!({ "by": "tom.healy", "body": "Off" })).await;
    let comment = json!({ "by": "ada.byrne", "on": id, "body": "Why?" });
    let comment = act(&salesforce, "comment", comment).await["id"].as_str().unwrap().to_owned();
    salesforce.advance(Duration::from_secs(3_600)).await;
    act(&salesforce, "delete", by("tom.healy", &id)).await;
    let soql = format!("SELECT IsDeleted, SystemModstamp FROM FeedItem WHERE Id = '{id}'");
    let of_comment = format!("SELECT IsDeleted FROM FeedComment WHERE FeedItemId = '{id}'");
    assert_eq!(salesforce.rows(PARTNER, &session, &soql).await.len(), 0);
    let gone = all_rows(&salesforce, &session, &soql).await;
    assert_eq!(gone, [["true", "2026-11-21T09:00:00.000Z"]]);
    assert_eq!(all_rows(&salesforce, &session, &of_comment).await, [["true"]]);
    let over_rest = format!("/services/data/v64.0/queryAll?q={}", soql.replace(' ', "+"));
    assert_eq!(salesforce.get(&session, &over_rest).await.json()["totalSize"], 1);

    act(&salesforce, "undelete", by("tom.healy", &id)).await;
    assert_eq!(salesforce.rows(PARTNER, &session, &soql).await[0][0], "false");
    assert_eq!(salesforce.rows(PARTNER, &session, &of_comment).await, [["false"]]);
    act(&salesforce, "purge", by("tom.healy", &id)).await;
    assert_eq!(all_rows(&salesforce, &session, &soql).await.len(), 0);
    assert_eq!(all_rows(&salesforce, &session, &of_comment).await.len(), 0);

    // A sentence says what cannot be done.
    let again = salesforce.running.control("POST", "orgs/tidy/chatter/delete", by("tom.healy", &id)).await;
    assert!(again.unwrap_err().to_string().contains("there is no FeedItem or FeedComment"));
    let events = |all: Vec<serde_json::Value>| -> Vec<String> {
        all.iter().map(|one| one["event"].as_str().unwrap().to_owned()).collect()
    };
    let all = expected(&salesforce, &id).await;
    assert!(all.iter().all(|one| one["purged"] == true), "{all:?}");
    assert_eq!(events(all), ["created", "deleted", "restored", "deleted"]);
    assert_eq!(events(expected(&salesforce, &comment).await), ["created", "deleted", "restored", "deleted"]);
}

#[tokio::test]
async fn get_deleted_and_get_updated_name_what_changed_in_a_span() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let gone = post(&salesforce, json!({ "by": "tom.healy", "body": "Off" })).await;
    let kept = post(&salesforce, json!({ "by": "tom.healy", "body": "On" })).await;
    act(&salesforce, "delete", by("tom.healy", &gone)).await;
    act(&salesforce, "purge", by("tom.healy", &gone)).await;
    salesforce.advance(Duration::from_secs(600)).await;
    let asked = |operation: &str, from: &str, until: &str| {
        format!(
            "<{operation}><sObjectType>FeedItem</sObjectType><startDate>{from}</startDate>\
             <endDate>{until}</endDate></{operation}>"
        )
    };
    let (from, until) = ("2026-11-21T07:59:00.000Z", "2026-11-21T08:05:00.000Z");
    let told = salesforce.soap(PARTNER, &session, "", &asked("getDeleted", from, until)).await;
    assert_eq!(
        (told.first("id"), told.first("deletedDate")),
        (gone.clone(), "2026-11-21T08:00:00.000Z".into())
    );
    assert_eq!(told.children("result"), ["deletedRecords", "earliestDateAvailable", "latestDateCovered"]);
    assert_eq!(told.first("latestDateCovered"), until);
    assert_eq!(told.first("earliestDateAvailable"), "2026-10-22T08:10:00.000Z");
    let told = salesforce.soap(PARTNER, &session, "", &asked("getUpdated", from, until)).await;
    assert_eq!(told.first("ids"), kept);
    assert!(!told.text.contains(&gone));
    let rest = format!("/services/data/v64.0/sobjects/FeedItem/deleted?start={from}&end={until}");
    assert_eq!(salesforce.get(&session, &rest).await.json()["deletedRecords"][0]["id"], *gone);
    for (from, until) in [
        ("2026-10-01T00:00:00.000Z", until),
        ("2026-11-21T08:05:00.000Z", from),
        ("2026-11-21T08:04:30.000Z", until),
    ] {
        let refused = salesforce.soap(PARTNER, &session, "", &asked("getDeleted", from, until)).await;
        assert_eq!(refused.fault_code(), "INVALID_REPLICATION_DATE", "{from} {until}");
    }
}

#[tokio::test]
async fn likes_votes_and_comments_are_counted() {
    let salesforce = Salesforce::start().await;
    let session = archiver(&salesforce, "tidy").await;
    let order =
        json!({ "by": "lena.vogt", "to": "Harbour notices", "body": "When?", "poll": ["Now", "Later"] });
    let id = post(&salesforce, order).await;
    act(&salesforce, "like", by("tom.healy", &id)).await;
    act(&salesforce, "like", by("tom.healy", &id)).await;
    act(&salesforce, "like", by("ada.byrne", &id)).await;
    act(&salesforce, "unlike", by("ada.byrne", &id)).await;
    for (who, choice) in [("tom.healy", 0), ("ada.byrne", 0), ("tom.healy", 1)] {
        act(&salesforce, "vote", json!({ "by": who, "item": id, "choice": choice })).await;
    }
    let soql = format!("SELECT Type, LikeCount, CommentCount FROM FeedItem WHERE Id = '{id}'");
    assert_eq!(salesforce.rows(PARTNER, &session, &soql).await, [["PollPost", "1", "0"]]);
    let soql = format!(
        "SELECT Choice.ChoiceBody FROM FeedPollVote WHERE FeedItemId = '{id}' ORDER BY Choice.ChoiceBody"
    );
    assert_eq!(salesforce.rows(PARTNER, &session, &soql).await, [["Later"], ["Now"]]);
    let refused = salesforce.query(PARTNER, &session, "SELECT Id FROM FeedLike").await;
    assert_eq!(refused.fault_code(), "INVALID_TYPE_FOR_OPERATION");
    // Neither likes nor votes are revisions.
    assert_eq!(expected(&salesforce, &id).await.len(), 1);
}

#[tokio::test]
async fn a_revision_belongs_to_the_people_of_its_place_at_that_time() {
    let salesforce = Salesforce::start().await;
    let people = |all: Vec<serde_json::Value>, at: usize| -> Vec<String> {
        let all = all[at]["participants"].as_array().unwrap().iter();
        all.map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    let (siobhan, ruth, ines) = (
        user(&salesforce, "siobhan.nolan").await,
        user(&salesforce, "ruth.okafor").await,
        user(&salesforce, "ines.duarte").await,
    );
    let (tom, ada, kofi) = (
        user(&salesforce, "tom.healy").await,
        user(&salesforce, "ada.byrne").await,
        user(&salesforce, "kofi.mensah").await,
    );
    let order = json!({ "by": "ruth.okafor", "to": "Tariff review", "body": "For @{tom.healy}" });
    let id = post(&salesforce, order).await;
    act(&salesforce, "member", json!({ "group": "Tariff review", "user": "ada.byrne" })).await;
    act(&salesforce, "edit", json!({ "by": "ruth.okafor", "item": id, "body": "For @{kofi.mensah}" })).await;
    let comment = json!({ "by": "ines.duarte", "on": id, "body": "Yes" });
    let comment = act(&salesforce, "comment", comment).await["id"].as_str().unwrap().to_owned();
    act(&salesforce, "delete", by("oisin.walsh", &id)).await;
    let first = sorted(vec![siobhan.clone(), ruth.clone(), ines.clone(), tom.clone()]);
    let edited = sorted(vec![siobhan.clone(), ruth.clone(), ines.clone(), tom.clone(), kofi.clone()]);
    assert_eq!(people(expected(&salesforce, &id).await, 0), first);
    // Who joined after the post has no part in it, and whoever was mentioned once keeps it.
    assert_eq!(people(expected(&salesforce, &id).await, 1), edited);
    assert_eq!(people(expected(&salesforce, &comment).await, 0), edited);
    let deleted = expected(&salesforce, &id).await;
    assert_eq!(deleted[2]["untold"], json!([user(&salesforce, "oisin.walsh").await]));

    let record = post(&salesforce, json!({ "by": "tom.healy", "to": "Berth 7 lease", "body": "Seen" })).await;
    assert_eq!(people(expected(&salesforce, &record).await, 0), sorted(vec![tom, ruth, kofi]));
    let profile = post(&salesforce, json!({ "by": "ines.duarte", "to": "ada.byrne", "body": "Hi" })).await;
    assert_eq!(people(expected(&salesforce, &profile).await, 0), sorted(vec![ines, ada]));
}
