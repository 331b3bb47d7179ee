//! Every shipped check on the tidy account, with one thing changed at a time: its opposite, its boundary, something
//! unknown, something too old, something cut short. Each has to turn the check that looks at it.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Catalog, Check, Judge, Read, ReadType,
    check::{Column, Recorded, recorded},
    status,
};
use checks_support::*;
use model::{AbsenceKind, Presence, Time, Undetected, Verdict};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

/// Whole numbers among which a boundary is looked for.
const BOUNDARIES: std::ops::RangeInclusive<i64> = -1..=400;

static SHIPPED: LazyLock<(Catalog, Judge)> = LazyLock::new(|| {
    let catalog = shipped();
    let judge = Judge::new(&catalog);
    (catalog, judge)
});

static TIDY: LazyLock<Recorded> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/zoom/recorded/tidy.json");
    recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap()
});

fn verdict(check: &Check, readings: &Readings) -> Verdict {
    SHIPPED.1.evaluate(check, readings, &BTreeMap::new(), TIDY.read_at).verdict
}

/// The checks that pass on the tidy account. The others are those that people test until a setting shows, and those
/// of a choice that the account did not make.
fn passing() -> impl Iterator<Item = &'static Check> {
    SHIPPED.0.checks.values().filter(|check| {
        let verdict = verdict(check, &TIDY.readings);
        let left_out =
            check.manual_until_read || (check.applies.is_some() && verdict == Verdict::NotApplicable);
        assert!(verdict == Verdict::Passed || left_out, "{} does not pass on the tidy account", check.id);
        verdict == Verdict::Passed
    })
}

/// The place at which the read finds its value in the tidy account.
fn found(read: &Read) -> Option<(String, String, Value)> {
    read.at.iter().find_map(|path| {
        let Presence::Document { value } = &TIDY.readings.get(&path.signal)?.presence else { return None };
        Some((path.signal.to_string(), path.pointer.clone(), value.pointer(&path.pointer)?.clone()))
    })
}

/// The tidy account with one value put in place of what a read finds.
fn with_value(place: &(String, String, Value), new: Value) -> Readings {
    let mut readings = TIDY.readings.clone();
    let Presence::Document { value } = &mut readings.get_mut(&signal(&place.0)).unwrap().presence else {
        panic!("{} is a document", place.0);
    };
    *value.pointer_mut(&place.1).unwrap() = new;
    readings
}

/// What may take the place of a value, of its type and other than it.
fn others(kind: &ReadType, value: &Value) -> Vec<Value> {
    match kind {
        ReadType::Bool => vec![json!(!value.as_bool().unwrap())],
        ReadType::Int => BOUNDARIES.map(Value::from).filter(|other| other != value).collect(),
        ReadType::Number => vec![json!(-1.5), json!(0.5), json!(1e9)],
        ReadType::Text => ["", "none", "a stranger"].map(Value::from).into(),
        ReadType::Enum(listed) => {
            listed.iter().map(|text| json!(text)).filter(|other| other != value).collect()
        }
        ReadType::Time => ["1999-01-01T00:00:00Z", "2999-01-01T00:00:00Z"].map(Value::from).into(),
        ReadType::List(of) => {
            let stranger = others(of, &json!(false)).into_iter().map(|member| json!([member]));
            let mut more = vec![json!([])];
            more.extend(stranger);
            let mut beside = value.as_array().cloned().unwrap_or_default();
            beside.push(json!("a stranger"));
            more.push(json!(beside));
            more
        }
        ReadType::Table(columns) => {
            let stranger: serde_json::Map<_, _> =
                columns.iter().map(|column| (column.name.clone(), json!("a stranger"))).collect();
            let mut beside = value.as_array().cloned().unwrap_or_default();
            beside.push(stranger.into());
            vec![json!([]), json!(beside)]
        }
    }
}

/// A row with every combination of other values in its columns, each column's own among them.
fn other_rows(row: &Value, columns: &[&Column]) -> Vec<Value> {
    let mut rows = vec![row.clone()];
    for column in columns {
        let pointer = column.at.as_ref().unwrap();
        let others = others(&column.kind, row.pointer(pointer).unwrap());
        for row in rows.clone() {
            rows.extend(others.iter().map(|other| {
                let mut row = row.clone();
                *row.pointer_mut(pointer).unwrap() = other.clone();
                row
            }));
        }
    }
    rows
}

/// A check of several settings need not turn with each of them (a feature that is off is safe whatever its options
/// say), but it turns with one at least.
#[test]
fn another_value_of_the_same_type_turns_the_check_that_reads_it() {
    let mut reads = 0;
    for check in passing() {
        let mut turned = Vec::new();
        for (name, read) in &check.reads {
            let Some(place) = found(read).filter(|_| !matches!(read.kind, ReadType::Table(_))) else {
                continue;
            };
            reads += 1;
            let verdicts: BTreeSet<&str> = others(&read.kind, &place.2)
                .into_iter()
                .map(|other| verdict(check, &with_value(&place, other)).as_str())
                .collect();
            turned.push(verdicts.iter().any(|verdict| *verdict != "passed"));
            if matches!(read.kind, ReadType::Bool) && check.reads.len() == 1 {
                assert!(!verdicts.contains("passed"), "{}: passes with {name} the other way", check.id);
            }
        }
        assert!(
            turned.is_empty() || turned.contains(&true) || turns_with_all(check),
            "{}: no other value turns it",
            check.id
        );
    }
    assert!(reads > 100, "{reads} reads of documents");
}

/// Whether another value of all that it reads turns a check that does not turn with each of them: one that is safe
/// by this setting or by that.
fn turns_with_all(check: &Check) -> bool {
    let mut readings = TIDY.readings.clone();
    for read in check.reads.values() {
        let Some((name, pointer, old)) = found(read) else { continue };
        let Some(other) = others(&read.kind, &old).pop() else { continue };
        let Presence::Document { value } = &mut readings.get_mut(&signal(&name)).unwrap().presence else {
            continue;
        };
        *value.pointer_mut(&pointer).unwrap() = other;
    }
    verdict(check, &readings) != Verdict::Passed
}

/// Where one whole number decides, there are two neighbours of which one passes and the other does not.
#[test]
fn a_whole_number_turns_its_check_between_two_neighbours() {
    for check in passing().filter(|check| check.reads.len() == 1) {
        for (name, read) in check.reads.iter().filter(|(_, read)| read.kind == ReadType::Int) {
            let Some(place) = found(read) else { continue };
            let passes: Vec<bool> = BOUNDARIES
                .map(|n| verdict(check, &with_value(&place, json!(n))) == Verdict::Passed)
                .collect();
            assert!(passes.windows(2).any(|pair| pair[0] != pair[1]), "{}: {name} has no boundary", check.id);
            assert!(!passes[0], "{}: passes with {name} below zero", check.id);
        }
    }
}

#[test]
fn what_is_unknown_is_undetected() {
    let unknown =
        [Value::Null, json!("a value that no service sends"), json!({ "enable": true }), json!(3.5)];
    for check in passing() {
        for (name, read) in &check.reads {
            let Some(place) = found(read) else { continue };
            for value in &unknown {
                let fits = matches!((&read.kind, value), (ReadType::Text, Value::String(_)))
                    || (read.kind == ReadType::Number && value.is_number());
                if fits {
                    continue;
                }
                let found = verdict(check, &with_value(&place, value.clone()));
                assert_eq!(found, Verdict::Undetected, "{} with {name} {value}", check.id);
            }
        }
    }
}

#[test]
fn a_signal_that_is_absent_cut_short_or_never_read_proves_nothing() {
    for check in passing() {
        for read in check.reads.values() {
            // Where a read prefers among several signals, all of them.
            let mut absent = TIDY.readings.clone();
            let mut forgotten = TIDY.readings.clone();
            for path in &read.at {
                with(&mut absent, path.signal.as_str(), absence(AbsenceKind::ScopeMissing, None));
                forgotten.remove(&path.signal);
            }
            assert_eq!(verdict(check, &absent), Verdict::Undetected, "{}", check.id);
            assert_eq!(verdict(check, &forgotten), Verdict::ToBeDetected, "{}", check.id);
            let Some(Presence::Table(whole)) = TIDY.readings.get(&read.at[0].signal).map(|r| &r.presence)
            else {
                continue;
            };
            for rows in [whole.rows.clone(), Vec::new()] {
                let mut cut = TIDY.readings.clone();
                with(&mut cut, read.at[0].signal.as_str(), table(rows, false));
                assert_eq!(verdict(check, &cut), Verdict::Undetected, "{}", check.id);
            }
        }
    }
}

#[test]
fn every_pass_goes_stale_when_the_first_of_its_readings_is_too_old() {
    let times: BTreeMap<_, _> =
        TIDY.readings.iter().map(|(signal, reading)| (signal.clone(), reading.read_at)).collect();
    for check in passing() {
        let outcome = SHIPPED.1.evaluate(check, &TIDY.readings, &BTreeMap::new(), TIDY.read_at);
        let age = check.reads.values().map(|read| read.max_age).min().unwrap();
        let at = |as_of| status::stand(check, Some(&outcome), &times, as_of);
        // One that reads the time may turn before.
        if outcome.next_boundary.is_none() {
            assert_eq!(at(TIDY.read_at.plus(age)).verdict, Verdict::Passed, "{}", check.id);
        }
        let later = at(TIDY.read_at.plus(age).plus(assure::check::Duration::from_millis(1)));
        assert_eq!(later.verdict, Verdict::Undetected, "{}", check.id);
        assert_eq!(later.reason.unwrap().code, Undetected::Stale, "{}", check.id);
    }
}

/// The twin of a lock turns with the lock alone, that of groups with any group's values.
#[test]
fn twins_turn_with_what_they_look_at() {
    let (mut locks, mut overrides, mut of_several) = (0, 0, 0);
    for check in passing().filter(|check| check.twin.is_some()) {
        let (_, read) = check.reads.iter().next().unwrap();
        let Presence::Table(whole) = &TIDY.readings[&read.at[0].signal].presence else {
            locks += 1;
            continue;
        };
        let ReadType::Table(columns) = &read.kind else { panic!("{} reads a table", check.id) };
        let columns: Vec<_> = columns.iter().filter(|column| column.at.is_some()).collect();
        let several = columns.len() > 1;
        assert!(!columns.is_empty() && !whole.rows.is_empty(), "the tidy account has groups");
        for row in 0..whole.rows.len() {
            let weaker: Vec<_> = other_rows(&whole.rows[row], &columns)
                .into_iter()
                .map(|other| {
                    let mut rows = whole.rows.clone();
                    rows[row] = other;
                    let mut readings = TIDY.readings.clone();
                    with(&mut readings, read.at[0].signal.as_str(), table(rows, true));
                    SHIPPED.1.evaluate(check, &readings, &BTreeMap::new(), TIDY.read_at)
                })
                .filter(|outcome| outcome.verdict == Verdict::Failed)
                .collect();
            assert!(!weaker.is_empty(), "{}: no value of a group turns it", check.id);
            for outcome in weaker {
                let named = outcome.facts[0].actual.as_array().unwrap();
                assert_eq!(named.len(), 1, "{}", check.id);
                assert_eq!(named[0]["id"], whole.rows[row]["id"], "{}", check.id);
            }
        }
        overrides += 1;
        of_several += usize::from(several);
    }
    assert!(
        locks > 0 && overrides > 0 && of_several > 4,
        "{locks} locks, {overrides} of groups, {of_several} of several"
    );
}
