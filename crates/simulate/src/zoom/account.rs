//! One simulated account: its documents, its people, its app, and what the control API has set.

use super::{
    app::App,
    journal::{Entry, ShippedEntry},
    limits::Limits,
    pages::Pages,
    webhook::Endpoint,
};
use crate::clock::zoom_time;
use model::Time;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

/// The fixtures' key from which `last_login_time` is made: a fixed date would grow old.
const SIGNED_IN_AGO: &str = "last_login_hours_ago";

/// What an account is sold as; decides rate limits and which calls answer "paid accounts only".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    Free,
    Pro,
    Business,
}

/// The settings' views: what `option` selects. `Whole` is the reply without an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    Whole,
    MeetingSecurity,
    MeetingAuthentication,
    RecordingAuthentication,
    Locks,
    MeetingSecurityLocks,
}

impl View {
    pub const ALL: [Self; 6] = [
        Self::Whole,
        Self::MeetingSecurity,
        Self::MeetingAuthentication,
        Self::RecordingAuthentication,
        Self::Locks,
        Self::MeetingSecurityLocks,
    ];

    /// As the control API and the data files call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::MeetingSecurity => "meeting_security",
            Self::MeetingAuthentication => "meeting_authentication",
            Self::RecordingAuthentication => "recording_authentication",
            Self::Locks => "locks",
            Self::MeetingSecurityLocks => "meeting_security_locks",
        }
    }
}

/// One account.
#[derive(Clone)]
pub struct Account {
    /// How the control API calls it: `tidy`, `careless`, or as it was made.
    pub name: String,
    pub id: String,
    pub number: i64,
    pub cluster: String,
    /// The user to whom the app's tokens belong (`me`).
    pub api_user: String,
    pub plan: Plan,
    pub app: App,
    pub documents: BTreeMap<View, Value>,
    /// By group id: what the group sets otherwise than the account.
    pub group_overrides: BTreeMap<String, BTreeMap<View, Value>>,
    pub people: People,
    /// By list: the Marketplace's apps.
    pub apps: Value,
    /// The operation log, oldest first.
    pub journal: VecDeque<Entry>,
    pub managed_domains: Value,
    pub trusted_domains: Value,
    pub limits: Limits,
    pub pages: Pages,
    pub webhook: Option<Endpoint>,
}

/// Users, roles and groups, as the fixture has them.
#[derive(Debug, Clone, Deserialize)]
pub struct People {
    pub users: Vec<Map<String, Value>>,
    pub roles: Vec<Map<String, Value>>,
    pub privileges: BTreeMap<String, Vec<String>>,
    pub groups: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Fixture {
    id: String,
    number: i64,
    cluster: String,
    plan: Plan,
    api_user: String,
    app: App,
    managed_domains: Value,
    trusted_domains: Value,
}

#[derive(Deserialize)]
struct More {
    groups: BTreeMap<String, BTreeMap<View, Value>>,
    apps: Value,
    operation_log: Vec<ShippedEntry>,
}

macro_rules! fixture {
    ($now:expr, $name:literal) => {
        Account::from_fixture(
            $now,
            $name,
            include_str!(concat!("../../data/", $name, "/account.json")),
            include_str!(concat!("../../data/", $name, "/people.json")),
            include_str!(concat!("../../data/", $name, "/more.json")),
            [
                (View::Whole, include_str!(concat!("../../data/", $name, "/settings.json"))),
                (
                    View::MeetingSecurity,
                    include_str!(concat!("../../data/", $name, "/meeting_security.json")),
                ),
                (
                    View::MeetingAuthentication,
                    include_str!(concat!("../../data/", $name, "/meeting_authentication.json")),
                ),
                (
                    View::RecordingAuthentication,
                    include_str!(concat!("../../data/", $name, "/recording_authentication.json")),
                ),
                (View::Locks, include_str!(concat!("../../data/", $name, "/locks.json"))),
                (
                    View::MeetingSecurityLocks,
                    include_str!(concat!("../../data/", $name, "/meeting_security_locks.json")),
                ),
            ],
        )
    };
}

impl Account {
    /// The two accounts that the simulator ships. Their people signed in so many hours before `now`.
    ///
    /// # Errors
    /// When a fixture is not what this file expects; a test holds that it is.
    pub fn shipped(now: Time) -> Result<Vec<Self>, serde_json::Error> {
        let mut accounts = vec![fixture!(now, "tidy")?, fixture!(now, "careless")?];
        for user in accounts.iter_mut().flat_map(|account| &mut account.people.users) {
            if let Some(hours) = user.remove(SIGNED_IN_AGO).as_ref().and_then(Value::as_u64) {
                let at = now.minus(Duration::from_secs(hours * 60 * 60));
                user.insert("last_login_time".into(), json!(zoom_time(at)));
            }
        }
        Ok(accounts)
    }

    fn from_fixture(
        now: Time,
        name: &str,
        account: &str,
        people: &str,
        more: &str,
        documents: [(View, &str); 6],
    ) -> Result<Self, serde_json::Error> {
        let fixture: Fixture = serde_json::from_str(account)?;
        let mut parsed = BTreeMap::new();
        for (view, text) in documents {
            parsed.insert(view, serde_json::from_str(text)?);
        }
        let more: More = serde_json::from_str(more)?;
        let mut journal: Vec<Entry> = more.operation_log.into_iter().map(|entry| entry.before(now)).collect();
        journal.sort_by_key(|entry| entry.at);
        Ok(Self {
            name: name.to_owned(),
            id: fixture.id,
            number: fixture.number,
            cluster: fixture.cluster,
            api_user: fixture.api_user,
            plan: fixture.plan,
            app: fixture.app,
            documents: parsed,
            group_overrides: more.groups,
            apps: more.apps,
            journal: journal.into(),
            people: serde_json::from_str(people)?,
            managed_domains: fixture.managed_domains,
            trusted_domains: fixture.trusted_domains,
            limits: Limits::default(),
            pages: Pages::default(),
            webhook: None,
        })
    }

    /// Whether a client means this account by the id in a path.
    pub fn is(&self, id: &str) -> bool {
        id == "me" || id == self.id
    }

    /// The document of a view; every view has one.
    pub fn document(&self, view: View) -> &Value {
        self.documents.get(&view).unwrap_or(&Value::Null)
    }

    /// Who did something, address and id: the person of the given address, or else the user to whom the app's
    /// tokens belong. Somebody whom the account does not know has no id.
    pub fn operator(&self, address: Option<&str>) -> (String, String) {
        let text = |user: &Map<String, Value>, key: &str| {
            user.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let is_it = |user: &&Map<String, Value>| match address {
            Some(address) => user.get("email").and_then(Value::as_str) == Some(address),
            None => user.get("id").and_then(Value::as_str) == Some(self.api_user.as_str()),
        };
        match self.people.users.iter().find(is_it) {
            Some(user) => (text(user, "email"), text(user, "id")),
            None => (address.unwrap_or_default().to_owned(), String::new()),
        }
    }

    /// Id and name of the group of this id or name.
    pub fn group(&self, wanted: &str) -> Option<(String, String)> {
        self.people.groups.iter().find_map(|group| {
            let text = |key: &str| group.get(key).and_then(Value::as_str).unwrap_or_default();
            (text("id") == wanted || text("name") == wanted)
                .then(|| (text("id").to_owned(), text("name").to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{super::json, *};

    #[test]
    fn the_shipped_accounts_load_and_differ() {
        let accounts = Account::shipped(Time::from_ms(1_795_248_000_000)).unwrap();
        let [tidy, careless] = accounts.as_slice() else { panic!("two accounts") };
        assert_ne!(tidy.id, careless.id);
        for account in &accounts {
            assert!(account.operator(None).0.ends_with("example.com"));
            assert!(account.documents.values().all(Value::is_object));
        }
        let room = "/meeting_security/waiting_room";
        assert_eq!(tidy.document(View::MeetingSecurity).pointer(room), Some(&Value::Bool(true)));
        assert_eq!(careless.document(View::MeetingSecurity).pointer(room), Some(&Value::Bool(false)));
        assert_eq!(tidy.people.users[0]["last_login_time"], "2026-11-20T08:00:00Z");
    }

    /// The pack's recorded examples are what the simulator would give; verdicts told in docs rest on both.
    #[test]
    fn the_shipped_accounts_are_those_of_the_packs_recorded_examples() {
        for account in Account::shipped(Time::default()).unwrap() {
            let file =
                format!("{}/../../packs/zoom/recorded/{}.json", env!("CARGO_MANIFEST_DIR"), account.name);
            let recorded: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
            let mut seen = 0;
            for (signal, view) in [
                ("account.settings", View::Whole),
                ("account.settings.meeting_security", View::MeetingSecurity),
                ("account.lock_settings", View::Locks),
                ("account.lock_settings.meeting_security", View::MeetingSecurityLocks),
            ] {
                let recorded = &recorded["signals"][signal];
                if recorded.get("$absent").is_none() {
                    let mut merged = account.document(view).clone();
                    json::merge(&mut merged, recorded);
                    assert_eq!(&merged, account.document(view), "{} {signal}", account.name);
                    seen += 1;
                }
            }
            assert!(seen >= 3);
        }
    }
}
