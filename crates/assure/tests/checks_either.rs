//! Two ways to one fact: which of them speaks, when they differ, and what is said when neither does.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Check, Judge, affected,
    check::{check_examples, either::TOGETHER},
    status,
};
use checks_support::*;
use model::{AbsenceKind, Outcome, Presence, Undetected, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const LEAST: &str = "
reads:
  x: { at: ['a#/v', 'b#/w'], type: int, either: true }
pass: x >= 8
examples: { pass: [{ x: 8 }], fail: [{ x: 7 }] }";

fn least() -> Check {
    check(LEAST)
}

/// What stands at one of the places.
#[derive(Debug, Clone)]
enum At {
    Says(Value),
    Missing,
    MayNot,
    NoLicence,
    NotFound,
    NeverRead,
}

fn readings(a: &At, b: &At) -> Readings {
    let mut readings = Readings::new();
    for (name, key, at) in [("a", "v", a), ("b", "w", b)] {
        let presence = match at {
            At::Says(value) => Presence::Document { value: json!({ key: value, "other": 1 }) },
            At::Missing => Presence::Document { value: json!({ "other": 1 }) },
            At::MayNot => {
                absence(AbsenceKind::ScopeMissing, Some(if name == "a" { "Right A" } else { "Right B" }))
            }
            At::NoLicence => absence(AbsenceKind::NotLicensed, None),
            At::NotFound => absence(AbsenceKind::NotFound, None),
            At::NeverRead => continue,
        };
        with(&mut readings, name, presence);
    }
    readings
}

fn judged(a: &At, b: &At) -> Outcome {
    judge(&least(), &readings(a, b), at(0))
}

fn silent() -> [At; 5] {
    [At::Missing, At::MayNot, At::NoLicence, At::NotFound, At::NeverRead]
}

#[test]
fn a_place_that_says_nothing_does_not_silence_the_other() {
    for nothing in silent() {
        for (value, verdict) in [(8, Verdict::Passed), (7, Verdict::Failed)] {
            let says = At::Says(json!(value));
            let first = judged(&says, &nothing);
            let second = judged(&nothing, &says);
            assert_eq!((first.verdict, second.verdict), (verdict, verdict), "{nothing:?}");
            assert_eq!((first.facts[0].signal.as_str(), first.facts[0].pointer.as_str()), ("a", "/v"));
            assert_eq!((second.facts[0].signal.as_str(), second.facts[0].pointer.as_str()), ("b", "/w"));
            assert_eq!(second.facts[0].actual, value);
        }
    }
}

#[test]
fn places_that_agree_are_one_fact_told_by_the_first() {
    let outcome = judged(&At::Says(json!(9)), &At::Says(json!(9)));
    assert_eq!((outcome.verdict, outcome.facts.len()), (Verdict::Passed, 1));
    assert_eq!(outcome.facts[0].signal.as_str(), "a");
    let number = check(&LEAST.replace("type: int", "type: number"));
    let outcome = judge(&number, &readings(&At::Says(json!(9)), &At::Says(json!(9.0))), at(0));
    assert_eq!(outcome.verdict, Verdict::Passed, "9 is 9.0");
}

#[test]
fn places_that_differ_prove_nothing_even_where_both_would_pass() {
    for (a, b) in [(8, 7), (7, 8), (8, 9), (6, 7)] {
        let outcome = judged(&At::Says(json!(a)), &At::Says(json!(b)));
        let reason = outcome.reason.unwrap();
        assert_eq!((outcome.verdict, reason.code), (Verdict::Undetected, Undetected::Contradictory));
        let text = format!("`a#/v` is the number {a}, and `b#/w` is the number {b}; ");
        assert!(reason.text.starts_with(&text), "{}", reason.text);
    }
}

#[test]
fn what_one_place_says_must_be_of_the_type_whatever_the_other_says() {
    for (wrong, code) in [(json!("8"), Undetected::WrongType), (Value::Null, Undetected::Null)] {
        for (a, b) in [(&wrong, &json!(8)), (&json!(8), &wrong), (&wrong, &wrong)] {
            let outcome = judged(&At::Says(a.clone()), &At::Says(b.clone()));
            assert_eq!(outcome.verdict, Verdict::Undetected);
            assert_eq!(outcome.reason.unwrap().code, code);
        }
    }
}

#[test]
fn where_no_place_says_anything_every_way_and_right_is_named() {
    let reason = |a, b| judged(&a, &b).reason.unwrap();
    let both = reason(At::MayNot, At::MayNot);
    assert_eq!(both.code, Undetected::Absent);
    assert_eq!(
        both.text,
        "Any one of 2 places would do. `a#/v` needs the right Right A, which is missing (“Only available for paid \
         accounts.”). `b#/w` needs the right Right B, which is missing (“Only available for paid accounts.”). Expected \
         a whole number."
    );
    assert_eq!(both.absence.unwrap().right.as_deref(), Some("Right A"));
    // The right that is missing is what somebody can do something about, wherever it stands.
    for other in [At::Missing, At::NoLicence, At::NotFound, At::NeverRead] {
        for told in [reason(At::MayNot, other.clone()), reason(other.clone(), At::MayNot)] {
            assert_eq!(told.code, Undetected::Absent, "{other:?}");
            assert_eq!(told.absence.unwrap().kind, AbsenceKind::ScopeMissing, "{other:?}");
            assert!(told.text.contains("`a#/v`") && told.text.contains("`b#/w`"), "{}", told.text);
        }
    }
    assert_eq!(reason(At::Missing, At::Missing).code, Undetected::PathMissing);
    assert_eq!(judged(&At::NeverRead, &At::NeverRead).verdict, Verdict::ToBeDetected);
}

#[test]
fn a_fact_is_as_old_as_the_place_that_told_it() {
    let check = least();
    let outcome = judged(&At::MayNot, &At::Says(json!(8)));
    let day = |days: i64| at(days * 86_400);
    let times = |a, b| BTreeMap::from([(signal("a"), day(a)), (signal("b"), day(b))]);
    let stands = |a, b, now| status::stand(&check, Some(&outcome), &times(a, b), day(now));
    let fresh = format!("{:?}", stands(0, 9, 10));
    let stale = format!("{:?}", stands(9, 0, 10));
    assert!(!fresh.contains("Stale") && stale.contains("Stale"), "{fresh}\n{stale}");
}

#[test]
fn the_examples_try_each_place_alone_and_both_together() {
    let check = least();
    let results = check_examples(&check, &Judge::default());
    let wrong: Vec<_> = results.iter().filter(|result| !result.is_ok()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    for wanted in [
        "pass 1, x removed at its place 1",
        "pass 1, x absent (ScopeMissing) at its place 2",
        "pass 1, x never read at its place 1",
        "pass 1, x at its place 2 7, at the others not",
        "pass 1, x removed",
    ] {
        assert!(results.iter().any(|result| result.what == wanted), "{wanted}: {results:?}");
    }
}

#[test]
fn a_way_alone_is_no_choice() {
    let said = |at: &str| problems(&LEAST.replace("['a#/v', 'b#/w']", at));
    let one = said("'a#/v'");
    assert!(one.len() == 1 && one[0].contains("`either` is for two places"), "{one:?}");
    let mixed = said("['a#/v', 'rows#']");
    assert!(mixed.len() == 1 && mixed[0].contains("cannot be the same fact"), "{mixed:?}");
    let preferred = check(&LEAST.replace(", either: true", ""));
    let silenced = judge(&preferred, &readings(&At::MayNot, &At::Says(json!(8))), at(0));
    assert_eq!(silenced.verdict, Verdict::Undetected, "without `either` the order is a preference");
}

/// A run reads one set after the other: what it has not come to yet is what was before the change.
#[test]
fn the_later_of_two_readings_is_believed_where_they_are_of_different_runs() {
    let told = |a_read: i64, b_read: i64| {
        let mut readings = readings(&At::Says(json!(7)), &At::Says(json!(9)));
        readings.get_mut(&signal("a")).unwrap().read_at = at(a_read);
        readings.get_mut(&signal("b")).unwrap().read_at = at(b_read);
        let outcome = judge(&least(), &readings, at(90_000));
        (outcome.verdict, outcome.facts[0].signal.to_string())
    };
    let span = i64::try_from(TOGETHER.as_secs()).unwrap();
    for apart in [0, 1, span] {
        assert_eq!(told(apart, 0), (Verdict::Undetected, "a".into()), "{apart} s");
        assert_eq!(told(0, apart), (Verdict::Undetected, "a".into()), "{apart} s");
    }
    assert_eq!(told(span + 1, 0), (Verdict::Failed, "a".into()));
    assert_eq!(told(0, span + 1), (Verdict::Passed, "b".into()));
}

#[test]
fn an_outdated_place_says_nothing_and_a_spoilt_later_one_is_not_passed_over() {
    let mut readings = readings(&At::Says(json!("8")), &At::Says(json!(9)));
    readings.get_mut(&signal("b")).unwrap().read_at = at(86_400);
    assert_eq!(judge(&least(), &readings, at(90_000)).verdict, Verdict::Passed);
    readings.get_mut(&signal("a")).unwrap().read_at = at(2 * 86_400);
    assert_eq!(judge(&least(), &readings, at(180_000)).verdict, Verdict::Undetected);
}

/// Else the end of a run would go by unseen, whose second reading contradicts the first.
#[test]
fn a_check_of_two_ways_is_judged_again_when_either_was_read_again() {
    let loaded = assure::load(&[connector(), action(), check_file("c", "c", LEAST)], &[]);
    let service = "test".parse().unwrap();
    let before = readings(&At::Says(json!(9)), &At::Says(json!(9)));
    let mut after = before.clone();
    assert!(affected(&loaded.catalog, &service, &before, &after).is_empty());
    after.get_mut(&signal("b")).unwrap().read_at = at(86_400);
    assert_eq!(affected(&loaded.catalog, &service, &before, &after).len(), 1);
}

fn anything() -> impl Strategy<Value = At> {
    prop_oneof![
        3 => (5i64..11).prop_map(|n| At::Says(json!(n))),
        1 => prop::sample::select(vec![json!(null), json!("8"), json!(8.5), json!(true), json!([8]), json!({})])
            .prop_map(At::Says),
        3 => prop::sample::select(silent().to_vec()),
    ]
}

proptest! {
    /// It passes exactly where something says so and nothing else is said.
    #[test]
    fn it_passes_only_where_a_place_positively_says_so(a in anything(), b in anything()) {
        let outcome = judged(&a, &b);
        let said: Vec<&Value> =
            [&a, &b].into_iter().filter_map(|at| if let At::Says(value) = at { Some(value) } else { None }).collect();
        let agreed = said.iter().all(|value| value.is_i64() && *value == said[0]);
        let passes = agreed && said.first().is_some_and(|value| value.as_i64() >= Some(8));
        prop_assert_eq!(outcome.verdict == Verdict::Passed, passes, "{:?} {:?}", &a, &b);
        let decided = matches!(outcome.verdict, Verdict::Passed | Verdict::Failed);
        prop_assert_eq!(decided, agreed && !said.is_empty());
        // A decided outcome names the place that told it.
        if decided {
            prop_assert_eq!(&outcome.facts[0].actual, said[0]);
        }
    }
}
