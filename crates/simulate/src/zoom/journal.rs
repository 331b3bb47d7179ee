//! What was changed in an account: the lines of its operation log, in the words of Zoom's portal, and what a
//! webhook tells.

use super::{
    account::{Account, View},
    json,
    webhook::{self, Parcel},
    world::remember,
};
use crate::clock::zoom_time;
use model::Time;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Something that was changed.
pub struct Change {
    /// The e-mail address of who changed it; none: the app's user.
    pub operator: Option<String>,
    /// What the webhook tells, where it tells anything.
    pub told: Option<Told>,
    /// What the operation log says.
    pub lines: Vec<Line>,
}

/// What an event says of a change.
pub struct Told {
    pub event: String,
    pub object: Value,
    /// None for an event that has none.
    pub old_object: Option<Value>,
}

/// One line of the operation log, before it has a time and an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As the filter `category_type` calls it, in any case: `Account`, `User`, `Role`.
    pub category: &'static str,
    /// `Add`, `Update` or `Delete`.
    pub action: &'static str,
    pub detail: String,
}

/// A line of the operation log as it is kept.
#[derive(Debug, Clone)]
pub struct Entry {
    pub at: Time,
    pub operator: String,
    pub category: String,
    pub action: String,
    pub detail: String,
}

/// An entry as the shipped accounts have it: a fixed time would grow old.
#[derive(Debug, Deserialize)]
pub struct ShippedEntry {
    pub minutes_ago: u64,
    pub operator: String,
    pub category_type: String,
    pub action: String,
    pub operation_detail: String,
}

impl ShippedEntry {
    /// The entry, so long before `now`.
    pub fn before(self, now: Time) -> Entry {
        Entry {
            at: now.minus(Duration::from_secs(self.minutes_ago * 60)),
            operator: self.operator,
            category: self.category_type,
            action: self.action,
            detail: self.operation_detail,
        }
    }
}

impl Entry {
    /// As `GET /report/operationlogs` shows it.
    pub fn row(&self) -> Value {
        json!({
            "time": zoom_time(self.at),
            "operator": self.operator,
            "category_type": self.category,
            "action": self.action,
            "operation_detail": self.detail,
        })
    }
}

impl Account {
    /// Keeps a change in the operation log; what is to be sent of it.
    pub fn record(&mut self, change: Change, now: Time) -> Vec<Parcel> {
        let (operator, operator_id) = self.operator(change.operator.as_deref());
        for line in change.lines {
            let entry = Entry {
                at: now,
                operator: operator.clone(),
                category: line.category.to_owned(),
                action: line.action.to_owned(),
                detail: line.detail,
            };
            remember(&mut self.journal, entry);
        }
        match change.told {
            Some(told) => webhook::parcels(self, &told, (&operator, &operator_id), now),
            None => Vec::new(),
        }
    }
}

/// The lines of a change of settings or locks: one a section, each naming all that changed there.
/// `group` is the group's name where it is not the account that changed.
pub fn lines(view: View, group: Option<&str>, was: &Value, is: &Value) -> Vec<Line> {
    let is_lock = matches!(view, View::Locks | View::MeetingSecurityLocks);
    let sections: Vec<(String, Value, Value)> = match view {
        View::MeetingAuthentication => vec![("Meeting Authentication".into(), was.clone(), is.clone())],
        View::RecordingAuthentication => vec![("Recording Authentication".into(), was.clone(), is.clone())],
        _ => json::both(was, is).map(|(name, was, is)| (section(&name), was, is)).collect(),
    };
    let line = |(section, was, is): (String, Value, Value)| {
        let mut items = Vec::new();
        itemise(&was, &is, "", &mut items);
        let of_group = group.map(|name| format!("Group {name}  - ")).unwrap_or_default();
        let lock = if is_lock { "Lock Settings  - " } else { "" };
        let detail = format!("{of_group}{lock}{section}  - {}", items.join(" - "));
        Line { category: if group.is_some() { "Group" } else { "Account" }, action: "Update", detail }
    };
    sections.into_iter().map(line).collect()
}

fn itemise(was: &Value, is: &Value, path: &str, items: &mut Vec<String>) {
    if was.is_object() || is.is_object() {
        for (key, was, is) in json::both(was, is) {
            let path = if path.is_empty() { words(&key) } else { format!("{path} {}", words(&key)) };
            itemise(&was, &is, &path, items);
        }
    } else {
        items.push(format!("{path}: from {} to {}", shown(was), shown(is)));
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Bool(true) => "On".into(),
        Value::Bool(false) => "Off".into(),
        Value::Null => "(none)".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn section(key: &str) -> String {
    match key {
        "meeting_security" => "Security".into(),
        "in_meeting" => "In Meeting (Basic)".into(),
        "chat" => "Team Chat".into(),
        other => words(other),
    }
}

/// A key as the portal spells a setting: `waiting_room` is “Waiting Room”.
fn words(key: &str) -> String {
    match key {
        "e2e_encryption" => return "Require Encryption for 3rd Party Endpoints (SIP/H.323)".into(),
        "end_to_end_encrypted_meetings" => return "Allow use of end-to-end encryption".into(),
        "meeting_password" => return "Require a passcode when scheduling new meetings".into(),
        "sign_again_period_for_inactivity_on_web" | "sign_again_period_for_inactivity_on_client" => {
            return "Automatically sign users out after a specified time".into();
        }
        _ => {}
    }
    let capital = |word: &str| match word {
        "pmi" => "PMI".to_owned(),
        "ai" => "AI".to_owned(),
        _ => {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        }
    };
    key.split('_').map(capital).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_told_a_section_a_line_in_the_portals_words() {
        let was = json!({
            "in_meeting": { "chat": true, "entry_exit_chime": "host" },
            "recording": { "archive": { "type": 3 } },
        });
        let is = json!({
            "in_meeting": { "chat": false, "entry_exit_chime": "none" },
            "recording": { "archive": { "type": 1 } },
        });
        let details: Vec<String> =
            lines(View::Whole, None, &was, &is).into_iter().map(|line| line.detail).collect();
        assert_eq!(
            details,
            [
                "In Meeting (Basic)  - Chat: from On to Off - Entry Exit Chime: from host to none",
                "Recording  - Archive Type: from 3 to 1",
            ]
        );
        let room = |on: bool| json!({ "meeting_security": { "waiting_room": on } });
        let line = &lines(View::MeetingSecurityLocks, Some("Staff"), &room(true), &room(false))[0];
        let detail = "Group Staff  - Lock Settings  - Security  - Waiting Room: from On to Off";
        assert_eq!((line.category, line.action, line.detail.as_str()), ("Group", "Update", detail));
        let on = |on: bool| json!({ "meeting_authentication": on });
        let line = &lines(View::MeetingAuthentication, None, &on(false), &on(true))[0];
        assert_eq!(line.detail, "Meeting Authentication  - Meeting Authentication: from Off to On");
    }
}
