//! Who reads what is archived: those with a role for it, within its reach; others by break-glass, and every opening is a
//! leaf.

mod break_glass;
mod notices;

use super::Archive;
use acceptance::{Database, on_both_databases};
use serde_json::{Value, json};

on_both_databases! {
    content => super::content_is_read_by_those_alone_who_may;
}

async fn leaves(archive: &Archive, kind: &str) -> usize {
    let sql = "SELECT body FROM ledger_leaf";
    let named = format!("\"{kind}\"");
    let rows = archive.house.rows(sql).await;
    rows.iter().filter(|row| text_of(&row["body"]).contains(&named)).count()
}

/// A leaf's bytes, as either database gives them.
fn text_of(body: &Value) -> String {
    let hex = body.as_str().unwrap_or_default().trim_start_matches("\\x");
    match hex.len().is_multiple_of(2) && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        true => {
            let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
            String::from_utf8_lossy(&bytes.collect::<Vec<_>>()).into_owned()
        }
        false => hex.to_owned(),
    }
}

async fn content_is_read_by_those_alone_who_may(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    let reviewer = archive.somebody("Vera", "reviewer").await;
    let auditor = archive.somebody("Audo", "archive_auditor").await;
    let manager = archive.somebody("Edda", "ediscovery_manager").await;

    let boxes = reviewer.get("/api/v1/mailboxes").await.items();
    let fullest = boxes.iter().max_by_key(|one| one["messages"].as_u64()).expect("mailboxes");
    let mailbox = fullest["id"].as_str().unwrap();
    let list = format!("/api/v1/mailboxes/{mailbox}/messages");
    let page = reviewer.get(&list).await.ok();
    let message = &page["messages"][0];
    let uid = message["uid"].as_i64().unwrap();
    assert!(message["subject"].as_str().unwrap().contains("Chatter"), "{message}");

    // An administrator, and an auditor, see that there is something, and nothing of it.
    for client in [&archive.house.admin, &auditor] {
        assert_eq!(client.get(&list).await.status, 403);
        assert_eq!(client.get(&format!("{list}/{uid}")).await.status, 403);
        assert_eq!(client.get(&format!("{list}/{uid}/raw")).await.status, 403);
        assert_eq!(client.get(&format!("/api/v1/mailboxes/{mailbox}/export?format=mbox")).await.status, 403);
        assert!(!client.get("/api/v1/custodians").await.items().is_empty());
    }
    assert_eq!(reviewer.get(&format!("/api/v1/mailboxes/{mailbox}/export?format=mbox")).await.status, 403);

    // Every opening is a leaf.
    let before = leaves(&archive, "message.opened").await;
    let opened = reviewer.get(&format!("{list}/{uid}")).await.ok();
    assert_eq!(leaves(&archive, "message.opened").await, before + 1);
    assert_eq!(opened["subject"], message["subject"]);
    assert!(opened["item_class"].as_str().unwrap().starts_with("ipm.externaldata.salesforcechatter."));
    assert!(opened["provenance"]["leaf"].is_string() && opened["original"].is_object(), "{opened}");

    // A query finds what it means, and nothing else.
    let found = reviewer.get(&format!("{list}?query=kind:comment")).await.ok();
    assert!(found["messages"].as_array().unwrap().iter().all(|one| one["kind"] == "comment"));
    let wrong = reviewer.get(&format!("{list}?query=from:(")).await;
    wrong.refused(422, "query");

    // A group that reaches one mailbox alone.
    let other = boxes.iter().find(|one| one["id"] != fullest["id"]).expect("a second mailbox");
    let narrow = json!({ "name": "Narrow", "roles": ["reviewer"], "mailboxes": [other["address"]] });
    let group = archive.house.admin.post("/api/v1/role-groups", &narrow).await.ok();
    let nora = archive.somebody("Nora", group["id"].as_str().unwrap()).await;
    let seen = nora.get("/api/v1/mailboxes").await.items();
    assert_eq!(seen.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&other["id"]]);
    assert_eq!(nora.get(&format!("{list}/{uid}")).await.status, 404);

    // An export has every message, and mail programs read it.
    let export = manager.get_bytes(&format!("/api/v1/mailboxes/{mailbox}/export?format=mbox")).await;
    let messages = export.windows(6).filter(|window| window == b"\nFrom ").count() + 1;
    assert_eq!(messages as u64, fullest["messages"].as_u64().unwrap());
}
