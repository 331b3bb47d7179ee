//! A check's examples as its tests, and what is made from them: each read removed, null, of another type, an
//! unlisted value, absent, cut short, never read. None of those may pass; an empty list gives what is declared.

use super::{
    Check, Column, EmptyRule, Example, Given, Judge, Read, ReadType, SignalPath, expr::AS_OF, value,
};
use model::{Absence, AbsenceKind, CheckId, Presence, Reading, SignalName, Table, Time, Undetected, Verdict};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The moment of an example that names none: 2026-01-01T00:00:00Z.
const EXAMPLE_AS_OF: Time = Time::from_ms(1_767_225_600_000);

/// A text that no enum lists.
const UNLISTED: &str = "a value that no service sends";

/// What one example, or one thing made from it, came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExampleResult {
    pub check: CheckId,
    /// Which it was: `pass 1`, `pass 1, enabled null`.
    pub what: String,
    pub expected: Verdict,
    pub found: Verdict,
    /// Why it could not be detected, where it could not.
    pub reason: Option<String>,
}

impl ExampleResult {
    /// Whether it came to what it should.
    pub fn is_ok(&self) -> bool {
        self.expected == self.found
    }
}

/// Judges a check on its examples and on what is made from them.
pub fn check_examples(check: &Check, judge: &Judge) -> Vec<ExampleResult> {
    let mut cases = Vec::new();
    for (name, list, verdict) in [
        ("pass", &check.examples.pass, Verdict::Passed),
        ("fail", &check.examples.fail, Verdict::Failed),
        ("partial", &check.examples.partial, Verdict::PartiallyPassed),
        ("not_applicable", &check.examples.not_applicable, Verdict::NotApplicable),
    ] {
        for (number, example) in list.iter().enumerate() {
            let what = format!("{name} {}", number + 1);
            let base = Case::of(check, example, &what, verdict);
            cases.extend(elsewhere(check, example, &base));
            if matches!(verdict, Verdict::Passed | Verdict::PartiallyPassed) {
                for (name, read) in &check.reads {
                    cases.extend(spoilt(name, read, &base));
                    if read.either {
                        cases.extend(one_of_several(check, name, read, &base));
                    }
                }
            }
            cases.push(base);
        }
    }
    cases.iter().map(|case| case.run(check, judge)).collect()
}

/// One thing to judge.
#[derive(Clone)]
struct Case {
    what: String,
    expected: Verdict,
    readings: BTreeMap<SignalName, Reading>,
    parameters: BTreeMap<String, Given>,
    as_of: Time,
}

impl Case {
    fn of(check: &Check, example: &Example, what: &str, expected: Verdict) -> Case {
        let as_of = example.get(AS_OF).and_then(Value::as_str).and_then(|text| text.parse().ok());
        let parameters = example.iter().filter(|(name, _)| check.parameters.contains_key(*name));
        let mut case = Case {
            what: what.to_owned(),
            expected,
            readings: BTreeMap::new(),
            parameters: parameters
                .map(|(name, value)| (name.clone(), Given::forever(value.clone())))
                .collect(),
            as_of: as_of.unwrap_or(EXAMPLE_AS_OF),
        };
        for (name, read) in &check.reads {
            if let Some(value) = example.get(name) {
                case.put(read, 0, value.clone());
            }
        }
        case
    }

    fn and(&self, what: &str, expected: Verdict) -> Case {
        Case { what: format!("{}, {what}", self.what), expected, ..self.clone() }
    }

    /// Puts a value where a read looks for it, at one of its places.
    fn put(&mut self, read: &Read, place: usize, value: Value) {
        let Some(path) = read.at.get(place) else { return };
        if path.pointer.is_empty() {
            let rows = value.as_array().filter(|_| matches!(read.kind, ReadType::Table(_)));
            let presence = match rows {
                Some(rows) => Presence::Table(Table { rows: rows.clone(), complete: true }),
                None => Presence::Document { value },
            };
            self.set(&path.signal, presence);
            return;
        }
        if !matches!(
            self.readings.get(&path.signal),
            Some(Reading { presence: Presence::Document { .. }, .. })
        ) {
            self.set(&path.signal, Presence::Document { value: json!({}) });
        }
        if let Some(Reading { presence: Presence::Document { value: document }, .. }) =
            self.readings.get_mut(&path.signal)
        {
            *slot(document, &path.pointer) = value;
        }
    }

    /// The value at a place of a document.
    fn value(&self, path: &SignalPath) -> Option<Value> {
        match &self.readings.get(&path.signal)?.presence {
            Presence::Document { value } if !path.pointer.is_empty() => value.pointer(&path.pointer).cloned(),
            _ => None,
        }
    }

    /// The rows at a place.
    fn rows(&self, path: &SignalPath) -> Option<Vec<Value>> {
        match &self.readings.get(&path.signal)?.presence {
            Presence::Table(table) => Some(table.rows.clone()),
            Presence::Document { value } => value.pointer(&path.pointer)?.as_array().cloned(),
            Presence::Absent(_) => None,
        }
    }

    fn set(&mut self, signal: &SignalName, presence: Presence) {
        let reading =
            Reading { signal: signal.clone(), presence, read_at: self.as_of, recorded_at: self.as_of };
        self.readings.insert(signal.clone(), reading);
    }

    /// Takes away what a read finds, at all of its places.
    fn remove(&mut self, read: &Read) {
        read.at.iter().for_each(|path| self.remove_at(path));
    }

    /// Takes away what is at a place.
    fn remove_at(&mut self, path: &SignalPath) {
        match self.readings.get_mut(&path.signal).map(|reading| &mut reading.presence) {
            Some(Presence::Document { value }) if !path.pointer.is_empty() => {
                let (parent, name) = path.pointer.rsplit_once('/').unwrap_or_default();
                if let Some(fields) = value.pointer_mut(parent).and_then(Value::as_object_mut) {
                    fields.remove(&unescaped(name));
                }
            }
            Some(presence) => *presence = Presence::Document { value: Value::Null },
            None => {}
        }
    }

    fn run(&self, check: &Check, judge: &Judge) -> ExampleResult {
        let outcome = judge.evaluate(check, &self.readings, &self.parameters, self.as_of);
        ExampleResult {
            check: check.id.clone(),
            what: self.what.clone(),
            expected: self.expected,
            found: outcome.verdict,
            reason: outcome.reason.map(|reason| reason.text),
        }
    }
}

/// The place of a pointer in a document, made where it is not there.
pub(super) fn slot<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    let mut at = document;
    for name in pointer.split('/').skip(1) {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[unescaped(name)];
    }
    at
}

/// One name of a pointer (RFC 6901 §4).
fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}

/// The example with a read's value at each of its other places.
fn elsewhere(check: &Check, example: &Example, base: &Case) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, read) in &check.reads {
        let Some(value) = example.get(name) else { continue };
        for place in 1..read.at.len() {
            let mut case = base.and(&format!("{name} at its place {}", place + 1), base.expected);
            case.remove(read);
            case.put(read, place, value.clone());
            cases.push(case);
        }
    }
    cases
}

/// What may be wrong with one read.
fn spoilt(name: &str, read: &Read, base: &Case) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = base.and(&format!("{name} removed"), Verdict::Undetected);
    case.remove(read);
    cases.push(case);
    for (what, value) in wrong_values(&read.kind) {
        let mut case = base.and(&format!("{name} {what}"), Verdict::Undetected);
        case.put(read, 0, value);
        cases.push(case);
    }
    if let ReadType::Table(columns) = &read.kind {
        cases.extend(columns.iter().flat_map(|column| spoilt_column(name, read, column, base)));
    }
    let signals: BTreeSet<_> = read.at.iter().map(|path| &path.signal).collect();
    for kind in [AbsenceKind::ScopeMissing, AbsenceKind::NotLicensed, AbsenceKind::NotFound] {
        let mut case = base.and(&format!("{name} absent ({kind:?})"), Verdict::Undetected);
        for signal in &signals {
            let absence = Absence { kind, message: "not for you".to_owned(), right: None };
            case.set(signal, Presence::Absent(absence));
        }
        cases.push(case);
    }
    let mut case = base.and(&format!("{name} never read"), Verdict::ToBeDetected);
    case.readings.retain(|signal, _| !signals.contains(signal));
    cases.push(case);
    for signal in &signals {
        if let Some(Presence::Table(table)) = base.readings.get(*signal).map(|reading| &reading.presence) {
            let mut case = base.and(&format!("{name} cut short"), Verdict::Undetected);
            case.set(signal, Presence::Table(Table { rows: table.rows.clone(), complete: false }));
            cases.push(case);
        }
    }
    if let Some(rule) = read.empty.filter(|_| base.expected == Verdict::Passed) {
        let declared = match rule {
            EmptyRule::Passed => Verdict::Passed,
            EmptyRule::Failed => Verdict::Failed,
            EmptyRule::Undetected => Verdict::Undetected,
        };
        let mut case = base.and(&format!("{name} empty"), declared);
        case.put(read, 0, json!([]));
        cases.push(case);
    }
    cases
}

/// Of places that are ways to the same fact one may be silent, whichever and why ever; they may not differ.
fn one_of_several(check: &Check, name: &str, read: &Read, base: &Case) -> Vec<Case> {
    let Some(value) = read.at.first().and_then(|path| base.value(path)) else { return Vec::new() };
    let mut cases = Vec::new();
    let mut everywhere = base.clone();
    for other in check.reads.values().filter(|other| other.either) {
        let Some(value) = other.at.first().and_then(|path| base.value(path)) else { continue };
        (0..other.at.len()).for_each(|place| everywhere.put(other, place, value.clone()));
    }
    cases.push(everywhere.and(&format!("{name} at all of its places"), base.expected));
    for (place, path) in read.at.iter().enumerate() {
        let others_there = |cases: &mut Vec<Case>, what: &str, change: &dyn Fn(&mut Case)| {
            let what = format!("{name} {what} at its place {}", place + 1);
            let mut case = everywhere.and(&what, base.expected);
            change(&mut case);
            cases.push(case);
        };
        others_there(&mut cases, "removed", &|case| case.remove_at(path));
        // A signal that goes takes with it what else rests on it alone.
        let rests = |other: &Read| {
            let on_it = other.at.iter().filter(|at| at.signal == path.signal).count();
            on_it > 0 && (!other.either || on_it == other.at.len())
        };
        if !check.reads.values().any(rests) {
            others_there(&mut cases, "never read", &|case| drop(case.readings.remove(&path.signal)));
            for kind in [AbsenceKind::ScopeMissing, AbsenceKind::NotLicensed, AbsenceKind::NotFound] {
                let absence = Absence { kind, message: "not for you".to_owned(), right: None };
                let absent = |case: &mut Case| case.set(&path.signal, Presence::Absent(absence.clone()));
                others_there(&mut cases, &format!("absent ({kind:?})"), &absent);
            }
        }
        for (what, wrong) in wrong_values(&read.kind) {
            let what = format!("{name} at its place {} {what}, at the others right", place + 1);
            let mut case = everywhere.and(&what, Verdict::Undetected);
            case.put(read, place, wrong);
            cases.push(case);
        }
        if let Some(other) = another(&read.kind, &value) {
            let what = format!("{name} at its place {} {other}, at the others not", place + 1);
            let mut case = everywhere.and(&what, Verdict::Undetected);
            case.put(read, place, other);
            cases.push(case);
        }
    }
    cases
}

/// Another value of the type, where one is easily found.
fn another(kind: &ReadType, value: &Value) -> Option<Value> {
    match kind {
        ReadType::Bool => value.as_bool().map(|on| json!(!on)),
        ReadType::Int | ReadType::Number => value.as_f64().map(|n| json!(if n == 7.0 { 8 } else { 7 })),
        ReadType::Text => Some(json!(UNLISTED)),
        ReadType::Enum(values) => {
            values.iter().find(|other| value != other.as_str()).map(|other| json!(other))
        }
        ReadType::Time | ReadType::List(_) | ReadType::Table(_) => None,
    }
}

/// What may be wrong with one column of a table's last row.
fn spoilt_column(name: &str, read: &Read, column: &Column, base: &Case) -> Vec<Case> {
    let rows = read.at.first().and_then(|path| base.rows(path)).unwrap_or_default();
    let Some((last, before)) = rows.split_last() else { return Vec::new() };
    let pointer = column.at.clone().unwrap_or_else(|| format!("/{}", column.name));
    let with = |row: Value| json!(before.iter().chain([&row]).collect::<Vec<_>>());
    let mut cases = Vec::new();
    let mut spoil = |what: &str, row: Value| {
        let what = format!("{name}, {} of its last row {what}", column.name);
        let mut case = base.and(&what, Verdict::Undetected);
        case.put(read, 0, with(row));
        cases.push(case);
    };
    let mut removed = last.clone();
    let (parent, field) = pointer.rsplit_once('/').unwrap_or_default();
    if let Some(fields) = removed.pointer_mut(parent).and_then(Value::as_object_mut) {
        fields.remove(&unescaped(field));
    }
    spoil("removed", removed);
    for (what, value) in wrong_values(&column.kind) {
        let mut row = last.clone();
        *slot(&mut row, &pointer) = value;
        spoil(&what, row);
    }
    cases
}

/// Values that are not of a type, with what is wrong about them.
fn wrong_values(kind: &ReadType) -> Vec<(String, Value)> {
    let candidates = [
        json!(true),
        json!(7),
        json!(7.5),
        json!(1.0),
        json!("0"),
        json!("true"),
        json!(UNLISTED),
        json!([]),
        json!([null]),
        json!([{}]),
        json!([[]]),
        json!([UNLISTED]),
        json!([7.5]),
        json!({}),
        Value::Null,
    ];
    let mut wrong = Vec::new();
    for value in candidates {
        if let Err(mismatch) = value::bind(&value, kind) {
            let what = match mismatch.code {
                Undetected::Unlisted => format!("unlisted: {value}"),
                Undetected::Null => format!("null: {value}"),
                _ => format!("of another type: {value}"),
            };
            wrong.push((what, value));
        }
    }
    wrong
}
