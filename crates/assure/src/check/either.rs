//! Reads with two ways to one fact (`either: true`): a service tells the same setting at several places, each by a
//! right of its own.
//!
//! Unlike places in order of preference, a place that may not be read, or never was, does not silence a later one. In
//! return every place that says anything has to say the same, in the read's type: two ways to one fact that differ
//! prove nothing, and it is not for us to choose which of them to believe.
//!
//! Unless time tells: the sets of a run are read one after the other, so that after a change one place is new and the
//! other still as it was. A reading that is older than the latest by more than [`TOGETHER`] is from another run, and
//! what it says may have changed since; the later one alone tells the fact then.

use super::{
    Read, SignalPath,
    read::{Found, Glimpse, State, all_of, cut_short, fact, glimpse, here, missing},
    value,
};
use model::{Absence, AbsenceKind, Reading, Reason, SignalName, Time, Undetected};
use serde_json::Value;
use std::{collections::BTreeMap, time::Duration};

/// How far apart readings of the same fact in one run may lie: longer than any run takes, its waits included.
pub const TOGETHER: Duration = Duration::from_secs(60 * 60);

/// Resolves a read whose places are ways to the same fact. What stands first is recorded.
pub(super) fn resolve(name: &str, read: &Read, readings: &BTreeMap<SignalName, Reading>) -> Found {
    let mut first: Option<(&SignalPath, Found)> = None;
    let read_at = |path: &SignalPath| readings.get(&path.signal).map(|reading| reading.read_at);
    let says = |path: &&SignalPath| matches!(glimpse(path, readings), Glimpse::Value(_) | Glimpse::Rows(..));
    let latest = read.at.iter().filter(says).filter_map(read_at).max();
    let outdated = |at: Time| latest.is_some_and(|latest| at.plus(TOGETHER) < latest);
    for path in &read.at {
        if read_at(path).is_some_and(outdated) {
            continue;
        }
        let found = match glimpse(path, readings) {
            Glimpse::Value(Value::Array(rows)) => all_of(name, read, path, rows),
            Glimpse::Rows(rows, true) => all_of(name, read, path, rows),
            Glimpse::Value(value) => {
                here(name, read, path, value::bind(value, &read.kind), value::kept(value))
            }
            Glimpse::Rows(rows, false) => Found {
                fact: Some(fact(name, path, value::kept_rows(rows, &read.kind))),
                state: cut_short(path, rows.len()),
            },
            Glimpse::Missing { .. } | Glimpse::Absent(_) | Glimpse::NeverRead => continue,
        };
        first = match first {
            None => Some((path, found)),
            Some((place, before)) => Some((place, both((place, before), (path, found)))),
        };
    }
    match first {
        Some((_, found)) => found,
        None => nowhere(name, read, readings),
    }
}

/// What two places that say something come to together. What the first cannot say stays unsaid.
fn both(first: (&SignalPath, Found), second: (&SignalPath, Found)) -> Found {
    let ((place, first), (other_place, second)) = (first, second);
    let differ = |one: &Value, other: &Value| {
        let said = |found: &Found, bound: &Value| {
            let actual = found.fact.as_ref().map_or(bound, |fact| &fact.actual);
            value::found(actual)
        };
        Reason {
            code: Undetected::Contradictory,
            text: format!(
                "`{place}` is {}, and `{other_place}` is {}; they tell the same setting, so that one of them is \
                 wrong or was read while it changed.",
                said(&first, one),
                said(&second, other)
            ),
            absence: None,
        }
    };
    let state = match (&first.state, &second.state) {
        (State::Value(one) | State::Empty(one, _), State::Value(other) | State::Empty(other, _))
            if !same(one, other) =>
        {
            State::Undetected(differ(one, other))
        }
        (State::Value(_) | State::Empty(..), State::Undetected(_)) => {
            return Found { fact: first.fact, state: second.state };
        }
        _ => return first,
    };
    Found { fact: first.fact, state }
}

/// Whether two values are the same fact: 3 and 3.0 are.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.as_f64() == b.as_f64() && (a.is_f64() || b.is_f64())
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => one == other,
    }
}

/// Nothing is at any of the places: which there are, and which rights would do.
fn nowhere(name: &str, read: &Read, readings: &BTreeMap<SignalName, Reading>) -> Found {
    let glimpses: Vec<_> = read.at.iter().map(|path| (path, glimpse(path, readings))).collect();
    let place = |wanted: fn(&Glimpse<'_>) -> bool| glimpses.iter().find(|(_, glimpse)| wanted(glimpse));
    let may_not =
        place(|glimpse| matches!(glimpse, Glimpse::Absent(a) if a.kind == AbsenceKind::ScopeMissing));
    let absent = may_not.or_else(|| place(|glimpse| matches!(glimpse, Glimpse::Absent(_))));
    let told = absent.or_else(|| place(|glimpse| matches!(glimpse, Glimpse::Missing { .. })));
    let Some((path, glimpse)) = told else {
        return Found { fact: None, state: State::NeverRead };
    };
    let ways: Vec<_> = glimpses.iter().map(|(path, glimpse)| way(path, glimpse)).collect();
    let expected = value::described(&read.kind);
    let text = format!("Any one of {} places would do. {} Expected {expected}.", ways.len(), ways.join(" "));
    let reason = match glimpse {
        Glimpse::Absent(absence) => {
            Reason { code: Undetected::Absent, text, absence: Some((*absence).clone()) }
        }
        _ => Reason { text, ..missing(read, readings) },
    };
    Found { fact: Some(fact(name, path, Value::Null)), state: State::Undetected(reason) }
}

/// Why nothing is at one place, as a sentence.
fn way(path: &SignalPath, glimpse: &Glimpse<'_>) -> String {
    match glimpse {
        Glimpse::Absent(Absence { kind: AbsenceKind::ScopeMissing, message, right }) => match right {
            Some(right) => format!("`{path}` needs the right {right}, which is missing (“{message}”)."),
            None => format!("`{path}` needs a right that is missing (“{message}”)."),
        },
        Glimpse::Absent(Absence { kind: AbsenceKind::NotLicensed, message, .. }) => {
            format!("`{path}` is not in the account's plan (“{message}”).")
        }
        Glimpse::Absent(Absence { kind: AbsenceKind::NotFound, message, .. }) => {
            format!("The service does not know `{path}` (“{message}”).")
        }
        Glimpse::NeverRead => format!("`{path}` was not read yet."),
        Glimpse::Missing { .. } | Glimpse::Value(_) | Glimpse::Rows(..) => format!("`{path}` is missing."),
    }
}
