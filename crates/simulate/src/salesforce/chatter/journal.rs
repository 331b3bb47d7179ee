//! Whose mailboxes hold what: for each revision the people it belongs to, reckoned when it happens from the rules
//! alone, and from nothing that a connector or an archive knows.
//!
//! A post belongs to its author, to whom it mentions, and to the owner of the profile, the members of the group at
//! that time, or the owner and the followers of the record; a comment to the people of its post, its author and whom
//! it mentions; a message to its sender and the members; an edit, a deletion and a return to the people of the revision
//! before, whoever did it, and whom it mentions newly.

use super::groups::people_of;
use crate::salesforce::org::Org;
use model::Time;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Entries remembered; older ones are forgotten.
const ENTRIES_MAX: usize = 200_000;

/// One revision.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    pub item: String,
    /// `post`, `comment`, `message`.
    pub kind: &'static str,
    /// `created`, `edited`, `deleted`, `restored`.
    pub event: &'static str,
    /// The revision number of the content.
    pub number: i64,
    pub at: Time,
    pub by: String,
    /// User ids.
    pub participants: BTreeSet<String>,
    /// Of these, the ones that no query tells: who deleted, or brought back, somebody else's item.
    pub untold: BTreeSet<String>,
    /// It is gone for good since: no query shows it any more.
    pub purged: bool,
}

#[derive(Debug, Clone, Default)]
pub struct Journal {
    entries: Vec<Entry>,
    /// Where the entries of an item are.
    of: HashMap<String, Vec<usize>>,
}

impl Journal {
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether anything of an item was noted.
    pub fn knows(&self, item: &str) -> bool {
        self.of.contains_key(item)
    }

    fn last(&self, item: &str) -> Option<&Entry> {
        self.entries.get(*self.of.get(item)?.last()?)
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() >= ENTRIES_MAX {
            return;
        }
        self.of.entry(entry.item.clone()).or_default().push(self.entries.len());
        self.entries.push(entry);
    }
}

fn kind_of(item: &str) -> &'static str {
    if item.starts_with("0D5") { "post" } else { "comment" }
}

fn number(org: &Org, item: &str) -> i64 {
    let object = if item.starts_with("0D5") { "FeedItem" } else { "FeedComment" };
    match org.value(object, item, "Revision") {
        crate::salesforce::value::Value::Int(number) => number,
        _ => 1,
    }
}

fn mentioned(org: &Org, item: &str) -> impl Iterator<Item = String> + use<> {
    let all = org.chatter.mentions.get(item).cloned().unwrap_or_default();
    all.into_iter().map(|one| one.user)
}

/// The people of a place, as they are now.
fn people_there(org: &Org, place: &str) -> Vec<String> {
    match place.get(..3) {
        Some("005") => vec![place.to_owned()],
        Some("0F9") => people_of(org, "CollaborationGroupMember", "CollaborationGroupId", place, "MemberId"),
        _ => {
            let object = crate::salesforce::schema::of_id(place);
            let owner = object.map(|object| super::text(org, &object.name, place, "OwnerId"));
            let followers = people_of(org, "EntitySubscription", "ParentId", place, "SubscriberId");
            owner.into_iter().filter(|owner| !owner.is_empty()).chain(followers).collect()
        }
    }
}

/// The people of an item's last revision; of one that was never noted, as if it were made now.
fn people_before(org: &Org, item: &str) -> BTreeSet<String> {
    if let Some(entry) = org.chatter.journal.last(item) {
        return entry.participants.clone();
    }
    if item.is_empty() {
        return BTreeSet::new();
    }
    people_of_new(org, item)
}

fn people_of_new(org: &Org, item: &str) -> BTreeSet<String> {
    let mut people: BTreeSet<String> = mentioned(org, item).collect();
    if item.starts_with("0D5") {
        people.insert(super::text(org, "FeedItem", item, "CreatedById"));
        people.extend(people_there(org, &super::text(org, "FeedItem", item, "ParentId")));
    } else {
        people.insert(super::text(org, "FeedComment", item, "CreatedById"));
        people.extend(people_before(org, &super::text(org, "FeedComment", item, "FeedItemId")));
    }
    people
}

/// What a made row belongs to, as if it were made now.
pub fn of_made(org: &Org, item: &str) -> Entry {
    let object = if item.starts_with("0D5") { "FeedItem" } else { "FeedComment" };
    let at = match org.value(object, item, "CreatedDate") {
        crate::salesforce::value::Value::Time(at) => at,
        _ => Time::from_ms(0),
    };
    Entry {
        item: item.to_owned(),
        kind: kind_of(item),
        event: "created",
        number: 1,
        at,
        by: super::text(org, object, item, "CreatedById"),
        participants: people_of_new(org, item),
        untold: BTreeSet::new(),
        purged: false,
    }
}

fn note(org: &mut Org, item: &str, event: &'static str, by: &str, people: BTreeSet<String>, at: Time) {
    if event != "created" && !org.chatter.journal.knows(item) {
        // Of a feed that is not held: that it was made is noted with the first that happens to it.
        let made = of_made(org, item);
        org.chatter.journal.push(made);
    }
    let entry = Entry {
        item: item.to_owned(),
        kind: kind_of(item),
        event,
        number: number(org, item),
        at,
        by: by.to_owned(),
        participants: people,
        untold: BTreeSet::new(),
        purged: false,
    };
    org.chatter.journal.push(entry);
}

pub fn created_post(org: &mut Org, item: &str, at: Time) {
    let by = super::text(org, "FeedItem", item, "CreatedById");
    let people = people_of_new(org, item);
    note(org, item, "created", &by, people, at);
}

pub fn created_comment(org: &mut Org, item: &str, post: &str, at: Time) {
    let by = super::text(org, "FeedComment", item, "CreatedById");
    let mut people = people_before(org, post);
    people.insert(by.clone());
    people.extend(mentioned(org, item));
    note(org, item, "created", &by, people, at);
}

pub fn edited(org: &mut Org, item: &str, by: &str, newly: &[String], at: Time) {
    let mut people = people_before(org, item);
    people.insert(by.to_owned());
    people.extend(newly.iter().cloned());
    note(org, item, "edited", by, people, at);
}

/// A file more: the content is another, though the source counts no revision.
pub fn attached(org: &mut Org, item: &str, by: &str, at: Time) {
    edited(org, item, by, &[], at);
}

/// An event that no record names the doer of.
fn untold(org: &mut Org, item: &str, event: &'static str, by: &str, at: Time) {
    let before = people_before(org, item);
    let mut people = before.clone();
    people.insert(by.to_owned());
    note(org, item, event, by, people, at);
    if !before.contains(by)
        && let Some(entry) = org.chatter.journal.entries.last_mut()
    {
        entry.untold.insert(by.to_owned());
    }
}

pub fn deleted(org: &mut Org, item: &str, by: &str, at: Time) {
    untold(org, item, "deleted", by, at);
}

pub fn restored(org: &mut Org, item: &str, by: &str, at: Time) {
    untold(org, item, "restored", by, at);
}

/// Gone for good; one that was there until then was deleted by it.
pub fn purged(org: &mut Org, item: &str, by: &str, was_there: bool, at: Time) {
    if was_there {
        deleted(org, item, by, at);
    }
    let journal = &mut org.chatter.journal;
    for place in journal.of.get(item).into_iter().flatten() {
        if let Some(entry) = journal.entries.get_mut(*place) {
            entry.purged = true;
        }
    }
}

pub fn sent(org: &mut Org, message: &str, by: &str, members: &[String], at: Time) {
    let mut people: BTreeSet<String> = members.iter().cloned().collect();
    people.insert(by.to_owned());
    org.chatter.journal.push(Entry {
        item: message.to_owned(),
        kind: "message",
        event: "created",
        number: 1,
        at,
        by: by.to_owned(),
        participants: people,
        untold: BTreeSet::new(),
        purged: false,
    });
}
