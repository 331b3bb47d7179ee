//! The twin of a setting's check that asks for each group what the check asks of the account.
//!
//! The rows of groups are decided before anything is evaluated, as every read is: a group that does not say what
//! its value is, or says something that is none, leaves the check undetected and is named. Groups with the same
//! value are asked for once.

use super::{
    Check, EmptyRule, ReadType, SignalPath, TwinKind,
    compile::Failure,
    read::fact,
    value::{self, Mismatch},
};
use model::{Fact, Reason, Undetected};
use serde_json::{Value, json};

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

/// One group, with its value as expressions see it.
struct Group<'a> {
    row: &'a Value,
    bound: Value,
    empty: bool,
}

/// Judges the rows of a complete table; `passes` is asked whether the check's `pass` holds for a value.
pub(super) fn judge(
    check: &Check,
    place: (&str, &SignalPath),
    rows: &[Value],
    mut passes: impl FnMut(&str, Value) -> Result<bool, Failure>,
) -> Option<Groups> {
    let (name, path) = place;
    let Some(TwinKind::Overrides { name: variable, value: kind, empty }) =
        check.twin.as_ref().map(|twin| &twin.kind)
    else {
        return None;
    };
    let columns = check.reads.get(name).map(|read| &read.kind)?;
    let mut groups = Vec::with_capacity(rows.len());
    let mut wrong: Vec<(&Value, Reason)> = Vec::new();
    for (number, row) in rows.iter().enumerate() {
        match bound(row, columns) {
            Err(mismatch) => wrong.push((row, undetected(path, number, row, &mismatch))),
            Ok(bound) => {
                let is_empty =
                    matches!(kind, ReadType::List(_)) && bound.as_array().is_some_and(Vec::is_empty);
                if is_empty && !matches!(empty, Some(EmptyRule::Passed | EmptyRule::Failed)) {
                    wrong.push((row, empty_list(path, row)));
                }
                groups.push(Group { row, bound, empty: is_empty });
            }
        }
    }
    let shown = |rows: Vec<&Value>| fact(name, path, value::kept_rows(rows, columns));
    if let Some((_, first)) = wrong.first() {
        let mut reason = first.clone();
        also(&mut reason.text, &wrong[1..]);
        return Some(Groups::Undetected {
            reason,
            fact: shown(wrong.into_iter().map(|(row, _)| row).collect()),
        });
    }
    let mut asked: Vec<(Value, bool)> = Vec::new();
    let mut weaker = Vec::new();
    for Group { row, bound, empty: is_empty } in groups {
        let known = asked.iter().find(|(value, _)| *value == bound).map(|(_, passed)| *passed);
        let passed = match known {
            Some(passed) => passed,
            None => {
                let found = match (is_empty, empty) {
                    (true, Some(EmptyRule::Passed)) => Ok(true),
                    (true, _) => Ok(false),
                    (false, _) => passes(variable, bound.clone()),
                };
                match found {
                    Ok(passed) => {
                        asked.push((bound, passed));
                        passed
                    }
                    Err(failure) => return Some(Groups::Failed(failure)),
                }
            }
        };
        if !passed {
            weaker.push(row);
        }
    }
    Some(Groups::Decided { weaker: !weaker.is_empty(), fact: shown(weaker) })
}

/// The value of one row, once it is known that the row is of its type.
fn bound(row: &Value, columns: &ReadType) -> Result<Value, Mismatch> {
    let mut rows = value::bind_rows(std::slice::from_ref(row), columns)?;
    Ok(rows.pointer_mut("/0/value").map(Value::take).unwrap_or_default())
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

fn empty_list(path: &SignalPath, row: &Value) -> Reason {
    let text = format!("`{path}` of {} is an empty list, which proves nothing.", named(row));
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

/// A group's row with a value at a pointer, for examples.
pub(super) fn row(number: usize, pointer: &str, found: Value) -> Value {
    let mut row = json!({ "id": format!("g{number}"), "name": format!("Group {number}") });
    *super::examples::slot(&mut row, pointer) = found;
    row
}
