//! Names, titles, bodies and file names as an enemy chooses them: they reach every mailbox, as mail that is nothing else
//! than what it should be.

use super::{ARCHIVED_WITHIN, Archive};
use acceptance::{Database, on_both_databases, within};
use serde_json::json;

on_both_databases! {
    texts => super::whatever_people_call_things_it_is_mail;
}

/// What ends a header field and begins another, a body, a part.
const INJECTION: &str = "Plan\r\nBcc: evil@example.com\r\n\r\n--=_0\r\nContent-Type: text/html\r\n\r\n<b>";
const GROUP: &str = "Quay\r\nX-Evil: yes";
const LINE_BYTES: usize = 1 << 20;

/// File names with paths, with what ends fields, too long, of nothing that shows.
const FILE_NAMES: [&str; 8] = [
    "../../etc/passwd",
    "C:\\windows\\..\\system32\\CON.txt",
    "/absolute.pdf",
    "plan\r\nContent-Type: text/html\r\n\r\n.pdf",
    "\u{202e}fdp.exe",
    "\"; filename=evil.exe; x=\"",
    "=?utf-8?q?=2E=2E=2Fevil?=.txt",
    "\0\u{1}\u{7f}",
];

/// The first, some and the last characters of each of the 17 planes, those among them that no text should have, and all
/// control characters.
fn every_plane() -> String {
    let of_plane = |plane: u32| {
        [0x00, 0x01, 0x0d, 0x1f, 0x7f, 0x85, 0x2028, 0x202e, 0xfeff, 0xfffd, 0xfffe, 0xffff]
            .into_iter()
            .map(move |at| (plane << 16) + at)
    };
    let all = (0..17).flat_map(of_plane).chain(0..0x20);
    all.filter_map(char::from_u32).collect()
}

async fn whatever_people_call_things_it_is_mail(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    let by = "eve@tidy.example.com";
    let order = async |order| archive.control("POST", "orgs/tidy/chatter", json!([order])).await;
    let name = format!("Eve \u{202e}\0{INJECTION} <root@example.com>, {}", every_plane());
    order(json!({ "do": "user", "user": by, "name": name })).await;
    order(json!({ "do": "group", "name": GROUP, "owner": by, "members": ["ruth.okafor"] })).await;
    let mut long = "x".repeat(LINE_BYTES);
    long.push_str(&every_plane());
    let rich = format!("<p>{INJECTION}</p><img src=x onerror=alert(1)><script>a</script>{}", every_plane());
    for post in [
        json!({ "body": every_plane() }),
        json!({ "body": INJECTION }),
        json!({ "body": long }),
        json!({ "body": rich, "rich": true }),
        json!({ "type": "QuestionPost", "title": format!("{INJECTION}{}", every_plane()), "body": "Why?" }),
        json!({ "body": "Which?", "poll": [INJECTION, every_plane()] }),
        json!({ "body": "See", "link": { "url": format!("javascript:{INJECTION}"), "label": every_plane() } }),
        json!({ "body": "Files", "files": FILE_NAMES.map(|name| json!({ "name": name })) }),
    ] {
        let mut post = post;
        for (key, value) in [("do", "post"), ("by", by), ("to", GROUP), ("as", "last")] {
            post[key] = json!(value);
        }
        order(post).await;
        order(json!({ "do": "comment", "by": by, "on": "last", "body": format!("{INJECTION}{}", every_plane()) })).await;
        order(json!({ "do": "edit", "by": by, "item": "last", "body": format!("Edited. {INJECTION}") }))
            .await;
    }
    archive.house.admin.post(&format!("/api/v1/archives/{id}/capture"), &json!({})).await;
    within(ARCHIVED_WITHIN, "the source is asked", async || {
        let archive = archive.show(&id).await;
        archive["asked_at"].is_string().then_some(())
    })
    .await;
    archive.is_sound(&id).await;
    let reader = archive.somebody("Edda", "ediscovery_manager").await;
    archive.opens(&reader, &id).await;
    // Eve's own mailbox as a page shows it: nothing of it is taken for more than text.
    let mailboxes = reader.get("/api/v1/mailboxes").await.items();
    let own = mailboxes.iter().find(|mailbox| mailbox["address"] == by).expect("Eve has a mailbox");
    let list = format!("/api/v1/mailboxes/{}/messages", own["id"].as_str().unwrap());
    let messages = reader.get(&list).await.ok()["messages"].as_array().unwrap().clone();
    assert_eq!(messages.len(), 24, "eight posts, a comment and an edit of each");
    for message in &messages {
        let shown = reader.get(&format!("{list}/{}", message["uid"])).await.ok();
        let html = shown["html"].as_str().unwrap_or_default().to_lowercase();
        assert!(
            !html.contains("<script") && !html.contains("onerror=") && !html.contains("href=\"javascript"),
            "{html}"
        );
    }
}
