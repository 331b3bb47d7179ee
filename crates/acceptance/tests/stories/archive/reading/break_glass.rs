//! Break-glass: two people, a reason, a time; every opening and every download a leaf before it is answered, and nothing
//! after the end.

use super::{super::until, Archive, leaves};
use acceptance::{ADMINISTRATOR, Client, Database, House, PASSWORD, on_both_databases};
use serde_json::{Value, json};
use std::{collections::BTreeSet, time::Duration};

on_both_databases! {
    read => super::it_takes_two_people_gives_files_too_and_ends;
    wrong => super::what_is_wrong_is_told_and_changes_nothing;
    roles => super::each_role_gets_of_a_request_what_is_its_own;
}

/// A house with two mailboxes and nothing in them: what is decided does not depend on content.
pub(super) struct Boxes {
    pub house: House,
    /// With their ids and addresses.
    pub boxes: Vec<Value>,
}

impl Boxes {
    pub async fn build(database: &Database) -> Boxes {
        let house = House::build(database).await;
        let custodians =
            json!({ "custodians": [{ "address": "ana@example.com" }, { "address": "bo@example.com" }] });
        house.admin.post("/api/v1/custodians", &custodians).await.ok();
        let boxes = house.admin.get("/api/v1/custodians").await.items();
        Boxes { house, boxes }
    }

    pub async fn somebody(&self, name: &str, role: &str) -> Client {
        let new = json!({ "name": name, "role_group": role, "password": PASSWORD });
        let made = self.house.admin.post("/api/v1/principals", &new).await;
        assert!(made.status < 300, "{}", made.body);
        Client::signed_in(self.house.url(), name, PASSWORD).await
    }

    /// The path of a new request of somebody's for the first mailbox.
    pub async fn ask(&self, by: &Client) -> String {
        asked(by, &self.boxes[0]).await
    }
}

/// The path of a new request for a mailbox.
async fn asked(by: &Client, mailbox: &Value) -> String {
    let wanted =
        json!({ "mailboxes": [mailbox["address"]], "reason": "An incident of this morning", "minutes": 30 });
    let request = by.post("/api/v1/break_glass", &wanted).await.ok();
    assert_eq!(request["state"], "asked");
    format!("/api/v1/break_glass/{}", request["id"].as_str().unwrap())
}

pub(super) async fn decide(by: &Client, request: &str, grant: bool) -> acceptance::Answer {
    by.post(&format!("{request}/decision"), &json!({ "grant": grant })).await
}

fn list(request: &str, mailbox: &Value) -> String {
    format!("{request}/mailboxes/{}/messages", mailbox["id"].as_str().unwrap())
}

/// What a refusal says as a whole.
fn said(answer: acceptance::Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{:#}", answer.body);
    answer.body["detail"].as_str().unwrap_or_default().to_owned()
}

async fn it_takes_two_people_gives_files_too_and_ends(database: &Database) {
    let archive = Archive::house(database).await;
    let id = archive.activate().await;
    archive.archived(&id).await;
    let admin = &archive.house.admin;
    let manager = archive.somebody("Edda", "ediscovery_manager").await;
    let boxes = manager.get("/api/v1/mailboxes?limit=1000").await.items();
    let (mailbox, uid, number, size) = with_file(&manager, &boxes).await;
    let other = boxes.iter().find(|one| one["id"] != mailbox["id"]).expect("a second mailbox");
    let request = asked(admin, &mailbox).await;
    let messages = list(&request, &mailbox);
    let paths = [
        messages.clone(),
        format!("{messages}/{uid}"),
        format!("{messages}/{uid}/raw"),
        format!("{messages}/{uid}/files/{number}"),
    ];
    let all_refused = async |why: &str| {
        for path in &paths {
            assert!(said(admin.get(path).await, 409).contains(why), "{path}");
        }
    };

    all_refused("Nobody has granted").await;
    decide(&manager, &request, true).await.ok();
    let kinds = ["mailbox.opened", "message.opened", "message.downloaded"];
    let mut before = Vec::new();
    for kind in kinds {
        before.push(leaves(&archive, kind).await);
    }
    assert!(!admin.get(&paths[0]).await.ok()["messages"].as_array().unwrap().is_empty());
    let opened = admin.get(&paths[1]).await.ok();
    let raw = admin.get_bytes(&paths[2]).await;
    let head = String::from_utf8_lossy(&raw[..raw.len().min(4_000)]).into_owned();
    assert!(head.contains(opened["message_id"].as_str().unwrap()), "{head}");
    assert_eq!(raw.len() as u64, opened["size"].as_u64().unwrap());
    assert_eq!(admin.get_bytes(&paths[3]).await.len() as u64, size);
    for (kind, (before, more)) in kinds.into_iter().zip(before.into_iter().zip([1, 1, 2])) {
        assert_eq!(leaves(&archive, kind).await, before + more, "{kind}");
    }

    // For the mailboxes that it names, and for who asked.
    assert_eq!(admin.get(&list(&request, other)).await.status, 404);
    for path in &paths {
        assert_eq!(manager.get(path).await.status, 403, "it is for who asked: {path}");
    }
    let auditor = archive.somebody("Audo", "archive_auditor").await;
    for path in &paths {
        assert_eq!(auditor.get(path).await.status, 404, "who may ask has to ask for it: {path}");
    }

    // Everything that was read is listed, once each, for who asked and for who audits.
    for client in [admin, &manager, &auditor] {
        let detail = client.get(&request).await.ok();
        let uses: Vec<_> = detail["uses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (&one["what"], &one["uid"], &one["file"]))
            .collect();
        let (uid, file, none) = (json!(uid), json!(number), Value::Null);
        let (listed, opened, downloaded) = (json!("listed"), json!("opened"), json!("downloaded"));
        let expected = [
            (&downloaded, &uid, &file),
            (&downloaded, &uid, &none),
            (&opened, &uid, &none),
            (&listed, &none, &none),
        ];
        assert_eq!(uses, expected);
        assert_eq!(detail["request"]["used"], json!({ "listed": 1, "opened": 1, "downloaded": 2 }));
    }

    // Its time ends it, at every path, and it says so by itself.
    archive.house.set_clock_ahead(Duration::from_secs(31 * 60));
    until("its time has ended", async || (admin.get(&paths[0]).await.status == 409).then_some(())).await;
    all_refused("has ended").await;
    until("the end is noted", async || {
        let request = admin.get(&request).await.ok()["request"].take();
        (request["state"] == "expired" && request["ended_at"] == request["until"]).then_some(())
    })
    .await;
    let sql = "SELECT COUNT(*) AS count FROM break_glass_use";
    assert_eq!(archive.house.rows(sql).await[0]["count"], 4, "what was refused is no use");

    // Another one is ended by hand.
    let request = asked(admin, &mailbox).await;
    decide(&manager, &request, true).await.ok();
    let messages = list(&request, &mailbox);
    admin.get(&messages).await.ok();
    in_a_terminal(&archive, &request, &mailbox, uid, number).await;
    manager.post(&format!("{request}/end"), &json!({})).await.ok();
    let file = archive.house.folder().join("late.eml");
    let late = ["read", id_of(&request), text(&mailbox["address"]), &uid.to_string(), "--raw", "--output"];
    let (went, told) = terminal(&archive, &[&late[..], &[file.to_str().unwrap()]].concat()).await;
    assert!(!went && told.contains("has ended"), "{told}");
    assert!(!file.exists(), "nothing is left of what did not come");
    assert!(said(admin.get(&messages).await, 409).contains("has ended"));
    assert_eq!(
        said(admin.post(&format!("{request}/end"), &json!({})).await, 409),
        "This request has ended already."
    );
    let ended = admin.get(&request).await.ok()["request"].take();
    assert_eq!(
        (&ended["state"], &ended["decided_by"], &ended["ended_by"]),
        (&json!("ended"), &json!("Edda"), &json!("Edda"))
    );
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The id at the end of a request's path.
fn id_of(request: &str) -> &str {
    request.rsplit('/').next().unwrap()
}

/// Whether `vouchsafe break-glass …` of the administrator's went well, and all that it said.
async fn terminal(archive: &Archive, arguments: &[&str]) -> (bool, String) {
    let mut command = tokio::process::Command::new(acceptance::tool("vouchsafe"));
    command.arg("break-glass").args(arguments).env("VOUCHSAFE_SERVER", archive.house.url());
    let ran = command.env("VOUCHSAFE_TOKEN", archive.house.admin.token()).output().await.unwrap();
    let told = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8_lossy(&told).into_owned())
}

/// What a browser does, a terminal does too.
async fn in_a_terminal(archive: &Archive, request: &str, mailbox: &Value, uid: i64, number: u64) {
    let (id, address, uid) = (id_of(request), text(&mailbox["address"]), uid.to_string());
    let run = async |arguments: &[&str], like: &str| {
        let (went, told) = terminal(archive, arguments).await;
        assert!(went && told.contains(like), "{arguments:?}: {told}");
    };
    run(&["list"], id).await;
    run(&["messages", id, address], "UID").await;
    run(&["read", id, address, &uid], "Subject: ").await;
    run(&["read", id, address, &uid, "--raw"], "Message-ID:").await;
    let file = archive.house.folder().join("attachment");
    let path = file.to_str().unwrap();
    run(&["read", id, address, &uid, "--file", &number.to_string(), "--output", path], "wrote").await;
    assert!(file.metadata().unwrap().len() > 0);
    run(&["show", id], "downloaded").await;
    let (went, told) = terminal(archive, &["grant", id]).await;
    assert!(!went && told.contains("Somebody else has to decide"), "{told}");
    let (went, told) = terminal(archive, &["messages", id, "nobody@example.com"]).await;
    assert!(!went && told.contains("the request is not for nobody@example.com"), "{told}");
}

/// A mailbox, and in it a message with a file: its UID, the file's number and size.
async fn with_file(reader: &Client, boxes: &[Value]) -> (Value, i64, u64, u64) {
    for mailbox in boxes {
        let list = format!("/api/v1/mailboxes/{}/messages", mailbox["id"].as_str().unwrap());
        let page = reader.get(&list).await.ok();
        for line in page["messages"].as_array().unwrap().iter().filter(|line| line["attachments"] != 0) {
            let uid = line["uid"].as_i64().unwrap();
            let message = reader.get(&format!("{list}/{uid}")).await.ok();
            if let Some(file) = message["files"].as_array().unwrap().iter().find(|file| file["gap"].is_null())
            {
                return (
                    mailbox.clone(),
                    uid,
                    file["number"].as_u64().unwrap(),
                    file["size"].as_u64().unwrap(),
                );
            }
        }
    }
    panic!("no archived message has a file");
}

async fn what_is_wrong_is_told_and_changes_nothing(database: &Database) {
    let boxes = Boxes::build(database).await;
    let admin = &boxes.house.admin;
    let manager = boxes.somebody("Edda", "ediscovery_manager").await;
    let records = boxes.somebody("Rex", "records_management").await;

    // Every field that is wrong is named.
    let ask = async |body: Value| admin.post("/api/v1/break_glass", &body).await;
    let good = json!({ "mailboxes": ["ana@example.com"], "reason": "An incident of today", "minutes": 5 });
    let with = |field: &str, value: Value| {
        let mut body = good.clone();
        body[field] = value;
        body
    };
    for reason in ["", "   ", "too short", &"x".repeat(1_001)] {
        assert!(ask(with("reason", json!(reason))).await.refused(422, "reason").contains("10 to 1,000"));
    }
    for minutes in [0, 481, 4_000_000_000_u64] {
        assert!(ask(with("minutes", json!(minutes))).await.refused(422, "minutes").contains("1 to 480"));
    }
    assert_eq!(ask(with("minutes", json!(-1))).await.status, 422);
    let nobody = ask(with("mailboxes", json!(["ana@example.com", "nobody@example.com"]))).await;
    assert_eq!(nobody.refused(422, "mailboxes"), "There is no mailbox nobody@example.com.");
    ask(with("mailboxes", json!([]))).await.refused(422, "mailboxes");
    let many: Vec<_> = (0..21).map(|n| format!("{n}@example.com")).collect();
    assert!(ask(with("mailboxes", json!(many))).await.refused(422, "mailboxes").contains("1 to 20"));
    assert_eq!(ask(json!({})).await.status, 422);
    assert!(admin.get("/api/v1/break_glass").await.items().is_empty(), "nothing was asked for");

    // A mailbox named twice, or in capitals, is one.
    let twice = ask(with("mailboxes", json!(["Ana@Example.com ", "ana@example.com"]))).await.ok();
    assert_eq!(twice["mailboxes"].as_array().unwrap().len(), 1);
    let request = format!("/api/v1/break_glass/{}", twice["id"].as_str().unwrap());

    // Nobody decides on their own, on nothing, or twice.
    assert!(said(decide(admin, &request, true).await, 409).contains("Somebody else"));
    let unknown = "/api/v1/break_glass/00000000-0000-7000-8000-000000000000";
    assert_eq!(decide(&manager, unknown, true).await.status, 404);
    assert_eq!(manager.get(unknown).await.status, 404);
    assert_eq!(manager.post(&format!("{unknown}/end"), &json!({})).await.status, 404);
    assert!(said(manager.post(&format!("{request}/end"), &json!({})).await, 409).contains("Refuse it"));
    decide(&manager, &request, true).await.ok();
    for grant in [true, false] {
        assert_eq!(
            said(decide(&records, &request, grant).await, 409),
            "Somebody has granted this request already."
        );
    }
    let missing = format!("{}/7", list(&request, &boxes.boxes[0]));
    for path in ["", "/raw", "/files/0"] {
        assert_eq!(admin.get(&format!("{missing}{path}")).await.status, 404, "{path}");
    }
    assert_eq!(admin.get(&request).await.ok()["uses"], json!([]), "nothing was opened");
    records.post(&format!("{request}/end"), &json!({})).await.ok();
    assert_eq!(said(decide(&records, &request, true).await, 409), "This request has ended already.");

    // One that is refused, and one that is withdrawn, is of no use.
    let refused = boxes.ask(admin).await;
    decide(&records, &refused, false).await.ok();
    assert_eq!(said(admin.get(&list(&refused, &boxes.boxes[0])).await, 409), "This request was refused.");
    assert_eq!(
        said(decide(&manager, &refused, true).await, 409),
        "Somebody has refused this request already."
    );
    let withdrawn = boxes.ask(admin).await;
    assert_eq!(admin.post(&format!("{withdrawn}/end"), &json!({})).await.ok()["state"], "withdrawn");
    assert_eq!(decide(&manager, &withdrawn, true).await.status, 409);

    // A program is no second person, and ten requests at once are enough.
    let scopes =
        json!({ "name": "Bot", "scopes": ["break_glass.decide"], "expires_at": "2026-12-21T08:00:00.000Z" });
    assert!(
        manager
            .post("/api/v1/tokens", &scopes)
            .await
            .refused(422, "scopes")
            .contains("never done by an API token")
    );
    for _ in 0..10 {
        boxes.ask(admin).await;
    }
    assert!(said(ask(good.clone()).await, 409).contains("Withdraw one first"));

    // What waits for a week lapses.
    let waiting = admin.get("/api/v1/break_glass").await.items();
    let old = waiting.iter().find(|one| one["state"] == "asked").unwrap();
    let old = format!("/api/v1/break_glass/{}", old["id"].as_str().unwrap());
    boxes.house.set_clock_ahead(Duration::from_secs(7 * 24 * 60 * 60 + 60));
    let manager = until("the clock went on", async || {
        let manager = Client::new(boxes.house.url()).sign_in("Edda", PASSWORD).await;
        (manager.get(&old).await.ok()["request"]["state"] == "lapsed").then_some(manager)
    })
    .await;
    assert!(said(decide(&manager, &old, true).await, 409).contains("has lapsed"));
    let admin = Client::signed_in(boxes.house.url(), ADMINISTRATOR, PASSWORD).await;
    admin.post("/api/v1/break_glass", &good).await.ok();
}

/// The role groups of the house, and what each gets: whether it may ask, sees requests of others, decides.
const ROLES: &[(&str, bool, bool, bool)] = &[
    ("global_administrator", true, true, true),
    ("data_connector_admin", true, false, false),
    ("compliance_manager_administration", true, false, false),
    ("compliance_manager_contribution", false, false, false),
    ("compliance_manager_assessor", false, false, false),
    ("compliance_manager_reader", false, false, false),
    ("ediscovery_manager", false, true, true),
    ("records_management", false, true, true),
    ("reviewer", false, false, false),
    ("archive_auditor", true, true, false),
];

async fn each_role_gets_of_a_request_what_is_its_own(database: &Database) {
    let boxes = Boxes::build(database).await;
    let admin = &boxes.house.admin;
    let manager = boxes.somebody("Edda", "ediscovery_manager").await;
    let granted = boxes.ask(admin).await;
    decide(&manager, &granted, true).await.ok();
    for (role, asks, sees, decides) in ROLES {
        let client = boxes.somebody(&format!("one of {role}"), role).await;
        let waits = boxes.ask(admin).await;
        let known = |list: Vec<Value>| -> BTreeSet<String> {
            list.iter().map(|one| format!("/api/v1/break_glass/{}", one["id"].as_str().unwrap())).collect()
        };
        let listed = client.get("/api/v1/break_glass").await;
        match (asks, sees) {
            (false, false) => assert_eq!(listed.status, 403, "{role}"),
            (_, sees) => assert_eq!(known(listed.items()).contains(&granted), *sees, "{role}"),
        }
        // What is not shown is not there; what nobody of the role may is refused.
        let hidden = if *asks { 404 } else { 403 };
        let shown = if *sees { 200 } else { hidden };
        assert_eq!(client.get(&granted).await.status, shown, "{role}");
        let decided = decide(&client, &waits, false).await.status;
        assert_eq!(decided, if *decides { 200 } else { 403 }, "{role}");
        if !decides {
            let ended = client.post(&format!("{granted}/end"), &json!({})).await.status;
            let expected = if *sees { 403 } else { hidden };
            assert_eq!(ended, expected, "{role} ends what is somebody else's");
            admin.post(&format!("{waits}/end"), &json!({})).await.ok();
        }
        // By somebody else's request nobody reads.
        let messages = list(&granted, &boxes.boxes[0]);
        for path in ["", "/1", "/1/raw", "/1/files/0"] {
            assert_eq!(client.get(&format!("{messages}{path}")).await.status, hidden, "{role} {path}");
        }
        let wanted =
            json!({ "mailboxes": ["bo@example.com"], "reason": "An incident of today", "minutes": 5 });
        let own = client.post("/api/v1/break_glass", &wanted).await;
        assert_eq!(own.status, if *asks { 201 } else { 403 }, "{role}");
        if *asks {
            let own = format!("/api/v1/break_glass/{}", own.body["id"].as_str().unwrap());
            assert!(known(client.get("/api/v1/break_glass").await.items()).contains(&own), "{role}");
            assert_eq!(client.get(&own).await.ok()["request"]["mine"], true, "{role}");
            let alone = decide(&client, &own, true).await.status;
            assert_eq!(alone, if *decides { 409 } else { 403 }, "{role}");
            decide(&manager, &own, true).await.ok();
            client.get(&list(&own, &boxes.boxes[1])).await.ok();
            assert_eq!(client.post(&format!("{own}/end"), &json!({})).await.ok()["state"], "ended", "{role}");
        }
    }

    // Whose group reaches one mailbox alone decides on requests for that mailbox alone.
    let narrow =
        json!({ "name": "Narrow", "roles": ["ediscovery_manager"], "mailboxes": ["bo@example.com"] });
    let group = admin.post("/api/v1/role-groups", &narrow).await.ok();
    let nora = boxes.somebody("Nora", group["id"].as_str().unwrap()).await;
    let ana = boxes.ask(admin).await;
    let bo = asked(admin, &boxes.boxes[1]).await;
    assert_eq!(nora.get(&ana).await.status, 404);
    assert_eq!(decide(&nora, &ana, true).await.status, 404);
    decide(&nora, &bo, true).await.ok();
}
