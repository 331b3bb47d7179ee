//! Chatter in mailboxes, as an organisation would have it: what people write reaches the mailboxes of those it belongs
//! to, exactly once, whatever dies on the way; and is read by those alone who may.

mod crashes;
mod files;
mod full_disk;
mod hostile;
mod life;
mod mapping;
mod master_key;
mod people;
mod reading;
mod sound;
mod whole;

use acceptance::{Client, Database, House, PASSWORD, Plan, eventually, within_or_told};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// What archiving an org's Chatter takes on a slow machine.
const ARCHIVED_WITHIN: Duration = Duration::from_secs(120);
/// The custodian whose mailbox is of no domain of the organisation's.
const CUSTODIAN: &str = "records@archive.example";

/// A house with Salesforce beside it, whose Chatter is archived.
struct Archive {
    house: House,
    /// The simulated Salesforce's control API.
    control: Client,
}

/// Who left a group of the org before anybody looked: no query tells of them, and what was written in the group until then
/// does not reach them.
const LEFT: &str = "jan.kowalski@tidy.example.com";

/// A revision: its item, what happened, the content's number.
type Revision = (String, String, i64);

/// What mailboxes should hold, by the simulator's own reckoning.
struct Expected {
    /// With the people who have to have it, and those who may.
    shown: BTreeMap<Revision, (BTreeSet<String>, BTreeSet<String>)>,
    /// What no query shows any more.
    gone: BTreeSet<Revision>,
    /// How often it happened: two deletions of one content look the same.
    times: BTreeMap<Revision, usize>,
}

/// What the database has of one revision.
#[derive(Default)]
struct Kept {
    rows: BTreeSet<String>,
    /// Its participants, and whether they are so for certain.
    people: BTreeMap<String, bool>,
}

impl Archive {
    async fn house(database: &Database) -> Archive {
        Archive::house_to(database, Plan::default()).await
    }

    /// In a house to a plan.
    async fn house_to(database: &Database, plan: Plan<'_>) -> Archive {
        let house = House::build_to(database, Plan { salesforce: true, ..plan }).await;
        let salesforce = house.salesforce.as_ref().expect("it was built with one");
        let control = Client::new(salesforce.ready["base_url"].as_str().unwrap());
        Archive { house, control }
    }

    /// How the org's archiver signs in.
    fn credentials(&self, org: &str) -> Value {
        let ready = &self.house.salesforce.as_ref().unwrap().ready;
        let orgs = ready["orgs"].as_array().unwrap();
        let org = orgs.iter().find(|found| found["name"] == org).unwrap();
        json!({ "method": "client-credentials", "domain": org["my_domain"],
            "client_id": org["archiver"]["client_id"], "client_secret": org["archiver"]["client_secret"] })
    }

    /// What the wizard sends.
    async fn activation(&self, name: &str) -> Value {
        let connectors = self.house.admin.get("/api/v1/connectors").await.items();
        let connector =
            connectors.into_iter().find(|one| one["kind"] == "archive").expect("an archive connector");
        json!({
            "connector": connector["id"], "name": name, "credentials": self.credentials("tidy"),
            "terms_version": connector["terms"]["version"],
            "settings": { "domains": ["tidy.example.com"], "every_s": 30 },
            "custodians": [{ "address": CUSTODIAN, "name": "Records" }],
        })
    }

    async fn activate(&self) -> String {
        let activation = self.activation("Chatter").await;
        let archive = self.house.admin.post("/api/v1/archives", &activation).await.ok();
        archive["id"].as_str().unwrap().to_owned()
    }

    async fn show(&self, id: &str) -> Value {
        self.house.admin.get(&format!("/api/v1/archives/{id}")).await.ok()
    }

    async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let path = format!("/_simulate/{path}");
        self.control.send(method.parse().unwrap(), &path, Some(&body)).await.ok()
    }

    /// Has the source asked, and waits until nothing is on its way. A round that was under way already saw the source as
    /// it was before: the one that was asked for has ended when the next is due later than it.
    async fn archived(&self, id: &str) -> Value {
        let before = self.show(id).await["asked_at"].clone();
        self.house.admin.post(&format!("/api/v1/archives/{id}/capture"), &json!({})).await.ok();
        let look = async || {
            let archive = self.show(id).await;
            let at = |key: &str| archive[key].as_str().map(str::to_owned);
            let asked =
                archive["asked_at"] != before && at("asked_at").is_some() && at("next_at") > at("asked_at");
            let still = ["fetching", "captured", "staged"].iter().all(|step| archive[step] == 0);
            (asked && still && archive["totals"]["waiting"] == 0).then_some(archive)
        };
        within_or_told(ARCHIVED_WITHIN, look, async || {
            let jobs = self.house.rows("SELECT kind, state, attempts, due, error FROM job").await;
            let log = self.house.logs();
            let log: Vec<_> = log.lines().filter(|line| !line.contains(" INFO ")).collect();
            let last = log[log.len().saturating_sub(30)..].join("\n");
            format!("everything is archived: {:#}\n{jobs:?}\n{last}", self.show(id).await)
        })
        .await
    }

    /// What mailboxes should hold, by the simulator's own reckoning.
    async fn expected(&self) -> Expected {
        let expected = self.control.get("/_simulate/orgs/tidy/chatter/expected").await.ok();
        let (mut shown, mut gone, mut times) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        let people = expected["people"].as_array().unwrap();
        let left = people.iter().find(|person| person["username"] == LEFT).unwrap()["id"].as_str().unwrap();
        let mut of_items: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for entry in expected["revisions"].as_array().unwrap() {
            of_items.entry(entry["item"].as_str().unwrap()).or_default().push(entry);
        }
        let each = of_items.values().flat_map(|of| of.iter().enumerate().map(move |at| (of, at)));
        for (of, (place, entry)) in each {
            if entry["kind"] == "message" {
                continue;
            }
            let text = |key: &str| entry[key].as_str().unwrap().to_owned();
            let people = |key: &str| -> BTreeSet<String> {
                entry[key].as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
            };
            let revision = (text("item"), text("event"), entry["number"].as_i64().unwrap());
            *times.entry(revision.clone()).or_insert(0) += 1;
            // What is purged no query shows; and who asks now and then does not see that something was deleted, and
            // brought back, in between.
            if entry["purged"] == true || is_undone(place, of) {
                gone.insert(revision);
                continue;
            }
            let mut untold = people("untold");
            untold.insert(left.to_owned());
            let certain = people("participants").difference(&untold).cloned().collect();
            shown.insert(revision, (certain, untold));
        }
        Expected { shown, gone, times }
    }

    /// What the database has of each revision.
    async fn kept(&self) -> BTreeMap<Revision, Kept> {
        let sql = "SELECT r.id, r.item, r.event, r.number, d.user_id, d.certain FROM revision AS r \
                   LEFT JOIN archive_delivery AS d ON d.revision = r.id";
        let mut kept: BTreeMap<Revision, Kept> = BTreeMap::new();
        for row in self.house.rows(sql).await {
            let text = |key: &str| row[key].as_str().map(str::to_owned);
            let revision = (text("item").unwrap(), text("event").unwrap(), row["number"].as_i64().unwrap());
            let of = kept.entry(revision).or_default();
            of.rows.insert(text("id").unwrap());
            of.people.extend(text("user_id").map(|user| (user, row["certain"] == 1)));
        }
        kept
    }

    /// Each revision is kept once, and belongs to whom it should.
    async fn compare(&self) {
        let Expected { shown, gone, times } = self.expected().await;
        let kept = self.kept().await;
        assert!(shown.len() > 10, "the org's Chatter is hardly anything: {}", shown.len());
        for (revision, (certain, untold)) in &shown {
            let of = kept.get(revision).unwrap_or_else(|| {
                let of_item: Vec<_> = kept.keys().filter(|(item, ..)| *item == revision.0).collect();
                let happened: Vec<_> = times.keys().filter(|(item, ..)| *item == revision.0).collect();
                panic!("{revision:?} was not captured; of {happened:?} these were: {of_item:?}")
            });
            let missing: Vec<_> = certain.iter().filter(|user| !of.people.contains_key(*user)).collect();
            assert!(missing.is_empty(), "{revision:?} does not reach {missing:?}");
            // Whoever is included to be safe is flagged; nobody else has it.
            for (user, is_certain) in &of.people {
                let known = certain.contains(user) || untold.contains(user) || !is_certain;
                assert!(known, "{revision:?} reaches {user}, whom nothing names");
            }
        }
        for (revision, of) in &kept {
            assert!(
                shown.contains_key(revision) || gone.contains(revision),
                "captured, and unknown to the org: {revision:?}"
            );
            assert!(of.rows.len() <= times[revision], "captured more often than it happened: {revision:?}");
        }
    }

    /// Every delivery has exactly one message behind it, or a reason; every message a delivery; the figures add up.
    async fn in_order(&self, id: &str) {
        let none = async |what: &str, sql: &str| {
            let rows = self.house.rows(sql).await;
            assert!(rows.is_empty(), "{what}: {rows:?}");
        };
        none(
            "imported, and not in the mailbox",
            "SELECT d.revision, d.user_id FROM archive_delivery AS d LEFT JOIN mailbox_message AS m \
             ON m.mailbox = d.mailbox AND m.revision = d.revision \
             WHERE d.state IN ('imported', 'skipped') AND m.uid IS NULL",
        )
        .await;
        none(
            "in a mailbox, and nobody's",
            "SELECT m.mailbox, m.uid FROM mailbox_message AS m LEFT JOIN archive_delivery AS d \
             ON d.mailbox = m.mailbox AND d.revision = m.revision WHERE d.revision IS NULL",
        )
        .await;
        none(
            "a message of one mailbox twice",
            "SELECT mailbox, revision FROM mailbox_message GROUP BY mailbox, revision HAVING COUNT(*) > 1",
        )
        .await;
        none("a payload that was not dropped", "SELECT revision FROM revision_payload").await;
        none(
            "UIDs that are not of the mailbox",
            "SELECT m.uid FROM mailbox_message AS m JOIN mailbox AS b ON b.id = m.mailbox WHERE m.uid >= b.uid_next",
        )
        .await;
        none(
            "messages whose bytes are not there",
            "SELECT r.id FROM revision AS r LEFT JOIN blob AS b ON b.id = r.blob \
             WHERE r.state = 'done' AND (b.id IS NULL OR b.destroyed_at IS NOT NULL)",
        )
        .await;
        let archive = self.show(id).await;
        adds_up(&archive["totals"]);
        let log = self.house.admin.get(&format!("/api/v1/archives/{id}/log")).await.ok();
        for line in log["lines"].as_array().unwrap() {
            adds_up(line);
        }
        assert_eq!(log["totals"], archive["totals"]);
        assert_eq!(log["revisions"], archive["revisions"]);
    }

    /// Somebody of that role, signed in.
    async fn somebody(&self, name: &str, role: &str) -> Client {
        let new = json!({ "name": name, "role_group": role, "password": PASSWORD });
        let made = self.house.admin.post("/api/v1/principals", &new).await;
        assert!(made.status < 300, "{}", made.body);
        Client::signed_in(self.house.url(), name, PASSWORD).await
    }
}

/// Whether what happened to an item there is a deletion that was undone later, or what undid one.
fn is_undone(place: usize, of_item: &[&Value]) -> bool {
    match of_item[place]["event"].as_str() {
        Some("restored") => true,
        Some("deleted") => of_item[place..].iter().any(|other| other["event"] == "restored"),
        _ => false,
    }
}

/// RULES: available for import = imported + partially imported + skipped + failed + waiting + quarantined.
fn adds_up(counts: &Value) {
    let figure = |key: &str| counts[key].as_u64().unwrap_or_else(|| panic!("{key} is missing: {counts}"));
    let sum: u64 = ["imported", "partially_imported", "skipped", "failed", "waiting", "quarantined"]
        .into_iter()
        .map(figure)
        .sum();
    assert_eq!(figure("available"), sum, "{counts}");
}

/// Looks until something of the archive is so.
async fn until<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    eventually(what, look).await
}
