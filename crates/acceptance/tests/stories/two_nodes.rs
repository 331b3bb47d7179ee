//! Two processes over one PostgreSQL: what one is told, the other shows; what one began and left, the other ends;
//! calls to a service are counted once for both.

use crate::{evidence, first_whole::subscribe};
use acceptance::{ADMINISTRATOR, Client, Database, House, PASSWORD, Server, eventually, within};
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

/// What a job waits for when its process was killed, and the work after that.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(60);
/// What is promised of a change that a service tells.
const FOLLOWS_WITHIN: Duration = Duration::from_secs(10);
/// Longer than any test: only being killed ends the wait.
const FOREVER_MS: u64 = 120_000;

struct Node {
    server: Server,
    admin: Client,
}

impl Node {
    async fn start(house: &House, name: &str) -> Node {
        let server = house.another(name).await;
        let admin = Client::signed_in(server.ready["url"].as_str().unwrap(), ADMINISTRATOR, PASSWORD).await;
        Node { server, admin }
    }

    /// How jobs name the process that does them.
    fn owner(&self) -> String {
        let address = self.server.ready["url"].as_str().unwrap().trim_start_matches("http://");
        format!("{address}-{}", self.server.id())
    }

    async fn refresh(&self, instance: &str) -> String {
        let path = format!("/api/v1/instances/{instance}/refresh");
        self.admin.post(&path, &json!({})).await.ok()["run"].as_str().unwrap().to_owned()
    }

    async fn run(&self, instance: &str, id: &str) -> Option<Value> {
        let runs = self.admin.get(&format!("/api/v1/instances/{instance}/runs")).await.items();
        runs.into_iter().find(|run| run["id"] == id)
    }

    async fn completed(&self, instance: &str, id: &str, limit: Duration) -> Value {
        within(limit, "the run is complete", async || {
            self.run(instance, id).await.filter(|run| run["state"] == "complete")
        })
        .await
    }
}

/// How often each set of a run was committed.
async fn commits(house: &House, run: &str) -> BTreeMap<String, u64> {
    let sql =
        format!("SELECT set_name, count(*) AS times FROM set_commit WHERE run = '{run}' GROUP BY set_name");
    let rows = house.rows(&sql).await;
    let row = |row: &Value| (row["set_name"].as_str().unwrap().to_owned(), row["times"].as_u64().unwrap());
    rows.iter().map(row).collect()
}

/// Changes the waiting room without a notice: only a refresh finds it.
async fn change(house: &House, on: bool) {
    let merge = json!({ "meeting_security": { "waiting_room": on } });
    let order = json!({ "account": "tidy", "view": "meeting_security", "merge": merge });
    house.zoom_client.post("/_simulate/documents", &order).await.ok();
}

#[tokio::test]
async fn two_processes_share_all_work() {
    let house = House::build(&Database::postgres().await).await;
    let node = Node::start(&house, "second").await;
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();

    // One installation: what was set up through the one stands in the other.
    let shown = node.admin.get(&format!("/api/v1/instances/{id}")).await.ok();
    assert_eq!((&shown["name"], &shown["checks"]), (&instance["name"], &instance["checks"]));

    // Zoom delivers to the first; whoever has the page of the second open hears of the verdict.
    subscribe(&house, id, "tidy").await;
    let mut page = node.admin.live().await;
    let open = json!({ "meeting_security": { "waiting_room": false } });
    crate::first_whole::patch(&house, "tidy", "?option=meeting_security", &open).await;
    page.told(FOLLOWS_WITHIN, "outcome", id).await;
    within(FOLLOWS_WITHIN, "the other process shows it", async || {
        let path = format!("/api/v1/instances/{id}/checks/zoom.meeting.waiting-room/history");
        (node.admin.get(&path).await.items()[0]["verdict"] == "failed").then_some(())
    })
    .await;
    evidence::quiet(&house, FOLLOWS_WITHIN).await;
    evidence::agrees(&house).await;
}

#[tokio::test]
async fn what_a_killed_process_had_begun_the_other_ends_once() {
    let house = House::build(&Database::postgres().await).await;
    let mut nodes = [Node::start(&house, "second").await, Node::start(&house, "third").await];
    let instance = house.activate("Zoom tidy", &house.zoom_account("tidy")).await;
    let id = instance["id"].as_str().unwrap();
    // The house's own process is out of it: the other two are alone with the work.
    let mut house = house;
    house.vouchsafe.stop().await;
    let whole = nodes[0].refresh(id).await;
    nodes[1].completed(id, &whole, TAKEN_OVER_WITHIN).await;
    let sets = commits(&house, &whole).await;
    assert!(sets.len() >= 5 && sets.values().all(|times| *times == 1), "{sets:?}");

    for round in 0..2 {
        change(&house, round == 1).await;
        // In the middle: earlier sets are committed, this one hangs.
        let slow = json!({ "path": "/v2/users?", "kind": "slow", "ms": FOREVER_MS });
        house.zoom_client.post("/_simulate/faults", &slow).await.ok();
        let run = nodes[round].refresh(id).await;
        let owner = eventually("the list of users is being waited for", async || {
            let taken = house.zoom_client.get("/_simulate/faults").await.ok()["faults"] == json!([]);
            let rows =
                house.rows(&format!("SELECT owner FROM job WHERE id = '{run}' AND state = 'running'")).await;
            rows.first().filter(|_| taken).map(|row| row["owner"].as_str().unwrap().to_owned())
        })
        .await;
        let begun = commits(&house, &run).await;
        let dying = nodes.iter().position(|node| node.owner() == owner).expect("one of the two has it");
        nodes[dying].server.kill().await;
        if round == 1 {
            // The first time one waits for the lease to end by itself.
            house.end_leases().await;
        }
        let survivor = &nodes[1 - dying];
        let finished = survivor.completed(id, &run, TAKEN_OVER_WITHIN).await;
        assert_eq!(finished["trigger"], "requested");
        let ended = commits(&house, &run).await;
        assert!(!begun.is_empty() && begun.len() < sets.len(), "killed in the middle: {begun:?}");
        assert_eq!(ended, sets, "each set appears once");
        evidence::quiet(&house, TAKEN_OVER_WITHIN).await;
        evidence::agrees(&house).await;
        nodes[dying] = Node::start(&house, &format!("successor-{round}")).await;
    }
    let rooms = house.rows("SELECT id FROM outcome WHERE check_id = 'zoom.meeting.waiting-room'").await;
    assert_eq!(rooms.len(), 3, "each change is one interval");
}

/// What was counted, per class, and the day that the counts are of.
async fn counted(house: &House, account: &str) -> BTreeMap<String, (i64, i64)> {
    let sql = format!("SELECT class, day, used FROM call_quota WHERE account = '{account}'");
    let number = |row: &Value, column: &str| row[column].as_i64().unwrap();
    let row =
        |row: &Value| (row["class"].as_str().unwrap().to_owned(), (number(row, "day"), number(row, "used")));
    house.rows(&sql).await.iter().map(row).collect()
}

#[tokio::test]
async fn calls_are_counted_in_one_row_for_both() {
    let house = House::build(&Database::postgres().await).await;
    let node = Node::start(&house, "second").await;
    let account = house.zoom_account("tidy");
    let instance = house.activate("Zoom tidy", &account).await;
    let id = instance["id"].as_str().unwrap();
    evidence::quiet(&house, TAKEN_OVER_WITHIN).await;
    let first = Client::signed_in(house.url(), ADMINISTRATOR, PASSWORD).await;
    loop {
        let before = counted(&house, &account.account_id).await;
        house.zoom_client.delete("/_simulate/requests").await.ok();
        for client in [&first, &node.admin] {
            let path = format!("/api/v1/instances/{id}/refresh");
            let run = client.post(&path, &json!({})).await.ok()["run"].as_str().unwrap().to_owned();
            node.completed(id, &run, TAKEN_OVER_WITHIN).await;
        }
        let after = counted(&house, &account.account_id).await;
        // At midnight the counts begin anew.
        if before.iter().any(|(class, (day, _))| after[class].0 != *day) {
            continue;
        }
        let used = |of: &BTreeMap<String, (i64, i64)>| of.values().map(|(_, used)| used).sum::<i64>();
        let log = house.zoom_client.get("/_simulate/requests").await.ok();
        let is_call = |line: &&Value| line["path"].as_str().unwrap().starts_with("/v2/");
        let calls = log["requests"].as_array().unwrap().iter().filter(is_call).count();
        assert!(calls >= 2 * 20, "two whole refreshes: {calls}");
        assert_eq!(used(&after) - used(&before), i64::try_from(calls).unwrap());
        break;
    }
}
