//! Files that are gone before they could be fetched, that come with other bytes than they should, that break off: the item
//! is archived in any case, and what is missing is named.

use super::Archive;
use acceptance::{Database, on_both_databases, within};
use serde_json::{Value, json};
use std::time::Duration;

on_both_databases! {
    gone => super::a_file_that_was_deleted_before_it_was_fetched_is_a_named_gap;
    checksum => super::bytes_that_are_not_what_was_promised_are_fetched_again;
}

const SOON: Duration = Duration::from_secs(60);
/// Later than the next tries of a file.
const AGAIN: Duration = Duration::from_secs(120);

/// Orders a fault of the next downloads.
async fn fault(archive: &Archive, mut fault: Value, times: Value) {
    fault["operation"] = json!("VersionData");
    fault["times"] = times;
    archive.control("POST", "faults", fault).await;
}

async fn post_with(archive: &Archive, name: &str) -> Value {
    let post =
        json!({ "by": "ruth.okafor", "to": "Harbour notices", "body": name, "files": [{ "name": name }] });
    archive.control("POST", "orgs/tidy/chatter/post", post).await
}

async fn gaps(archive: &Archive, id: &str, item: &str) -> Vec<Value> {
    let gaps = archive.house.admin.get(&format!("/api/v1/archives/{id}/gaps")).await.items();
    gaps.into_iter().filter(|gap| gap["item"] == item).collect()
}

/// Has the source asked, and waits until a file waits to be fetched.
async fn waits(archive: &Archive, id: &str, why: &str) {
    archive.house.admin.post(&format!("/api/v1/archives/{id}/capture"), &json!({})).await;
    within(SOON, "the file is tried", async || {
        let tried = format!(
            "SELECT file FROM archive_file WHERE state = 'wanted' AND attempts > 0 AND reason LIKE '%{why}%'"
        );
        (!archive.house.rows(&tried).await.is_empty()).then_some(())
    })
    .await;
}

async fn a_file_that_was_deleted_before_it_was_fetched_is_a_named_gap(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    fault(&archive, json!({ "kind": "status", "status": 503 }), Value::Null).await;
    let post = post_with(&archive, "gone.pdf").await;
    waits(&archive, &id, "").await;
    archive
        .control("POST", "orgs/tidy/chatter/unfile", json!({ "file": post["files"][0]["document"] }))
        .await;
    archive.control("DELETE", "faults", json!({})).await;
    archive.house.set_clock_ahead(AGAIN);
    archive.is_sound(&id).await;
    let item = post["id"].as_str().unwrap();
    let found = gaps(&archive, &id, item).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "file_gone");
    let kept = archive.house.rows(&format!("SELECT state FROM revision WHERE item = '{item}'")).await;
    assert_eq!(kept, [json!({ "state": "done" })]);
}

async fn bytes_that_are_not_what_was_promised_are_fetched_again(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    // Once wrong, then right: nothing is said.
    fault(&archive, json!({ "kind": "corrupted" }), json!(1)).await;
    let once = post_with(&archive, "once.pdf").await;
    waits(&archive, &id, "checksum").await;
    archive.house.set_clock_ahead(AGAIN);
    archive.is_sound(&id).await;
    assert_eq!(gaps(&archive, &id, once["id"].as_str().unwrap()).await, Vec::<Value>::new());
    // Broken off in the midst: no part of it is taken for the whole.
    fault(&archive, json!({ "kind": "truncated", "cut": true }), json!(1)).await;
    let broken = post_with(&archive, "broken.pdf").await;
    waits(&archive, &id, "").await;
    archive.house.set_clock_ahead(AGAIN * 2);
    archive.is_sound(&id).await;
    assert_eq!(gaps(&archive, &id, broken["id"].as_str().unwrap()).await, Vec::<Value>::new());
    // Wrong each time: what the source gives is kept, and it is said.
    fault(&archive, json!({ "kind": "corrupted" }), Value::Null).await;
    let always = post_with(&archive, "always.pdf").await;
    waits(&archive, &id, "checksum").await;
    archive.house.set_clock_ahead(AGAIN * 3);
    archive.is_sound(&id).await;
    let found = gaps(&archive, &id, always["id"].as_str().unwrap()).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "file_checksum");
}
