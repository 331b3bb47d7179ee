//! User mapping: who is not mapped waits in quarantine, and is delivered when the mapping is mended; somebody else's
//! mailbox takes a second person.

use super::{Archive, CUSTODIAN};
use acceptance::{Database, on_both_databases};
use serde_json::{Value, json};

on_both_databases! {
    quarantine => super::quarantined_messages_are_delivered_when_the_mapping_is_mended;
    another => super::another_persons_mailbox_waits_for_a_second_person;
}

async fn quarantined_messages_are_delivered_when_the_mapping_is_mended(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    let path = |below: &str| format!("/api/v1/archives/{id}/{below}");
    let quarantine = archive.house.admin.get(&path("quarantine")).await.ok();
    let people = quarantine["people"].as_array().unwrap();
    let one =
        people.iter().find(|one| one["code"] != "reused").expect("the org has people without a mailbox");
    let user = one["user"].as_str().unwrap();

    // A dry run says what would be done, and does nothing.
    let rules =
        |dry_run: bool| json!({ "rules": [{ "external": user, "mailbox": CUSTODIAN }], "dry_run": dry_run });
    let tried = archive.house.admin.post(&path("mapping"), &rules(true)).await.ok();
    assert_eq!((&tried["added"], &tried["dry_run"]), (&json!(1), &json!(true)));
    assert_eq!(archive.house.admin.get(&path("mapping")).await.ok()["rules"], json!([]));

    archive.house.admin.post(&path("mapping"), &rules(false)).await.ok();
    let mended = archive.house.admin.get(&path("quarantine")).await.ok();
    let same = |one: &&Value| one["user"] == user;
    assert_eq!(mended["people"].as_array().unwrap().iter().find(same).unwrap()["mapped_now"], CUSTODIAN);
    let before = archive.show(&id).await["totals"].clone();
    let released = archive.house.admin.post(&path("quarantine/release"), &json!({ "user": user })).await.ok();
    assert_eq!(released["deliveries"], one["messages"]);
    let after = archive.archived(&id).await["totals"].clone();
    let moved = one["messages"].as_u64().unwrap();
    let figure = |counts: &Value, key: &str| counts[key].as_u64().unwrap();
    assert_eq!(figure(&after, "quarantined"), figure(&before, "quarantined") - moved);
    assert_eq!(
        figure(&after, "imported") + figure(&after, "skipped"),
        figure(&before, "imported") + figure(&before, "skipped") + moved
    );
    archive.in_order(&id).await;

    // A file with mistakes is refused whole, each at its row.
    let csv = "ExternalUserId,Mailbox\nada@example.com,not an address\nada@example.com,x@example.com\n";
    let refused = archive
        .house
        .admin
        .send_text(reqwest::Method::POST, &path("mapping/csv"), "text/csv", csv.to_owned())
        .await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(refused.body["errors"].as_array().unwrap().len() >= 2, "{}", refused.body);
}

async fn another_persons_mailbox_waits_for_a_second_person(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    let path = |below: &str| format!("/api/v1/archives/{id}/{below}");
    let people = archive.house.admin.get(&path("mapping")).await.ok()["people"].clone();
    let mapped: Vec<_> = people.as_array().unwrap().iter().filter(|one| one["by"] == "automatic").collect();
    let (one, other) = (mapped[0], mapped[1]);
    let rules =
        json!({ "rules": [{ "external": one["user"], "mailbox": other["mailbox"], "why": "On leave" }] });
    let set = archive.house.admin.post(&path("mapping"), &rules).await.ok();
    assert_eq!(set["waiting"], 1);
    let rule = archive.house.admin.get(&path("mapping")).await.ok()["rules"][0]["id"].clone();
    let decision = path(&format!("mapping/{}/decision", rule.as_str().unwrap()));
    assert_eq!(archive.house.admin.post(&decision, &json!({ "agree": true })).await.status, 409);
    let second = archive.somebody("Reko", "records_management").await;
    second.post(&decision, &json!({ "agree": true })).await;
    let rules = archive.house.admin.get(&path("mapping")).await.ok()["rules"].clone();
    assert_eq!((&rules[0]["state"], &rules[0]["decided_by"]), (&json!("active"), &json!("Reko")));
    let of = |search: &str| format!("{}?search={search}", path("mapping"));
    let found = archive.house.admin.get(&of(other["mailbox"].as_str().unwrap())).await.ok();
    assert_eq!((&found["rules_count"], found["rules"].as_array().map(Vec::len)), (&json!(1), Some(1)));
    assert!(found["people"].as_array().unwrap().iter().any(|person| person["user"] == other["user"]));
    assert!(!found["people"].as_array().unwrap().iter().any(|person| person["user"] == one["user"]));
    assert_eq!(archive.house.admin.get(&of("nobody%20at%20all")).await.ok()["rules_count"], 0);
    // It counts from when it was asked for, so that what waits in quarantine is delivered by it.
    assert_eq!(rules[0]["from"], "1970-01-01T00:00:00.000Z");
    let people = archive.house.admin.get(&path("mapping")).await.ok()["people"].clone();
    let now = people.as_array().unwrap().iter().find(|person| person["user"] == one["user"]).unwrap();
    assert_eq!((&now["mailbox"], &now["by"]), (&other["mailbox"], &json!("custom")));
}
