//! Chatter: what people write to each other in an org, and everything that hangs on it.
//!
//! What happens is an [`act::Action`], whether a seed's script, the control API or a day's life orders it. Each action
//! changes records as Salesforce would, and notes in the [`journal`] whose mailboxes the revision belongs to, reckoned
//! from the rules alone: what an archive is held against.

pub mod act;
pub mod connect;
pub mod content;
pub mod day;
mod edit;
pub mod feed;
mod files;
mod groups;
pub mod journal;
mod messages;
mod people;
mod post;
pub mod replicate;
pub mod seed;
mod segments;
pub mod visibility;

use super::{
    org::Org,
    schema::{self, Object},
    value::Value,
};
use content::Content;
use journal::Journal;
use model::Time;
use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

/// Calls of Connect REST that one user may make in an hour, at first.
const CONNECT_CALLS: usize = 200;
/// Deletions remembered, for getDeleted; older ones are forgotten.
const DELETIONS_MAX: usize = 100_000;

/// Somebody whom a text names, as the name was then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    pub user: String,
    pub name: String,
}

/// A record that was deleted.
#[derive(Debug, Clone)]
pub struct Deleted {
    pub object: &'static str,
    pub id: String,
    pub at: Time,
}

/// What of Chatter no record holds.
#[derive(Debug, Clone)]
pub struct Chatter {
    /// The bytes behind each ContentVersion.
    pub contents: HashMap<String, Content>,
    /// Whom the text of an item names.
    mentions: HashMap<String, Vec<Mentioned>>,
    pub deleted: VecDeque<Deleted>,
    /// Which comments went with a post, so that they come back with it.
    gone_with: HashMap<String, Vec<String>>,
    pub journal: Journal,
    /// What the orders call what they made.
    names: HashMap<String, String>,
    /// How often a user may call Connect REST in an hour.
    pub connect_limit: usize,
    calls: BTreeMap<String, VecDeque<Time>>,
    /// A large feed that is not held.
    pub feed: Option<Arc<feed::Feed>>,
    /// How many days were pressed.
    days: u64,
    /// What is still to happen, and when, the next first.
    queue: VecDeque<(Time, act::Action)>,
}

impl Default for Chatter {
    fn default() -> Self {
        Self {
            contents: HashMap::new(),
            mentions: HashMap::new(),
            deleted: VecDeque::new(),
            gone_with: HashMap::new(),
            journal: Journal::default(),
            names: HashMap::new(),
            connect_limit: CONNECT_CALLS,
            calls: BTreeMap::new(),
            feed: None,
            days: 0,
            queue: VecDeque::new(),
        }
    }
}

impl Chatter {
    fn remember_deleted(&mut self, object: &'static str, id: &str, at: Time) {
        if self.deleted.len() >= DELETIONS_MAX {
            self.deleted.pop_front();
        }
        self.deleted.push_back(Deleted { object, id: id.to_owned(), at });
    }
}

/// Why an order cannot be followed, in a sentence.
pub type Refused = String;

/// An object that Chatter cannot do without.
fn object(name: &str) -> Result<&'static Object, Refused> {
    schema::object(name).ok_or_else(|| format!("there is no object “{name}”"))
}

/// A time as Salesforce keeps it: whole seconds.
pub fn second(at: Time) -> Time {
    Time::from_ms(at.ms() - at.ms().rem_euclid(1_000))
}

/// A text of a record; empty where it has none.
fn text(org: &Org, object: &str, id: &str, field: &str) -> String {
    org.value(object, id, field).as_text().unwrap_or_default().to_owned()
}

/// A count of a record, one more or one less.
fn count(org: &mut Org, object: &'static Object, id: &str, field: &str, by: i64) {
    let now = match org.value(&object.name, id, field) {
        Value::Int(now) => now,
        _ => 0,
    };
    org.change(object, id, &[(field, Value::Int((now + by).max(0)))]);
}
