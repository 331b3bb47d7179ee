//! What holds for every shipped check and any reading: nothing spoilt passes, and a change that concerns no
//! check of those it should leaves every other outcome as it was.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Catalog, Judge, ReadType, affected,
    check::{Recorded, recorded},
};
use checks_support::*;
use model::{AbsenceKind, Presence, Time, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::{collections::BTreeMap, sync::LazyLock};

static SHIPPED: LazyLock<(Catalog, Judge)> = LazyLock::new(|| {
    let catalog = shipped();
    let judge = Judge::new(&catalog);
    (catalog, judge)
});

/// Readings on which every check passes.
static TIDY: LazyLock<Recorded> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/zoom/recorded/tidy.json");
    recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap()
});

/// Any JSON, with what services send most of the time more often.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-5i64..200).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![
            "all",
            "host",
            "none",
            "group",
            "role",
            "",
            "true",
            "0",
            "DE",
            "2026-11-20T00:00:00Z",
            "1999-01-01T00:00:00Z"
        ])
        .prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,3}", inner, 0..3).prop_map(|fields| json!(fields)),
        ]
    })
}

/// Places of the tidy readings that checks look at, and some that they do not.
fn places() -> Vec<(String, String)> {
    let mut places: Vec<_> = SHIPPED
        .0
        .checks
        .values()
        .flat_map(|check| check.reads.values().flat_map(|read| &read.at))
        .map(|path| (path.signal.to_string(), path.pointer.clone()))
        .collect();
    places.extend(
        [("account.settings", "/in_meeting"), ("account.settings", ""), ("app.user", "/status")]
            .map(|(a, b)| (a.into(), b.into())),
    );
    places.sort();
    places.dedup();
    places
}

/// One change of readings.
#[derive(Debug, Clone)]
enum Change {
    Put(usize, Value),
    Remove(usize),
    Absent(usize),
    Forget(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let place = 0..places().len();
    prop_oneof![
        8 => (place.clone(), anything()).prop_map(|(place, value)| Change::Put(place, value)),
        4 => place.clone().prop_map(Change::Remove),
        1 => place.clone().prop_map(Change::Absent),
        1 => place.prop_map(Change::Forget),
    ]
}

fn apply(readings: &mut Readings, change: &Change) {
    let all = places();
    let (Change::Put(place, _) | Change::Remove(place) | Change::Absent(place) | Change::Forget(place)) =
        change;
    let (name, pointer) = &all[*place];
    let document = readings.get_mut(&signal(name)).map(|reading| &mut reading.presence);
    match (change, document) {
        (Change::Forget(_), _) => drop(readings.remove(&signal(name))),
        (Change::Absent(_), _) => with(readings, name, absence(AbsenceKind::ScopeMissing, None)),
        (Change::Put(_, new), Some(Presence::Document { value })) => {
            if let Some(slot) = value.pointer_mut(pointer) {
                *slot = new.clone();
            }
        }
        (Change::Remove(_), Some(Presence::Document { value })) => {
            let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
            if let Some(fields) = value.pointer_mut(parent).and_then(Value::as_object_mut) {
                fields.remove(key);
            }
        }
        _ => {}
    }
}

fn outcomes(readings: &Readings) -> BTreeMap<String, model::Outcome> {
    let (_, judge) = &*SHIPPED;
    let all = judge.evaluate_all(&zoom(), readings, &BTreeMap::new(), TIDY.read_at);
    all.into_iter().map(|(id, outcome)| (id.to_string(), outcome)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever is put in place of what one read finds: where it is not of the read's type, nothing passes.
    #[test]
    fn nothing_spoilt_ever_passes(which in any::<prop::sample::Index>(), spoilt in prop::option::of(anything())) {
        let (catalog, judge) = &*SHIPPED;
        let of_documents = |read: &&assure::Read| read.at.iter().all(|path| !path.pointer.is_empty());
        let reads: Vec<_> = catalog
            .checks
            .values()
            .flat_map(|check| check.reads.values().filter(of_documents).map(move |read| (check, read)))
            .collect();
        let (check, read) = which.get(&reads);
        let mut readings = TIDY.readings.clone();
        for path in &read.at {
            let Some(reading) = readings.get_mut(&path.signal) else { continue };
            let Presence::Document { value } = &mut reading.presence else {
                // Rows have no places of their own: a table is spoilt as a whole.
                reading.presence = Presence::Document { value: spoilt.clone().unwrap_or_default() };
                continue;
            };
            let (parent, key) = path.pointer.rsplit_once('/').unwrap_or_default();
            let Some(fields) = value.pointer_mut(parent).and_then(Value::as_object_mut) else { continue };
            match &spoilt {
                Some(spoilt) => fields.insert(key.to_owned(), spoilt.clone()),
                None => fields.remove(key),
            };
        }
        let outcome = judge.evaluate(check, &readings, &BTreeMap::new(), TIDY.read_at);
        let fits = spoilt.as_ref().is_some_and(|value| of_type(value, &read.kind.to_string()));
        if !fits {
            prop_assert_eq!(outcome.verdict, Verdict::Undetected, "{} {:?}", check.id, spoilt);
            prop_assert!(outcome.reason.is_some());
        } else {
            prop_assert_ne!(outcome.verdict, Verdict::ToBeDetected);
        }
        prop_assert_eq!(outcome.reason.is_some(), outcome.verdict == Verdict::Undetected);
    }

    /// The same of any column of any row of a table.
    #[test]
    fn no_spoilt_row_ever_passes(which in any::<prop::sample::Index>(), row in any::<prop::sample::Index>(), spoilt in prop::option::of(anything())) {
        let (catalog, judge) = &*SHIPPED;
        let mut columns = Vec::new();
        for check in catalog.checks.values() {
            for read in check.reads.values() {
                let ReadType::Table(of) = &read.kind else { continue };
                columns.extend(of.iter().map(|column| (check, &read.at[0].signal, column)));
            }
        }
        let (check, signal, column) = which.get(&columns);
        let mut readings = TIDY.readings.clone();
        let Some(Presence::Table(table)) = readings.get_mut(*signal).map(|reading| &mut reading.presence) else {
            return Ok(());
        };
        if table.rows.is_empty() {
            return Ok(());
        }
        let at = row.index(table.rows.len());
        let pointer = column.at.clone().unwrap_or_else(|| format!("/{}", column.name));
        let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
        let Some(fields) = table.rows[at].pointer_mut(parent).and_then(Value::as_object_mut) else { return Ok(()) };
        match &spoilt {
            Some(spoilt) => fields.insert(key.to_owned(), spoilt.clone()),
            None => fields.remove(key),
        };
        let outcome = judge.evaluate(check, &readings, &BTreeMap::new(), TIDY.read_at);
        if !spoilt.as_ref().is_some_and(|value| of_type(value, &column.kind.to_string())) {
            prop_assert_eq!(outcome.verdict, Verdict::Undetected, "{} {} {:?}", check.id, column, spoilt);
        }
        prop_assert_eq!(outcome.reason.is_some(), outcome.verdict == Verdict::Undetected);
    }

    /// Checks that a change does not concern have the outcome that they had.
    #[test]
    fn what_is_not_affected_stays_as_it_was(first in prop::collection::vec(change(), 0..4), then in prop::collection::vec(change(), 1..4)) {
        let mut before = TIDY.readings.clone();
        first.iter().for_each(|change| apply(&mut before, change));
        let mut after = before.clone();
        then.iter().for_each(|change| apply(&mut after, change));
        let (catalog, _) = &*SHIPPED;
        let concerned: Vec<_> = affected(catalog, &zoom(), &before, &after).iter().map(ToString::to_string).collect();
        let (was, is) = (outcomes(&before), outcomes(&after));
        for (id, outcome) in &was {
            if !concerned.contains(id) {
                prop_assert_eq!(outcome, &is[id], "{}", id);
            }
        }
    }

    /// No text makes the typing of expressions panic, and what loads also compiles and is judged.
    #[test]
    fn no_expression_panics(text in "[a-z ()<>=!|&+*/%.,;:0-9d\"{}\\[\\]\n-]{0,40}") {
        let body = format!("reads: {{ x: {{ at: 'a#/x', type: int }} }}\npass: {}\nexamples: {{ pass: [{{ x: 1 }}], fail: [{{ x: 1 }}] }}", json!(text));
        let loaded = assure::load(&[connector(), action(), check_file("c", "c", &body)], &[]);
        prop_assert_eq!(loaded.catalog.checks.is_empty(), !loaded.problems.is_empty());
        for problem in &loaded.problems {
            prop_assert_eq!(problem.file.as_str(), "test/checks/c.yaml");
            prop_assert!(problem.line.is_some());
        }
    }
}

/// A second opinion on types, for the types of the shipped checks.
fn of_type(value: &Value, kind: &str) -> bool {
    match kind {
        "bool" => value.is_boolean(),
        "text" => value.is_string(),
        // No row has a table's columns by chance.
        table if table.starts_with("table(") => value.as_array().is_some_and(Vec::is_empty),
        "int" => value.is_i64() || value.is_u64(),
        "time" => value.as_str().is_some_and(|text| text.parse::<Time>().is_ok()),
        "number" => value.is_number(),
        other => match (other.strip_prefix("list("), other.strip_prefix("enum[")) {
            (Some(of), _) => {
                let of = of.strip_suffix(')').unwrap();
                value.as_array().is_some_and(|list| list.iter().all(|member| of_type(member, of)))
            }
            (_, Some(listed)) => {
                let values = listed.strip_suffix(']').unwrap();
                value.as_str().is_some_and(|text| values.split(", ").any(|one| one == text))
            }
            (None, None) => panic!("{other} is no type that this test knows"),
        },
    }
}
