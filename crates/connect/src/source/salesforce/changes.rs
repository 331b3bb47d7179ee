//! The Setup Audit Trail as a source of changes: what administrators did, each entry once.

use super::view;
use crate::http::words;
use crate::source::Notice;
use model::{ContentHash, Secret, SetName, Time};
use serde_json::{Map, Value, json};

/// What the names of these changes begin with.
const LOG_ENTRY: &str = "setup_audit_trail";
/// Longest text that is kept of an entry, in characters.
const TEXT_CHARS_MAX: usize = 2_000;
/// Sets that a change of users touches.
const TOUCHED_BY_USERS: &[&str] = &["settings", "access"];
/// Sets that no change in Setup touches.
const UNTOUCHED: &[&str] = &["logins", "files", "audit"];

/// One entry. An entry has an id, by which it is known when it comes again.
pub(super) fn notice(row: &Map<String, Value>, org: &str, secrets: &[&Secret], now: Time) -> Notice {
    let text =
        |key: &str| row.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let said =
        |text: &str| words(text, secrets).map(|text| text.chars().take(TEXT_CHARS_MAX).collect::<String>());
    let action = text("Action").unwrap_or("");
    let action: String = action.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
    let section = text("Section").unwrap_or("");
    let mut new = json!({});
    for key in ["Action", "Section", "Display", "DelegateUser"] {
        if let Some(text) = text(key).and_then(said) {
            new[key] = text.into();
        }
    }
    Notice {
        name: if action.is_empty() { LOG_ENTRY.into() } else { format!("{LOG_ENTRY}.{action}") },
        account_id: org.to_owned(),
        occurred_at: text("CreatedDate").and_then(|at| at.parse().ok()).unwrap_or(now),
        operator: text("CreatedBy.Username").and_then(|name| words(name, secrets)),
        old: None,
        new: Some(new),
        sets: touched(section),
        digest: match text("Id") {
            Some(id) => ContentHash::of(format!("{LOG_ENTRY} {id}").as_bytes()),
            // The map is in the order of its keys.
            None => ContentHash::of(format!("{LOG_ENTRY} {}", Value::Object(row.clone())).as_bytes()),
        },
    }
}

/// The sets that a section of Setup touches. Their names are not listed anywhere: what is not known for certain touches
/// everything that Setup can change.
fn touched(section: &str) -> Vec<SetName> {
    let touched = |set: &SetName| match section {
        "Manage Users" => TOUCHED_BY_USERS.contains(&set.as_str()),
        _ => !UNTOUCHED.contains(&set.as_str()),
    };
    view::sets().into_iter().map(|set| set.name).filter(touched).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_ms(1_795_248_000_000);

    fn of(row: Value) -> Notice {
        notice(row.as_object().unwrap(), "00D000000000062EAA", &[&Secret::new("planted-secret")], NOW)
    }

    #[test]
    fn an_entry_says_who_what_when_and_what_to_read() {
        let entry = of(
            json!({"Id": "0Ym1", "CreatedDate": "2026-11-21T07:58:10Z", "Action": "changedPassword",
            "Section": "Manage Users", "Display": "For ada, planted-secret", "CreatedBy.Username": "admin@example.com",
            "DelegateUser": null}),
        );
        assert_eq!(entry.name, "setup_audit_trail.changedPassword");
        assert_eq!(entry.occurred_at, "2026-11-21T07:58:10Z".parse().unwrap());
        assert_eq!(entry.operator.as_deref(), Some("admin@example.com"));
        let sets: Vec<_> = entry.sets.iter().map(SetName::as_str).collect();
        assert_eq!(sets, ["settings", "access"]);
        assert!(!format!("{entry:?}").contains("planted"));
    }

    #[test]
    fn an_unknown_section_touches_all_that_setup_can_change() {
        let sets: Vec<_> = of(json!({"Id": "1", "Section": "New"})).sets;
        let names: Vec<_> = sets.iter().map(SetName::as_str).collect();
        assert_eq!(names, ["org", "settings", "access", "apps", "network", "sharing"]);
    }

    #[test]
    fn an_entry_is_the_same_by_its_id_and_oddities_lose_nothing() {
        let digest = |row| of(row).digest;
        assert_eq!(digest(json!({"Id": "1", "Action": "a"})), digest(json!({"Id": "1", "Action": "b"})));
        assert_ne!(digest(json!({"Id": "1"})), digest(json!({"Id": "2"})));
        assert_ne!(digest(json!({"Action": "a"})), digest(json!({"Action": "b"})));
        let odd = of(json!({"CreatedDate": "soon", "Action": "<&>"}));
        assert_eq!((odd.name.as_str(), odd.occurred_at), ("setup_audit_trail", NOW));
    }
}
