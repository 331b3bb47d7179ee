//! Notices of break-glass: each turn is told once to whoever takes them, whichever process does it, and says neither why
//! nor whose mailbox.

use super::break_glass::{Boxes, decide};
use acceptance::{ADMINISTRATOR, Client, Database, PASSWORD, on_both_databases};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

on_both_databases! {
    told => super::each_turn_is_told_once_and_nothing_else;
}

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A receiver of webhooks, and what came.
struct Receiver {
    url: String,
    came: Arc<Mutex<Vec<Value>>>,
}

impl Receiver {
    async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let came = Arc::new(Mutex::new(Vec::new()));
        let keeps = came.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(take(stream, keeps.clone()));
            }
        });
        Receiver { url, came }
    }

    fn came(&self) -> Vec<Value> {
        self.came.lock().unwrap().clone()
    }

    /// The types of what came, of a request.
    fn turns(&self, request: &str) -> Vec<String> {
        let of_it = |one: &&Value| request.ends_with(one["data"]["id"].as_str().unwrap());
        self.came().iter().filter(of_it).map(|one| one["type"].as_str().unwrap().to_owned()).collect()
    }

    async fn told(&self, request: &str, turns: &[&str]) {
        super::super::until(&format!("{turns:?} are told"), async || {
            (self.turns(request).len() >= turns.len()).then_some(())
        })
        .await;
        assert_eq!(self.turns(request), turns);
    }
}

/// Takes one message of each connection.
async fn take(mut stream: TcpStream, came: Arc<Mutex<Vec<Value>>>) {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return;
        }
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            line.to_lowercase().strip_prefix("content-length:")?.trim().parse::<usize>().ok()
        });
        if body.len() < length.unwrap_or(0) {
            continue;
        }
        came.lock().unwrap().push(serde_json::from_str(body).unwrap());
        let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
        return;
    }
}

async fn with_receiver(database: &Database) -> (Boxes, Receiver) {
    let mut boxes = Boxes::build(database).await;
    boxes.house.kill().await;
    boxes.house.restart(&[("VOUCHSAFE_PRIVATE_NOTIFICATION_TARGETS", "true")]).await;
    let receiver = Receiver::start().await;
    let target = |name: &str, kinds: Value| {
        json!({
            "name": name, "kind": "webhook", "webhook": { "url": receiver.url }, "secret": SECRET,
            "severity_min": "high", "kinds": kinds,
        })
    };
    let targets = [target("Officers", json!(["break_glass"])), target("Others", json!(["check_failed"]))];
    for target in targets {
        boxes.house.admin.post("/api/v1/notifications", &target).await.ok();
    }
    (boxes, receiver)
}

async fn each_turn_is_told_once_and_nothing_else(database: &Database) {
    let (boxes, receiver) = with_receiver(database).await;
    let admin = &boxes.house.admin;
    let manager = boxes.somebody("Edda", "ediscovery_manager").await;

    let refused = boxes.ask(admin).await;
    decide(&manager, &refused, false).await.ok();
    receiver.told(&refused, &["break_glass.asked", "break_glass.refused"]).await;
    let withdrawn = boxes.ask(admin).await;
    admin.post(&format!("{withdrawn}/end"), &json!({})).await.ok();
    receiver.told(&withdrawn, &["break_glass.asked", "break_glass.withdrawn"]).await;

    let granted = boxes.ask(admin).await;
    decide(&manager, &granted, true).await.ok();
    assert_eq!(decide(&manager, &granted, true).await.status, 409);
    let list = format!("{granted}/mailboxes/{}/messages", boxes.boxes[0]["id"].as_str().unwrap());
    for _ in 0..3 {
        admin.get(&list).await.ok();
    }
    receiver.told(&granted, &["break_glass.asked", "break_glass.granted"]).await;
    boxes.house.set_clock_ahead(Duration::from_secs(31 * 60));
    let turns = ["break_glass.asked", "break_glass.granted", "break_glass.ended"];
    receiver.told(&granted, &turns).await;

    // Who, until when and how often; not why, and not whose mailbox.
    let ended = receiver.came().pop().unwrap()["data"].take();
    assert_eq!(ended["used"], json!({ "listed": 3, "opened": 0, "downloaded": 0 }));
    assert_eq!((&ended["decided_by"], &ended["ended_by"]), (&json!("Edda"), &Value::Null));
    assert_eq!((&ended["mailboxes"], &ended["severity"]), (&json!(1), &json!("high")));
    assert_eq!(ended["ended_at"], ended["until"]);
    let all = json!(receiver.came()).to_string();
    for secret in ["incident", "ana@example.com"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
    // Whoever looks at the request sees who was told.
    let detail = admin.get(&granted).await.ok();
    let told: Vec<_> = detail["messages"].as_array().unwrap().iter().map(|one| &one["what"]).collect();
    assert_eq!(told, turns);
    assert!(detail["messages"].as_array().unwrap().iter().all(|one| one["target"] == "Officers"));
    assert!(admin.get("/api/v1/alerts").await.items().is_empty(), "there is nothing that one might dismiss");
    assert_eq!(receiver.came().len(), 7, "{all}");
}

/// Two processes over one PostgreSQL, and two people at the same moment.
#[tokio::test]
async fn of_two_processes_one_decides_one_ends_and_one_tells() {
    let boxes = Boxes::build(&Database::postgres().await).await;
    let house = &boxes.house;
    // Messages are counted as they are written: nobody takes them.
    let officers = json!({
        "name": "Officers", "kind": "webhook", "webhook": { "url": "https://hooks.example.com/x" }, "secret": SECRET,
        "severity_min": "high", "kinds": ["break_glass"],
    });
    house.admin.post("/api/v1/notifications", &officers).await.ok();
    let turns = async |request: &str| -> Vec<String> {
        let messages = house.admin.get(request).await.ok()["messages"].take();
        messages.as_array().unwrap().iter().map(|one| one["what"].as_str().unwrap().to_owned()).collect()
    };
    let manager = boxes.somebody("Edda", "ediscovery_manager").await;
    boxes.somebody("Rex", "records_management").await;
    let second = house.another("second").await;
    let url = second.ready["url"].as_str().unwrap();
    let records = Client::signed_in(url, "Rex", PASSWORD).await;
    let elsewhere = Client::signed_in(url, ADMINISTRATOR, PASSWORD).await;

    for round in 0..5 {
        let request = boxes.ask(&house.admin).await;
        let (one, other) = tokio::join!(decide(&manager, &request, true), decide(&records, &request, false));
        let mut statuses = [one.status, other.status];
        statuses.sort();
        assert_eq!(statuses, [200, 409], "round {round}: {:#} {:#}", one.body, other.body);
        let state = house.admin.get(&request).await.ok()["request"]["state"].clone();
        assert_eq!(state, if one.status == 200 { "approved" } else { "refused" }, "round {round}");
    }

    // What is ended at the one is ended at the other.
    let request = boxes.ask(&house.admin).await;
    decide(&records, &request, true).await.ok();
    let list = format!("{request}/mailboxes/{}/messages", boxes.boxes[0]["id"].as_str().unwrap());
    house.admin.get(&list).await.ok();
    let (end, order) = (format!("{request}/end"), json!({}));
    let (one, other) = tokio::join!(house.admin.post(&end, &order), elsewhere.post(&end, &order));
    assert_eq!([one.status, other.status].iter().filter(|status| **status == 200).count(), 1);
    for client in [&house.admin, &elsewhere] {
        assert_eq!(client.get(&list).await.status, 409);
    }

    // Both see that the time is up; the end is told once.
    let request = boxes.ask(&house.admin).await;
    decide(&manager, &request, true).await.ok();
    house.set_clock_ahead(Duration::from_secs(31 * 60));
    let clock = house.folder().join("second/clock");
    std::fs::write(clock, (31 * 60 * 1_000).to_string()).unwrap();
    let told = ["break_glass.asked", "break_glass.granted", "break_glass.ended"];
    super::super::until("its end is told", async || (turns(&request).await == told).then_some(())).await;
    // Longer than the pause between two looks.
    tokio::time::sleep(Duration::from_secs(12)).await;
    assert_eq!(turns(&request).await, told);
    let sql = "SELECT break_glass, what, COUNT(*) AS count FROM delivery GROUP BY break_glass, what HAVING COUNT(*) > 1";
    assert_eq!(house.rows(sql).await, Vec::<Value>::new(), "each turn is told once");
    let leaves = "SELECT COUNT(*) AS count FROM break_glass WHERE state IN ('approved', 'asked')";
    assert_eq!(house.rows(leaves).await[0]["count"], 0, "each request has come to its end");
}
