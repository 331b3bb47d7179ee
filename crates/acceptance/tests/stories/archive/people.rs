//! People who change: a new name, no address, a sandbox's suffix, an address that somebody else had; and very many of them.

use super::{Archive, CUSTODIAN};
use acceptance::{Database, on_both_databases};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

on_both_databases! {
    renamed_and_reused => super::an_address_that_somebody_else_had_waits_until_it_is_confirmed;
}

const POSTS: &str = "orgs/tidy/chatter/post";
/// Rows of the largest mapping that is taken.
const ROWS_MAX: usize = 200_000;
/// What taking it may take, on a slow machine without optimisation; in time and in memory.
const TAKEN_WITHIN: Duration = Duration::from_secs(100);
const MEMORY_KIB_MAX: u64 = 320 * 1024;

async fn quarantined(archive: &Archive, id: &str, user: &Value) -> Option<Value> {
    let quarantine = archive.house.admin.get(&format!("/api/v1/archives/{id}/quarantine")).await.ok();
    let people = quarantine["people"].as_array().unwrap();
    people.iter().find(|one| one["user"] == *user).cloned()
}

/// The messages of an address.
async fn messages(archive: &Archive, address: &str) -> usize {
    let sql = format!(
        "SELECT m.uid FROM mailbox_message AS m JOIN mailbox AS b ON b.id = m.mailbox WHERE b.address = '{address}'"
    );
    archive.house.rows(&sql).await.len()
}

async fn an_address_that_somebody_else_had_waits_until_it_is_confirmed(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    let user =
        async |order: Value| archive.control("POST", "orgs/tidy/chatter/user", order).await["id"].clone();
    let write =
        async |by: &str| archive.control("POST", POSTS, json!({ "by": by, "body": "Good morning" })).await;
    user(json!({ "user": "old@tidy.example.com", "name": "Olga Old", "email": "desk@tidy.example.com" }))
        .await;
    let nobody = user(json!({ "user": "none@tidy.example.com", "name": "Nemo", "email": "" })).await;
    user(json!({ "user": "box@tidy.example.com", "name": "Sand Box", "email": "box@tidy.example.com.invalid" }))
        .await;
    let late = user(json!({ "user": "late@tidy.example.com", "name": "Lara Late", "email": "" })).await;
    for by in ["old", "none", "box", "late"] {
        write(&format!("{by}@tidy.example.com")).await;
    }
    archive.archived(&id).await;
    assert_eq!(messages(&archive, "desk@tidy.example.com").await, 1);
    assert_eq!(
        messages(&archive, "box@tidy.example.com").await,
        1,
        "the suffix of a sandbox is none of the address"
    );
    let waiting = quarantined(&archive, &id, &nobody).await.expect("who has no address waits");
    assert_eq!(waiting["messages"], 1, "{waiting}");

    // The source mends it: what waited is delivered, and nobody has to say so.
    assert!(quarantined(&archive, &id, &late).await.is_some());
    user(json!({ "user": "late@tidy.example.com", "email": "late@tidy.example.com" })).await;
    archive.archived(&id).await;
    assert_eq!(messages(&archive, "late@tidy.example.com").await, 1);
    assert!(quarantined(&archive, &id, &late).await.is_none());

    // Another name: what was made stays as it was, what is made says the new one.
    let mut before = from_lines(&archive).await;
    user(json!({ "user": "old@tidy.example.com", "name": "Olga Married" })).await;
    write("old@tidy.example.com").await;
    archive.archived(&id).await;
    let after = from_lines(&archive).await;
    before.push("Olga Married".to_owned());
    assert_eq!(after, before);

    // Her address is given to somebody else.
    user(json!({ "user": "old@tidy.example.com", "email": "", "active": false })).await;
    let new =
        user(json!({ "user": "new@tidy.example.com", "name": "Nora New", "email": "desk@tidy.example.com" }))
            .await;
    write("new@tidy.example.com").await;
    archive.archived(&id).await;
    assert_eq!(
        messages(&archive, "desk@tidy.example.com").await,
        2,
        "nothing reaches the old owner's archive"
    );
    let waiting = quarantined(&archive, &id, &new).await.expect("an address that somebody had waits");
    assert_eq!((&waiting["code"], &waiting["messages"]), (&json!("reused"), &json!(1)), "{waiting}");
    let confirm = format!("/api/v1/archives/{id}/quarantine/confirm");
    let address = json!({ "user": new, "address": "desk@tidy.example.com" });
    archive.house.admin.post(&confirm, &address).await.ok();
    archive.archived(&id).await;
    assert_eq!(messages(&archive, "desk@tidy.example.com").await, 3);
    assert!(quarantined(&archive, &id, &new).await.is_none());

    // Two who have become one: both reach one mailbox, and what both have a part in is there once.
    let rule = json!({ "rules": [{ "external": nobody, "mailbox": CUSTODIAN }] });
    archive.house.admin.post(&format!("/api/v1/archives/{id}/mapping"), &rule).await.ok();
    let rule =
        json!({ "rules": [{ "external": new, "mailbox": CUSTODIAN, "why": "One person, two users" }] });
    archive.house.admin.post(&format!("/api/v1/archives/{id}/mapping"), &rule).await.ok();
    archive
        .house
        .admin
        .post(&format!("/api/v1/archives/{id}/quarantine/release"), &json!({ "user": nobody }))
        .await
        .ok();
    let skipped = archive.archived(&id).await["totals"]["skipped"].as_u64().unwrap();
    let there = messages(&archive, CUSTODIAN).await;
    let both = json!({ "by": "none@tidy.example.com", "body": "To both of me: @{new@tidy.example.com}" });
    archive.control("POST", POSTS, both).await;
    let later = archive.archived(&id).await;
    assert_eq!(messages(&archive, CUSTODIAN).await, there + 1);
    assert_eq!(later["totals"]["skipped"], skipped + 1);
    archive.is_sound(&id).await;
}

/// Whom the messages of the desk's mailbox are from, in the order of their UIDs.
async fn from_lines(archive: &Archive) -> Vec<String> {
    let name = format!("Edda{}", archive.house.admin.get("/api/v1/principals").await.items().len());
    let reader = archive.somebody(&name, "ediscovery_manager").await;
    let mailboxes = reader.get("/api/v1/mailboxes").await.items();
    let desk = mailboxes.iter().find(|mailbox| mailbox["address"] == "desk@tidy.example.com").unwrap();
    let list = format!("/api/v1/mailboxes/{}/messages", desk["id"].as_str().unwrap());
    let mut found = reader.get(&list).await.ok()["messages"].as_array().unwrap().clone();
    found.sort_by_key(|message| message["uid"].as_u64());
    let mut names = Vec::new();
    for message in found {
        let raw = reader.get_bytes(&format!("{list}/{}/raw", message["uid"])).await;
        let head = String::from_utf8_lossy(&raw).into_owned();
        let from = head.lines().find_map(|line| line.strip_prefix("From: ")).unwrap().to_owned();
        names.push(from.split(" <").next().unwrap().trim_matches('"').to_owned());
    }
    names
}

#[tokio::test]
async fn a_mapping_of_200_000_rows_is_taken_in_little_time_and_memory() {
    let archive = Archive::house(&Database::sqlite()).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    let path = format!("/api/v1/archives/{id}/mapping/csv");
    let mut csv = "ExternalUserId,Mailbox\n".to_owned();
    (0..ROWS_MAX).for_each(|row| csv.push_str(&format!("user{row}@elsewhere.example,{CUSTODIAN}\n")));
    let (before, begun) = (peak_kib(&archive), begin());
    let taken =
        archive.house.admin.send_text(reqwest::Method::POST, &path, "text/csv", csv.clone()).await.ok();
    let (took, grown) = (begun.elapsed(), peak_kib(&archive) - before);
    println!("{ROWS_MAX} rows took {took:?} and {grown} KiB");
    assert_eq!(taken["added"], ROWS_MAX, "{taken}");
    assert!(took < TAKEN_WITHIN && grown < MEMORY_KIB_MAX, "{took:?}, {grown} KiB");
    // Archiving goes on with all of them, and the page is still a page.
    archive.control("POST", POSTS, json!({ "by": "ruth.okafor", "body": "Is it slow now?" })).await;
    archive.is_sound(&id).await;
    // One row more is refused, by its row.
    csv.push_str("one.more@elsewhere.example,x@tidy.example.com\n");
    let refused = archive.house.admin.send_text(reqwest::Method::POST, &path, "text/csv", csv).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body.to_string().contains("200002"), "{}", refused.body);
}

#[expect(clippy::disallowed_methods, reason = "how long a request takes")]
fn begin() -> Instant {
    Instant::now()
}

/// The most memory that the server ever had, in KiB.
fn peak_kib(archive: &Archive) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", archive.house.vouchsafe.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
