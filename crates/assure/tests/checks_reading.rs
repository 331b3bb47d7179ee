//! What each read proves: the table of the rules, row by row.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{Check, Judge, check::Given};
use checks_support::*;
use model::{AbsenceKind, Outcome, Undetected, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A check of one read, named x, that passes where it is `value`.
fn of(kind: &str, pass: &str, rest: &str, example: &str) -> Check {
    check(&format!(
        "reads:\n  x:\n    at: a#/v\n    type: {kind}\n{rest}\npass: {pass}\nexpected: What is expected.\n\
         examples: {{ pass: [{{ x: {example} }}], fail: [{{ x: {example} }}] }}"
    ))
}

fn found(check: &Check, value: Value) -> Outcome {
    judge(check, &documents([("a", json!({ "v": value }))]), at(0))
}

fn reason(outcome: &Outcome) -> (Undetected, &str) {
    assert_eq!(outcome.verdict, Verdict::Undetected);
    let reason = outcome.reason.as_ref().unwrap();
    (reason.code, &reason.text)
}

#[test]
fn a_value_of_its_type_is_judged() {
    for (kind, pass, example, good, bad) in [
        ("bool", "x", "true", json!(true), json!(false)),
        ("bool", "x == false", "true", json!(false), json!(true)),
        ("int", "x >= 6", "1", json!(6), json!(5)),
        ("number", "x > 0.5", "1", json!(1), json!(0.5)),
        ("text", "x != \"\"", "a", json!("x"), json!("")),
        ("enum[a, b]", "x == \"a\"", "a", json!("a"), json!("b")),
        (
            "time",
            "x < as_of",
            "1970-01-01T00:00:00Z, as_of: 1970-01-01T00:00:00Z",
            json!("1969-12-31T23:59:59Z"),
            json!("1970-01-01T00:00:00Z"),
        ),
    ] {
        let check = of(kind, pass, "", example);
        assert_eq!(found(&check, good).verdict, Verdict::Passed, "{kind}");
        let failed = found(&check, bad.clone());
        assert_eq!(failed.verdict, Verdict::Failed, "{kind}");
        assert_eq!(failed.reason, None);
        assert_eq!(failed.expected, "What is expected.");
        let fact = &failed.facts[0];
        assert_eq!((fact.name.as_str(), fact.signal.as_str(), fact.pointer.as_str()), ("x", "a", "/v"));
        assert_eq!(fact.actual, bad);
    }
}

#[test]
fn what_is_not_of_its_type_could_not_be_detected() {
    let wrong_type = |kind, value: Value, sentence: &str| {
        let check = of(
            kind,
            if kind == "bool" { "x" } else { "x == x" },
            "",
            if kind == "bool" { "true" } else { "1" },
        );
        assert_eq!(reason(&found(&check, value)), (Undetected::WrongType, sentence));
    };
    wrong_type("int", json!("0"), "`a#/v` is the text “0”; expected a whole number.");
    wrong_type("int", json!(1.0), "`a#/v` is the number 1.0; expected a whole number.");
    wrong_type("int", json!(true), "`a#/v` is true; expected a whole number.");
    wrong_type("bool", json!(1), "`a#/v` is the number 1; expected true or false.");
    wrong_type("bool", json!("true"), "`a#/v` is the text “true”; expected true or false.");
    wrong_type("bool", json!({}), "`a#/v` is an object; expected true or false.");
    wrong_type("bool", json!([true]), "`a#/v` is a list of 1; expected true or false.");
}

#[test]
fn missing_null_and_unlisted_could_not_be_detected() {
    let check = of("enum[on, off]", "x == \"on\"", "", "\"on\"");
    let missing = judge(&check, &documents([("a", json!({ "w": "on" }))]), at(0));
    assert_eq!(
        reason(&missing),
        (Undetected::PathMissing, "`a#/v` is missing; expected one of “on”, “off”.")
    );
    assert_eq!(missing.facts[0].actual, Value::Null);
    assert_eq!(
        reason(&found(&check, Value::Null)),
        (Undetected::Null, "`a#/v` is null; expected one of “on”, “off”.")
    );
    let unlisted = found(&check, json!("On"));
    assert_eq!(
        reason(&unlisted),
        (Undetected::Unlisted, "`a#/v` is the text “On”; expected one of “on”, “off”.")
    );
    assert_eq!(unlisted.facts[0].actual, "On");
    assert_eq!(unlisted.credit, model::Credit::NONE);
}

#[test]
fn a_long_text_is_cut_in_the_sentence() {
    let check = of("int", "x > 0", "", "1");
    let outcome = found(&check, json!("9".repeat(10_000)));
    assert!(reason(&outcome).1.chars().count() < 150);
    assert!(outcome.facts[0].actual.to_string().len() < 400);
}

#[test]
fn an_absent_signal_says_what_the_service_said() {
    let check = of("bool", "x", "", "true");
    for (kind, right, expected) in [
        (AbsenceKind::ScopeMissing, Some("account:read:admin"), "the right account:read:admin is missing"),
        (AbsenceKind::ScopeMissing, None, "a right is missing"),
        (AbsenceKind::NotLicensed, None, "the account's plan does not include it"),
        (AbsenceKind::NotFound, None, "the service does not know it"),
    ] {
        let mut readings = Readings::new();
        with(&mut readings, "a", absence(kind, right));
        let outcome = judge(&check, &readings, at(0));
        let text =
            format!("`a` cannot be read: {expected}. The service says: “Only available for paid accounts.”");
        assert_eq!(reason(&outcome), (Undetected::Absent, text.as_str()));
        assert_eq!(outcome.reason.unwrap().absence.unwrap().kind, kind);
    }
}

#[test]
fn a_signal_that_was_never_read_is_to_be_detected() {
    let check = of("bool", "x", "", "true");
    let outcome = judge(&check, &Readings::new(), at(0));
    assert_eq!((outcome.verdict, outcome.reason), (Verdict::ToBeDetected, None));
    assert_eq!(outcome.credit, model::Credit::NONE);
}

#[test]
fn an_empty_list_means_what_the_check_declares() {
    for (rule, expected) in
        [("passed", Verdict::Passed), ("failed", Verdict::Failed), ("undetected", Verdict::Undetected)]
    {
        // The expression would say the contrary of each.
        let pass = if rule == "passed" { "count(x) > 0" } else { "count(x) == 0" };
        let check = of("list(text)", pass, &format!("    empty: {rule}"), "[k]");
        let outcome = found(&check, json!([]));
        assert_eq!(outcome.verdict, expected, "{rule}");
        if rule == "undetected" {
            let text = "`a#/v` is an empty list, which proves nothing; expected at least one member.";
            assert_eq!(reason(&outcome), (Undetected::Empty, text));
        }
    }
}

#[test]
fn a_list_is_judged_by_its_members_types_too() {
    let check = of("list(int)", "count(x) > 0", "    empty: failed", "[1]");
    assert_eq!(found(&check, json!([1, 2])).verdict, Verdict::Passed);
    assert_eq!(
        reason(&found(&check, json!([1, "2"]))).1,
        "`a#/v/1` is the text “2”; expected a whole number."
    );
    assert_eq!(reason(&found(&check, json!([null]))).0, Undetected::Null);
    assert_eq!(reason(&found(&check, json!({}))).0, Undetected::WrongType);
}

fn table_check() -> Check {
    check(
        "reads:\n  users: { at: 'rows#', type: 'table(id: text, seen: time)', empty: failed }\n\
         pass: every u in users { as_of - u.seen < 90d }\nboundaries: ['[t | some u in users; t := u.seen + 90d]']\n\
         examples:\n  pass: [{ users: [{ id: u, seen: 1970-01-01T00:00:00Z }], as_of: 1970-01-02T00:00:00Z }]\n  \
         fail: [{ users: [{ id: u, seen: 1970-01-01T00:00:00Z }], as_of: 1980-01-02T00:00:00Z }]",
    )
}

#[test]
fn a_table_without_proof_of_its_end_could_not_be_detected() {
    let check = table_check();
    let row = json!({ "id": "u", "seen": "1970-01-01T00:00:00Z", "more": 1 });
    let on = |rows: Vec<Value>, complete| {
        let mut readings = Readings::new();
        with(&mut readings, "rows", table(rows, complete));
        judge(&check, &readings, at(86_400))
    };
    let whole = on(vec![row.clone()], true);
    assert_eq!(whole.verdict, Verdict::Passed);
    assert_eq!(whole.next_boundary, Some(at(90 * 86_400)));
    let cut = on(vec![row.clone()], false);
    assert_eq!(reason(&cut).0, Undetected::Incomplete);
    assert!(reason(&cut).1.contains("1 rows came"));
    assert_eq!(reason(&on(vec![], false)).0, Undetected::Incomplete);
    assert_eq!(on(vec![], true).verdict, Verdict::Failed);
    let bare = on(vec![row, json!({ "id": "v" })], true);
    assert_eq!(reason(&bare).1, "`rows#/1/seen` is missing; expected a time as in 2026-11-21T08:00:00Z.");
    for code in [Undetected::Null, Undetected::WrongType] {
        let seen = if code == Undetected::Null { Value::Null } else { json!("yesterday") };
        assert_eq!(reason(&on(vec![json!({ "id": "u", "seen": seen })], true)).0, code);
    }
}

#[test]
fn the_first_place_where_something_is_is_used_and_recorded() {
    let check = check(
        "reads: { x: { at: ['a#/new', 'a#/old', 'b#/older'], type: bool } }\npass: x\n\
         examples: { pass: [{ x: true }], fail: [{ x: false }] }",
    );
    let on = |a: Value, b: Value| judge(&check, &documents([("a", a), ("b", b)]), at(0));
    let place = |outcome: &Outcome| outcome.facts[0].signal.to_string() + &outcome.facts[0].pointer;
    let first = on(json!({ "new": true, "old": false }), json!({ "older": false }));
    assert_eq!((first.verdict, place(&first)), (Verdict::Passed, "a/new".into()));
    let second = on(json!({ "old": false }), json!({ "older": true }));
    assert_eq!((second.verdict, place(&second)), (Verdict::Failed, "a/old".into()));
    let third = on(json!({}), json!({ "older": true }));
    assert_eq!((third.verdict, place(&third)), (Verdict::Passed, "b/older".into()));
    // Null and a wrong type are there: what is preferred is not overruled.
    assert_eq!(reason(&on(json!({ "new": null, "old": true }), json!({}))).0, Undetected::Null);
    assert_eq!(reason(&on(json!({ "new": 1, "old": true }), json!({}))).0, Undetected::WrongType);
    let none = on(json!({}), json!({}));
    assert_eq!(reason(&none).1, "None of `a#/new`, `a#/old`, `b#/older` is there; expected true or false.");
    // What may not be read at the preferred place may be there: another place does not speak for it.
    let old_only = |kind| {
        let mut readings = documents([("b", json!({ "older": true }))]);
        with(&mut readings, "a", absence(kind, Some("account:read:admin")));
        judge(&check, &readings, at(0))
    };
    let barred = old_only(AbsenceKind::ScopeMissing);
    assert_eq!((reason(&barred).0, place(&barred)), (Undetected::Absent, "a/new".into()));
    // What the service does not have there is not there.
    assert_eq!(old_only(AbsenceKind::NotLicensed).verdict, Verdict::Passed);
    assert_eq!(old_only(AbsenceKind::NotFound).verdict, Verdict::Passed);
    // Nothing anywhere: an absence says more than a missing path, that more than what was never read.
    let mut readings = documents([("a", json!({}))]);
    assert_eq!(reason(&judge(&check, &readings, at(0))).0, Undetected::PathMissing);
    with(&mut readings, "b", absence(AbsenceKind::NotLicensed, None));
    assert_eq!(reason(&judge(&check, &readings, at(0))).0, Undetected::Absent);
}

#[test]
fn a_missing_section_is_told_from_a_missing_setting() {
    let check = check(
        "reads: { x: { at: 'a#/in_meeting/chat/on', type: bool } }\npass: x\n\
         examples: { pass: [{ x: true }], fail: [{ x: false }] }",
    );
    let code = |a: Value| reason(&judge(&check, &documents([("a", a)]), at(0))).0;
    assert_eq!(code(json!({ "in_meeting": { "chat": {} } })), Undetected::PathMissing);
    assert_eq!(code(json!({ "in_meeting": {} })), Undetected::PathMissing);
    assert_eq!(code(json!({})), Undetected::SectionMissing);
    assert_eq!(code(json!({ "in_meeting": [] })), Undetected::SectionMissing);
    assert_eq!(code(json!({ "in_meeting": null })), Undetected::SectionMissing);
    assert_eq!(code(json!([])), Undetected::SectionMissing);
}

fn three() -> Check {
    check(
        "reads:\n  one: { at: 'a#/one', type: bool }\n  two: { at: 'b#/two', type: list(text), empty: failed }\n  \
         zed: { at: 'rows#/zed', type: list(text), empty: passed }\n\
         applies: one\npass: 'one; count(two) > 0; count(zed) > 0'\n\
         examples: { pass: [{ one: true, two: [x], zed: [x] }], fail: [{ one: true, two: [], zed: [x] }], \
         not_applicable: [{ one: false, two: [x], zed: [x] }] }",
    )
}

#[test]
fn of_several_bad_reads_an_undetected_one_is_never_hidden() {
    let check = three();
    let verdict = |readings: &Readings| judge(&check, readings, at(0)).verdict;
    let all = |one: Value, two: Value, zed: Value| {
        documents([
            ("a", json!({ "one": one })),
            ("b", json!({ "two": two })),
            ("rows", json!({ "zed": zed })),
        ])
    };
    let good = all(json!(true), json!(["x"]), json!(["x"]));
    assert_eq!(verdict(&good), Verdict::Passed);
    // To be detected loses to undetected, whichever comes first.
    for (gone, null) in [("a", "b"), ("b", "a"), ("rows", "a"), ("a", "rows")] {
        let mut readings = good.clone();
        readings.remove(&signal(gone));
        assert_eq!(verdict(&readings), Verdict::ToBeDetected, "{gone}");
        with(&mut readings, null, absence(AbsenceKind::ScopeMissing, None));
        assert_eq!(verdict(&readings), Verdict::Undetected, "{gone} {null}");
    }
    // Neither does an empty list that fails, nor one that does not apply, hide it.
    assert_eq!(verdict(&all(Value::Null, json!([]), json!(["x"]))), Verdict::Undetected);
    assert_eq!(verdict(&all(json!(false), json!(["x"]), Value::Null)), Verdict::Undetected);
    // Not applicable, proven, comes before an empty list.
    assert_eq!(verdict(&all(json!(false), json!([]), json!(["x"]))), Verdict::NotApplicable);
    // Of two empty lists the one that fails decides.
    assert_eq!(verdict(&all(json!(true), json!([]), json!([]))), Verdict::Failed);
    // An empty list that passes does not pass what stands beside it: the expression decides.
    assert_eq!(verdict(&all(json!(true), json!(["x"]), json!([]))), Verdict::Failed);
}

#[test]
fn the_reason_is_that_of_the_first_bad_read_and_all_facts_are_there() {
    let check = three();
    let readings =
        documents([("a", json!({ "one": null })), ("b", json!({})), ("rows", json!({ "zed": ["x"] }))]);
    let outcome = judge(&check, &readings, at(0));
    assert_eq!(reason(&outcome).1, "`a#/one` is null; expected true or false.");
    let names: Vec<_> = outcome.facts.iter().map(|fact| fact.name.as_str()).collect();
    assert_eq!(names, ["one", "two", "zed"]);
}

#[test]
fn parameters_are_taken_as_given_and_of_their_type() {
    let check = check(
        "reads: { x: { at: 'a#/v', type: int } }\nparameters: { least: { type: int, default: 6, source: S } }\n\
         pass: x >= least\nexamples: { pass: [{ x: 6 }], fail: [{ x: 5 }] }",
    );
    let on = |given: Option<Value>| {
        let parameters = given.map(|value| ("least".to_owned(), Given::forever(value))).into_iter().collect();
        Judge::default().evaluate(&check, &documents([("a", json!({ "v": 7 }))]), &parameters, at(0))
    };
    assert_eq!(on(None).verdict, Verdict::Passed);
    assert_eq!(on(None).parameters, BTreeMap::from([("least".to_owned(), json!(6))]));
    assert_eq!(on(Some(json!(8))).verdict, Verdict::Failed);
    assert_eq!(on(Some(json!(8))).parameters["least"], 8);
    for bad in [json!("8"), json!(null), json!(8.0)] {
        let outcome = on(Some(bad));
        assert_eq!(reason(&outcome).0, Undetected::ExpressionFailed);
        assert!(reason(&outcome).1.contains("the parameter `least`"));
    }
}
