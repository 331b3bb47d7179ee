//! Which checks a change concerns.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::affected;
use checks_support::*;
use model::{AbsenceKind, Presence};
use serde_json::{Value, json};

const ONE: &str = "reads: { x: { at: 'a#/x', type: bool } }\npass: x\n\
                   examples: { pass: [{ x: true }], fail: [{ x: false }] }";
const TWO: &str = "reads: { x: { at: ['a#/y', 'b#/y'], type: int } }\npass: x > 1\n\
                   examples: { pass: [{ x: 2 }], fail: [{ x: 1 }] }";
const ROWS: &str = "reads: { u: { at: 'rows#', type: 'table(id: text)', empty: failed } }\npass: count(u) > 0\n\
                    examples: { pass: [{ u: [{ id: u }] }], fail: [{ u: [] }] }";

fn catalog() -> assure::Catalog {
    let checks = [("one", ONE), ("two", TWO), ("rows", ROWS)].map(|(id, body)| check_file(id, id, body));
    let files: Vec<_> = [connector(), action()].into_iter().chain(checks).collect();
    let loaded = assure::load(&files, &[]);
    assert_eq!(loaded.problems, []);
    loaded.catalog
}

/// The ids of the checks that a change concerns, from before and after in turn.
fn concerned(before: &Readings, after: &Readings) -> Vec<String> {
    let catalog = catalog();
    let service = "test".parse().unwrap();
    let there = affected(&catalog, &service, before, after);
    assert_eq!(there, affected(&catalog, &service, after, before), "a change concerns the same both ways");
    assert_eq!(affected(&catalog, &"other".parse().unwrap(), before, after), []);
    there.iter().map(ToString::to_string).collect()
}

fn a(value: Value) -> Readings {
    documents([("a", value)])
}

#[test]
fn only_a_change_of_what_is_read_concerns_a_check() {
    let none: [&str; 0] = [];
    let base = json!({ "x": true, "y": 1, "z": 1 });
    assert_eq!(concerned(&a(base.clone()), &a(base.clone())), none);
    assert_eq!(concerned(&a(base.clone()), &a(json!({ "x": true, "y": 1, "z": 2 }))), none);
    assert_eq!(concerned(&a(base.clone()), &a(json!({ "x": false, "y": 1 }))), ["one"]);
    assert_eq!(concerned(&a(base.clone()), &a(json!({ "x": true, "y": 2 }))), ["two"]);
    assert_eq!(concerned(&a(base.clone()), &a(json!({ "x": true, "y": null }))), ["two"]);
    assert_eq!(concerned(&a(base.clone()), &a(json!({ "y": 1 }))), ["one"]);
    assert_eq!(concerned(&a(base.clone()), &a(json!({ "x": true, "y": 1.0 }))), ["two"]);
    assert_eq!(concerned(&a(base), &Readings::new()), ["one", "two"]);
}

#[test]
fn a_change_of_presence_concerns_a_check() {
    let mut absent = Readings::new();
    with(&mut absent, "a", absence(AbsenceKind::ScopeMissing, None));
    assert_eq!(concerned(&Readings::new(), &absent), ["one", "two"]);
    let mut licence = Readings::new();
    with(&mut licence, "a", absence(AbsenceKind::NotLicensed, None));
    assert_eq!(concerned(&absent, &licence), ["one", "two"]);
    // Another of several places.
    assert_eq!(
        concerned(&a(json!({ "y": 1 })), &documents([("a", json!({ "y": 1 })), ("b", json!({ "y": 3 }))])),
        ["two"]
    );
}

#[test]
fn rows_and_the_proof_of_their_end_concern_a_check() {
    let on = |rows: Vec<Value>, complete| {
        let mut readings = Readings::new();
        with(&mut readings, "rows", table(rows, complete));
        readings
    };
    let row = json!({ "id": "u", "more": 1 });
    assert!(concerned(&on(vec![row.clone()], true), &on(vec![row.clone()], true)).is_empty());
    assert_eq!(concerned(&on(vec![row.clone()], true), &on(vec![row.clone()], false)), ["rows"]);
    assert_eq!(concerned(&on(vec![row.clone()], true), &on(vec![], true)), ["rows"]);
}

#[test]
fn a_later_reading_of_the_same_concerns_nobody() {
    let before = a(json!({ "x": true }));
    let mut after = before.clone();
    for reading in after.values_mut() {
        reading.read_at = at(99);
        reading.recorded_at = at(100);
        assert!(matches!(reading.presence, Presence::Document { .. }));
    }
    assert!(concerned(&before, &after).is_empty());
}
