//! Decides, before anything is evaluated, what each read of a check proves (the table of *How scores are made*).

use super::{EmptyRule, Read, ReadType, SignalPath, either, value};
use model::{Absence, AbsenceKind, Fact, Presence, Reading, Reason, SignalName, Undetected};
use serde_json::Value;
use std::collections::BTreeMap;

/// What one read came to, with what was looked at.
pub(super) struct Found {
    /// None only where a check has no place to look at, which does not load.
    pub fact: Option<Fact>,
    pub state: State,
}

pub(super) enum State {
    /// What expressions see.
    Value(Value),
    /// A list or table proven empty, and what the check says that this means.
    Empty(Value, EmptyRule),
    Undetected(Reason),
    /// The signal was never read.
    NeverRead,
}

/// What is at one place. Equal glimpses yield equal outcomes.
#[derive(Debug, PartialEq)]
pub(super) enum Glimpse<'a> {
    /// A value, `null` included: the service said it.
    Value(&'a Value),
    /// Rows that came in pages, and whether paging ended.
    Rows(&'a [Value], bool),
    /// Nothing; whether the document has the section that the value would be in.
    Missing {
        in_section: bool,
    },
    Absent(&'a Absence),
    NeverRead,
}

/// Looks at one place.
pub(super) fn glimpse<'a>(path: &SignalPath, readings: &'a BTreeMap<SignalName, Reading>) -> Glimpse<'a> {
    match readings.get(&path.signal).map(|reading| &reading.presence) {
        None => Glimpse::NeverRead,
        Some(Presence::Absent(absence)) => Glimpse::Absent(absence),
        Some(Presence::Document { value }) => match value.pointer(&path.pointer) {
            Some(value) => Glimpse::Value(value),
            None => Glimpse::Missing { in_section: has_section(value, &path.pointer) },
        },
        Some(Presence::Table(table)) if path.pointer.is_empty() => Glimpse::Rows(&table.rows, table.complete),
        // Rows have no places of their own: which row came first proves nothing.
        Some(Presence::Table(_)) => Glimpse::Missing { in_section: false },
    }
}

/// Whether the outermost object is there in which a pointer looks. A service that leaves out a setting says that it
/// has none; one whose answer lacks the whole section said nothing.
fn has_section(document: &Value, pointer: &str) -> bool {
    let mut steps = pointer.match_indices('/').map(|(at, _)| at);
    let section = steps.nth(1).map_or("", |end| &pointer[..end]);
    document.pointer(section).is_some_and(Value::is_object)
}

/// Resolves one read. Of several places the first where anything is, null included, is used: what the service
/// says at the place that is preferred is never overruled by another, and a later place speaks only where it is
/// known that nothing is at the preferred ones: not where those were never read, or may not be. Where nothing is at any
/// of them, a definite absence says more than a missing path, and that more than a signal that was never read. Places
/// that are ways to the same fact are resolved by [`either`].
pub(super) fn resolve(name: &str, read: &Read, readings: &BTreeMap<SignalName, Reading>) -> Found {
    if read.either {
        return either::resolve(name, read, readings);
    }
    let (mut state, mut said, mut place) = (State::NeverRead, 0, None);
    let mut unknown: Option<Found> = None;
    let nothing_at = |path: &SignalPath, state| Found { fact: Some(fact(name, path, Value::Null)), state };
    for path in &read.at {
        let glimpse = glimpse(path, readings);
        if matches!(glimpse, Glimpse::Value(_) | Glimpse::Rows(..))
            && let Some(preferred) = unknown
        {
            return preferred;
        }
        let says = match glimpse {
            Glimpse::Value(Value::Array(rows)) => return all_of(name, read, path, rows),
            Glimpse::Rows(rows, true) => return all_of(name, read, path, rows),
            Glimpse::Value(value) => {
                return here(name, read, path, value::bind(value, &read.kind), value::kept(value));
            }
            Glimpse::Rows(rows, false) => {
                let kept = value::kept_rows(rows, &read.kind);
                return Found { fact: Some(fact(name, path, kept)), state: cut_short(path, rows.len()) };
            }
            Glimpse::Absent(absence) => {
                let state = || State::Undetected(absent(path, absence));
                if absence.kind == AbsenceKind::ScopeMissing {
                    unknown.get_or_insert_with(|| nothing_at(path, state()));
                }
                (3, state())
            }
            Glimpse::Missing { .. } => (2, State::Undetected(missing(read, readings))),
            Glimpse::NeverRead => {
                unknown.get_or_insert_with(|| nothing_at(path, State::NeverRead));
                (1, State::NeverRead)
            }
        };
        if says.0 > said {
            (said, state) = says;
            place = Some(path);
        }
    }
    Found { fact: place.map(|path| fact(name, path, Value::Null)), state }
}

pub(super) fn all_of(name: &str, read: &Read, path: &SignalPath, rows: &[Value]) -> Found {
    here(name, read, path, value::bind_rows(rows, &read.kind), value::kept_rows(rows, &read.kind))
}

pub(super) fn here(
    name: &str,
    read: &Read,
    path: &SignalPath,
    bound: Result<Value, value::Mismatch>,
    kept: Value,
) -> Found {
    let state = match bound {
        Err(wrong) => {
            let text = format!("`{path}{}` is {}; expected {}.", wrong.pointer, wrong.found, wrong.expected);
            State::Undetected(Reason { code: wrong.code, text, absence: None })
        }
        Ok(bound) if is_list(&read.kind) && bound.as_array().is_some_and(Vec::is_empty) => {
            empty(read, path, bound)
        }
        Ok(bound) => State::Value(bound),
    };
    Found { fact: Some(fact(name, path, kept)), state }
}

fn is_list(kind: &ReadType) -> bool {
    matches!(kind, ReadType::List(_) | ReadType::Table(_))
}

pub(super) fn cut_short(path: &SignalPath, rows: usize) -> State {
    let text = format!(
        "`{path}` was not read to its end: {rows} rows came, and the service did not say that there were no more."
    );
    State::Undetected(Reason { code: Undetected::Incomplete, text, absence: None })
}

fn empty(read: &Read, path: &SignalPath, bound: Value) -> State {
    match read.empty {
        Some(rule @ (EmptyRule::Passed | EmptyRule::Failed)) => State::Empty(bound, rule),
        Some(EmptyRule::Undetected) | None => {
            let what = if matches!(read.kind, ReadType::Table(_)) { "table" } else { "list" };
            let text =
                format!("`{path}` is an empty {what}, which proves nothing; expected at least one member.");
            State::Undetected(Reason { code: Undetected::Empty, text, absence: None })
        }
    }
}

pub(super) fn missing(read: &Read, readings: &BTreeMap<SignalName, Reading>) -> Reason {
    let places: Vec<_> = read.at.iter().map(|path| format!("`{path}`")).collect();
    let expected = value::described(&read.kind);
    let text = match places.as_slice() {
        [one] => format!("{one} is missing; expected {expected}."),
        many => format!("None of {} is there; expected {expected}.", many.join(", ")),
    };
    let in_section = |path| matches!(glimpse(path, readings), Glimpse::Missing { in_section: true });
    let code = match read.at.iter().any(in_section) {
        true => Undetected::PathMissing,
        false => Undetected::SectionMissing,
    };
    Reason { code, text, absence: None }
}

fn absent(path: &SignalPath, absence: &Absence) -> Reason {
    let why = match (absence.kind, &absence.right) {
        (AbsenceKind::ScopeMissing, Some(right)) => format!("the right {right} is missing"),
        (AbsenceKind::ScopeMissing, None) => "a right is missing".to_owned(),
        (AbsenceKind::NotLicensed, _) => "the account's plan does not include it".to_owned(),
        (AbsenceKind::NotFound, _) => "the service does not know it".to_owned(),
    };
    let text = format!("`{}` cannot be read: {why}. The service says: “{}”", path.signal, absence.message);
    Reason { code: Undetected::Absent, text, absence: Some(absence.clone()) }
}

pub(super) fn fact(name: &str, path: &SignalPath, actual: Value) -> Fact {
    Fact { name: name.to_owned(), signal: path.signal.clone(), pointer: path.pointer.clone(), actual }
}
