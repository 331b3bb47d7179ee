//! Drift: what is otherwise in one reading of a signal than in the one before. Pure.
//!
//! A document is compared value by value; a list inside it is one value. Of a table whose rows carry `settings`
//! (a group's, say) the settings of each row are compared in the same way; of any other table, rows that came and
//! went are told, by their `id` where they have one.

use model::{Absence, Presence};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Changes told of one signal between two readings; a service that renamed a section changes hundreds at once.
pub const CHANGES_MAX: usize = 500;

/// One value that is otherwise than before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// JSON pointer (RFC 6901) within the signal. Of a table its first part is the row's id.
    pub pointer: String,
    /// What was there; none where nothing was.
    pub old: Option<Value>,
    pub new: Option<Value>,
}

/// What is otherwise in `after`, by pointer, at most [`CHANGES_MAX`].
pub fn changes(before: &Presence, after: &Presence) -> Vec<Change> {
    let mut found = Vec::new();
    match (before, after) {
        (Presence::Document { value: old }, Presence::Document { value: new }) => {
            compare("", Some(old), Some(new), &mut found);
        }
        (Presence::Table(old), Presence::Table(new)) => rows(&old.rows, &new.rows, &mut found),
        (Presence::Absent(old), Presence::Absent(new)) if old.kind == new.kind => {}
        (before, after) => {
            found.push(Change { pointer: String::new(), old: Some(whole(before)), new: Some(whole(after)) });
        }
    }
    found.truncate(CHANGES_MAX);
    found
}

/// What a signal was as a whole, where it came or went as one.
fn whole(presence: &Presence) -> Value {
    match presence {
        Presence::Document { .. } => json!("readable"),
        Presence::Table(table) => json!(format!("readable, {} rows", table.rows.len())),
        Presence::Absent(Absence { message, .. }) => json!(format!("absent: {message}")),
    }
}

fn compare(at: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Change>) {
    match (old, new) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => members(at, old, new, found),
        (old, new) if old == new => {}
        (old, new) => found.push(Change { pointer: at.to_owned(), old: old.cloned(), new: new.cloned() }),
    }
}

fn members(at: &str, old: &Map<String, Value>, new: &Map<String, Value>, found: &mut Vec<Change>) {
    let names: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for name in names {
        compare(&below(at, name), old.get(name), new.get(name), found);
    }
}

fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn rows(old: &[Value], new: &[Value], found: &mut Vec<Change>) {
    let (old, new) = (keyed(old), keyed(new));
    let ids: std::collections::BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for id in ids {
        let (old, new) = (old.get(id).copied(), new.get(id).copied());
        let settings = |row: Option<&Value>| row.and_then(|row| row.get("settings")).cloned();
        match (settings(old), settings(new)) {
            (Some(old), Some(new)) => compare(&below("", id), Some(&old), Some(&new), found),
            _ if old.is_some() && new.is_some() => {}
            _ => found.push(Change { pointer: below("", id), old: old.cloned(), new: new.cloned() }),
        }
    }
}

/// Rows by their id; those without one by what they are.
fn keyed(rows: &[Value]) -> BTreeMap<String, &Value> {
    let id =
        |row: &Value| row.get("id").and_then(Value::as_str).map_or_else(|| row.to_string(), str::to_owned);
    rows.iter().map(|row| (id(row), row)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{AbsenceKind, Table};
    use proptest::prelude::*;

    fn document(value: Value) -> Presence {
        Presence::Document { value }
    }
    fn table(rows: Value) -> Presence {
        Presence::Table(Table { rows: rows.as_array().unwrap().clone(), complete: true })
    }
    fn absent(message: &str) -> Presence {
        let (kind, message) = (AbsenceKind::ScopeMissing, message.to_owned());
        Presence::Absent(Absence { kind, message, right: None })
    }
    fn told(before: Presence, after: Presence) -> Vec<(String, Option<Value>, Option<Value>)> {
        changes(&before, &after).into_iter().map(|c| (c.pointer, c.old, c.new)).collect()
    }

    #[test]
    fn documents_are_compared_value_by_value() {
        let before = json!({ "m": { "on": true, "gone": 1, "same": [1] }, "list": ["DE"] });
        let after = json!({ "m": { "on": false, "same": [1], "new/key": null }, "list": ["DE", "NL"] });
        assert_eq!(
            told(document(before), document(after)),
            [
                ("/list".into(), Some(json!(["DE"])), Some(json!(["DE", "NL"]))),
                ("/m/gone".into(), Some(json!(1)), None),
                ("/m/new~1key".into(), None, Some(Value::Null)),
                ("/m/on".into(), Some(json!(true)), Some(json!(false))),
            ]
        );
    }

    #[test]
    fn of_rows_with_settings_the_settings_are_compared() {
        let row = |id: &str, chat: bool| json!({ "id": id, "name": "x", "settings": { "in_meeting": { "chat": chat } } });
        let before = table(json!([row("a", true), row("b", true)]));
        let after = table(json!([row("c", true), row("a", false)]));
        assert_eq!(
            told(before, after),
            [
                ("/a/in_meeting/chat".into(), Some(json!(true)), Some(json!(false))),
                ("/b".into(), Some(row("b", true)), None),
                ("/c".into(), None, Some(row("c", true))),
            ]
        );
    }

    #[test]
    fn of_other_rows_those_are_told_that_came_and_went() {
        let before = table(json!([{ "id": "a", "seen": 1 }, { "domain": "example.com" }]));
        let after = table(json!([{ "id": "a", "seen": 2 }, { "domain": "example.org" }]));
        let found = told(before, after);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1, Some(json!({ "domain": "example.com" })));
        assert_eq!(found[1].2, Some(json!({ "domain": "example.org" })));
    }

    #[test]
    fn what_comes_and_goes_as_a_whole_is_one_change() {
        let lost = told(document(json!({ "a": 1 })), absent("no scope"));
        assert_eq!(lost, [(String::new(), Some(json!("readable")), Some(json!("absent: no scope")))]);
        assert_eq!(told(absent("one way to say it"), absent("another")), []);
    }

    #[test]
    fn there_is_a_bound() {
        let wide = |n: usize, value: i64| document((0..n).map(|i| (format!("k{i}"), json!(value))).collect());
        assert_eq!(changes(&wide(600, 0), &wide(600, 1)).len(), CHANGES_MAX);
    }

    fn any_document() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![any::<bool>().prop_map(Value::from), (0..3i64).prop_map(Value::from)];
        let map = prop::collection::btree_map("[a-c/~]", leaf, 0..4)
            .prop_map(|members| Value::Object(members.into_iter().collect()));
        prop::collection::btree_map("[a-c]", map, 0..4)
            .prop_map(|members| Value::Object(members.into_iter().collect()))
    }

    proptest! {
        /// Every change is where it says, and where none is told nothing changed.
        #[test]
        fn changes_are_exactly_what_differs(before in any_document(), after in any_document()) {
            let found = changes(&document(before.clone()), &document(after.clone()));
            prop_assert_eq!(found.is_empty(), before == after);
            for change in &found {
                prop_assert_eq!(before.pointer(&change.pointer), change.old.as_ref());
                prop_assert_eq!(after.pointer(&change.pointer), change.new.as_ref());
                prop_assert_ne!(&change.old, &change.new);
            }
        }
    }
}
