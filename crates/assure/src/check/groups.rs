//! The twin of a setting's check that asks for each group what the check asks of the account.
//!
//! The rows of groups are decided before anything is evaluated, as every read is: a group that does not say what
//! one of its values is, or says something that is none, leaves the check undetected and is named. Groups with the
//! same values are asked for once.

use super::{
    Check, Column, EmptyRule, GroupValue, ReadType, SignalPath, TwinKind,
    compile::Failure,
    read::fact,
    value::{self, Mismatch},
};
use model::{Fact, Reason, Undetected};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The columns of a group's row that say which group it is.
pub(super) const NAMES: [&str; 2] = ["id", "name"];

/// The column of a group's value, where a check reads one alone.
const VALUE: &str = "value";

/// Groups that a sentence names.
const NAMED_MAX: usize = 5;

/// What the rows came to.
pub(super) enum Groups {
    /// No group has a weaker value, or these have; the fact names them.
    Decided {
        weaker: bool,
        fact: Fact,
    },
    Undetected {
        reason: Reason,
        fact: Fact,
    },
    Failed(Failure),
}

/// One group, with its values as expressions see them, and what those say that are empty.
struct Group<'a> {
    row: &'a Value,
    values: Map<String, Value>,
    empty: Vec<EmptyRule>,
}

/// The columns of the table of groups: who it is, and each value at a pointer into the row.
pub(super) fn columns(values: &BTreeMap<String, GroupValue>, at: &BTreeMap<String, String>) -> Vec<Column> {
    let names = NAMES.map(|name| Column { name: name.to_owned(), kind: ReadType::Text, at: None });
    let of = |(name, value): (&String, &GroupValue)| Column {
        name: column(values, name).to_owned(),
        kind: value.kind.clone(),
        at: at.get(name).cloned(),
    };
    names.into_iter().chain(values.iter().map(of)).collect()
}

/// The column of one of the values.
fn column<'a>(values: &BTreeMap<String, GroupValue>, name: &'a str) -> &'a str {
    if values.len() == 1 { VALUE } else { name }
}

/// Judges the rows of a complete table; `is_weaker` is asked whether the check fails with a group's values, by name, of
/// which those are empty that have these rules.
pub(super) fn judge(
    check: &Check,
    place: (&str, &SignalPath),
    rows: &[Value],
    mut is_weaker: impl FnMut(&Map<String, Value>, &[EmptyRule]) -> Result<bool, Failure>,
) -> Option<Groups> {
    let (name, path) = place;
    let Some(TwinKind::Overrides { values }) = check.twin.as_ref().map(|twin| &twin.kind) else {
        return None;
    };
    let kind = &check.reads.get(name)?.kind;
    let ReadType::Table(columns) = kind else { return None };
    let mut groups = Vec::with_capacity(rows.len());
    let mut wrong: Vec<(&Value, Reason)> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        match bound(row, kind) {
            Err(mismatch) => wrong.push((row, undetected(path, number, row, &mismatch))),
            Ok(mut bound) => match group(row, values, &mut bound) {
                Ok(group) => groups.push(group),
                Err(empty) => wrong.push((row, empty_list(path, columns, empty, row))),
            },
        }
    }
    let shown = |rows: Vec<&Value>| fact(name, path, value::kept_rows(rows, kind));
    if let Some((_, first)) = wrong.first() {
        let mut reason = first.clone();
        also(&mut reason.text, &wrong[1..]);
        return Some(Groups::Undetected {
            reason,
            fact: shown(wrong.into_iter().map(|(row, _)| row).collect()),
        });
    }
    let mut asked: Vec<(Map<String, Value>, bool)> = Vec::new();
    let mut weaker = Vec::new();
    for Group { row, values, empty } in groups {
        let known = asked.iter().find(|(others, _)| *others == values).map(|(_, is_weaker)| *is_weaker);
        let found = match known {
            Some(known) => known,
            None => match is_weaker(&values, &empty) {
                Ok(found) => {
                    asked.push((values, found));
                    found
                }
                Err(failure) => return Some(Groups::Failed(failure)),
            },
        };
        if found {
            weaker.push(row);
        }
    }
    Some(Groups::Decided { weaker: !weaker.is_empty(), fact: shown(weaker) })
}

/// One row as expressions see it, once it is known that the row is of its type.
fn bound(row: &Value, kind: &ReadType) -> Result<Value, Mismatch> {
    let mut rows = value::bind_rows(std::slice::from_ref(row), kind)?;
    Ok(rows.get_mut(0).map(Value::take).unwrap_or_default())
}

/// The group of a row; else the column of its value that is empty and proves nothing.
fn group<'a, 'b>(
    row: &'a Value,
    values: &'b BTreeMap<String, GroupValue>,
    bound: &mut Value,
) -> Result<Group<'a>, &'b str> {
    let mut group = Group { row, values: Map::new(), empty: Vec::new() };
    for (name, GroupValue { kind, empty }) in values {
        let column = column(values, name);
        let value = bound.get_mut(column).map(Value::take).unwrap_or_default();
        let is_list = matches!(kind, ReadType::List(_) | ReadType::Table(_));
        if is_list && value.as_array().is_some_and(Vec::is_empty) {
            match empty {
                Some(rule @ (EmptyRule::Passed | EmptyRule::Failed)) => group.empty.push(*rule),
                Some(EmptyRule::Undetected) | None => return Err(column),
            }
        }
        group.values.insert(name.clone(), value);
    }
    Ok(group)
}

/// A group as people know it: “Sales” (g1).
fn named(row: &Value) -> String {
    match (row["name"].as_str(), row["id"].as_str()) {
        (Some(name), Some(id)) => format!("the group “{name}” ({id})"),
        (None, Some(id)) => format!("the group with the id {id}"),
        (Some(name), None) => format!("the group “{name}”"),
        (None, None) => format!("a group without name and id, {}", value::found(row)),
    }
}

fn undetected(path: &SignalPath, number: usize, row: &Value, wrong: &Mismatch) -> Reason {
    // The place within the row, without the row's number.
    let within = wrong.pointer.strip_prefix("/0").unwrap_or(&wrong.pointer);
    let text = format!(
        "`{path}{within}` of {} (row {}) is {}; expected {}.",
        named(row),
        number + 1,
        wrong.found,
        wrong.expected
    );
    Reason { code: wrong.code, text, absence: None }
}

fn empty_list(path: &SignalPath, columns: &[Column], empty: &str, row: &Value) -> Reason {
    let within = columns.iter().find(|column| column.name == empty).and_then(|column| column.at.as_deref());
    let text = format!(
        "`{path}{}` of {} is an empty list, which proves nothing; expected at least one member.",
        within.unwrap_or_default(),
        named(row)
    );
    Reason { code: Undetected::Empty, text, absence: None }
}

/// The further groups that could not be judged, a few by name.
fn also(text: &mut String, more: &[(&Value, Reason)]) {
    if more.is_empty() {
        return;
    }
    let names: Vec<_> = more.iter().take(NAMED_MAX).map(|(row, _)| named(row)).collect();
    let rest = match more.len().saturating_sub(NAMED_MAX) {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    text.push_str(&format!(" Nor could {}{rest} be judged.", names.join(", ")));
}

/// A group's row with values at pointers, for examples.
pub(super) fn row<'a>(number: usize, values: impl IntoIterator<Item = (&'a String, Value)>) -> Value {
    let mut row = json!({ "id": format!("g{number}"), "name": format!("Group {number}") });
    for (pointer, value) in values {
        *super::examples::slot(&mut row, pointer) = value;
    }
    row
}
