//! The CIS Zoom Benchmark as we ship it: complete, decided by what it names, and right where others are known to be
//! wrong.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{Catalog, Check, Read, SourceFile, check::recorded, regulation::Regulation};
use checks_support::{Readings, at, documents, judge, packs};
use model::{ActionKind, Outcome, Presence, Time, Undetected, Verdict};
use serde_json::{Value, json};
use std::{collections::BTreeSet, path::Path};

const CIS: &str = "cis-zoom-1.0";
/// Recommendations, and how many of them a setting decides, a person looks at, and a person looks at until the
/// setting shows.
const CONTROLS: usize = 171;
const READABLE: usize = 139;
const BY_HAND: usize = 28;
const UNTIL_READ: [&str; 4] = ["1.1.2.9", "1.1.2.12", "1.1.2.13", "1.2.4.3"];

fn loaded() -> Catalog {
    let name = format!("regulations/{CIS}.yaml");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(&name);
    let regulation = SourceFile::new(name, std::fs::read_to_string(path).unwrap());
    let loaded = assure::load(&packs(), &[regulation]);
    assert_eq!(loaded.problems, []);
    loaded.catalog
}

fn benchmark(catalog: &Catalog) -> &Regulation {
    &catalog.regulations[&CIS.parse().unwrap()]
}

#[test]
fn every_recommendation_has_its_action_and_every_readable_one_its_check() {
    let catalog = loaded();
    let benchmark = benchmark(&catalog);
    assert_eq!(benchmark.controls().count(), CONTROLS);
    assert_eq!(benchmark.action_ids().len(), CONTROLS, "one action each, and none twice");
    let (mut readable, mut by_hand, mut until_read) = (0, 0, Vec::new());
    for control in benchmark.controls() {
        let [action] = control.actions.as_slice() else { panic!("{} has one action", control.id) };
        assert_eq!(catalog.actions[action].kind, ActionKind::Technical, "{action}");
        let family = benchmark.families.iter().find(|family| family.controls.contains(control)).unwrap();
        let number = control.id.as_str();
        assert!(number == family.id || number.starts_with(&format!("{}.", family.id)), "{number}");
        let checks: Vec<_> = catalog.checks_of_action(action).collect();
        let map = format!("{CIS}/{number}");
        for check in &checks {
            assert!(check.maps.contains(&map), "{} tests {number} and does not map to it", check.id);
        }
        match checks.as_slice() {
            [] => by_hand += 1,
            [check] if check.manual_until_read => until_read.push(number),
            several => {
                readable += 1;
                assert!(!several.iter().any(|check| check.manual_until_read), "{number}");
            }
        }
    }
    until_read.sort_by_key(|number| UNTIL_READ.iter().position(|known| known == number));
    assert_eq!((readable, by_hand), (READABLE, BY_HAND));
    assert_eq!(until_read, UNTIL_READ);
}

#[test]
fn what_checks_map_to_is_there_and_all_are_configuration_settings() {
    let catalog = loaded();
    let numbers: BTreeSet<&str> = benchmark(&catalog).controls().map(|control| control.id.as_str()).collect();
    for check in catalog.checks.values() {
        for map in &check.maps {
            if let Some(number) = map.strip_prefix("cis-zoom-1.0/") {
                assert!(numbers.contains(number), "{} maps to {number}", check.id);
            }
        }
        assert!(check.maps.iter().any(|map| map == "nist-800-53-r5/cm-6"), "{}", check.id);
    }
}

/// The outcome of a recommendation's check where the account's settings are these and nothing else.
fn outcome(catalog: &Catalog, number: &str, settings: Value) -> Outcome {
    let control = benchmark(catalog).controls().find(|control| control.id.as_str() == number).unwrap();
    let check = catalog.checks_of_action(&control.actions[0]).next().unwrap();
    judge(check, &documents([("account.settings", settings)]), at(0))
}

fn verdict(catalog: &Catalog, number: &str, settings: Value) -> Verdict {
    outcome(catalog, number, settings).verdict
}

#[test]
fn a_misspelt_key_says_nothing_about_participants_cameras() {
    let catalog = loaded();
    let of = |settings: Value| verdict(&catalog, "1.1.2.3", json!({ "schedule_meeting": settings }));
    assert_eq!(of(json!({ "participant_video": true, "participants_video": false })), Verdict::Failed);
    assert_eq!(of(json!({ "participant_video": false })), Verdict::Passed);
    assert_eq!(of(json!({ "participants_video": false })), Verdict::Undetected);
}

#[test]
fn personal_meeting_ids_are_not_used_for_other_meetings() {
    let catalog = loaded();
    for (number, key) in
        [("1.1.2.6", "use_pmi_for_scheduled_meetings"), ("1.1.2.7", "use_pmi_for_instant_meetings")]
    {
        let of = |used: bool| verdict(&catalog, number, json!({ "schedule_meeting": { key: used } }));
        assert_eq!((of(false), of(true)), (Verdict::Passed, Verdict::Failed), "{number}");
    }
}

#[test]
fn regions_of_data_centres_are_not_the_countries_that_are_kept_out() {
    let catalog = loaded();
    let blocked =
        json!({ "approved_or_denied_countries_or_regions": { "enable": true, "method": "approve" } });
    let of = |number: &str, chosen: bool, regions: Value| {
        let settings = json!({
            "in_meeting": { "custom_data_center_regions": chosen, "data_center_regions": regions },
            "meeting_security": blocked,
        });
        verdict(&catalog, number, settings)
    };
    assert_eq!(of("1.1.4.1.1", false, json!(["DE"])), Verdict::Failed);
    assert_eq!(of("1.1.4.1.1", true, json!(["US"])), Verdict::Passed);
    assert_eq!(of("1.1.4.1.2", true, json!(["DE", "CN"])), Verdict::Failed);
    assert_eq!(of("1.1.4.1.2", true, json!(["DE", "NL"])), Verdict::Passed);
    for number in ["1.1.4.1.1", "1.1.4.1.2"] {
        assert_eq!(verdict(&catalog, number, json!({ "meeting_security": blocked })), Verdict::Undetected);
    }
}

#[test]
fn the_limit_of_runs_in_passwords_is_one_that_zoom_can_return() {
    let catalog = loaded();
    let of = |limit: i64| {
        let rule = json!({ "password_requirement": { "consecutive_characters_length": limit } });
        verdict(&catalog, "3.1.1.1.3", json!({ "security": rule }))
    };
    for limit in 4..=8 {
        assert_eq!(of(limit), Verdict::Passed, "{limit}");
    }
    for limit in [0, 3, 9] {
        assert_eq!(of(limit), Verdict::Failed, "{limit}");
    }
}

#[test]
fn what_zoom_does_not_say_is_neither_passed_nor_failed() {
    let catalog = loaded();
    let checks =
        benchmark(&catalog).controls().flat_map(|control| catalog.checks_of_action(&control.actions[0]));
    for check in checks {
        let signals: BTreeSet<_> =
            check.reads.values().flat_map(|read| &read.at).map(|path| path.signal.as_str()).collect();
        let silent = |value: &Value| {
            let mut readings = documents([]);
            for signal in &signals {
                readings.extend(documents([(*signal, value.clone())]));
            }
            judge(check, &readings, at(0))
        };
        let missing = silent(&json!({}));
        assert_eq!(missing.verdict, Verdict::Undetected, "{}", check.id);
        let code = missing.reason.unwrap().code;
        assert!(
            matches!(code, Undetected::PathMissing | Undetected::SectionMissing),
            "{}: {code:?}",
            check.id
        );
        let mut nulls = Value::Null;
        for path in check.reads.values().flat_map(|read| &read.at) {
            put(&mut nulls, &path.pointer, Value::Null);
        }
        let null = silent(&nulls);
        assert_eq!(null.verdict, Verdict::Undetected, "{}", check.id);
        assert_eq!(null.reason.unwrap().code, Undetected::Null, "{}", check.id);
    }
}

#[test]
fn each_value_of_a_tidy_account_turns_its_check() {
    let catalog = loaded();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/zoom/recorded/tidy.json");
    let tidy = recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap();
    let verdict = |check: &Check, readings: &Readings| judge(check, readings, tidy.read_at).verdict;
    let mut turned = 0;
    let checks =
        benchmark(&catalog).controls().flat_map(|control| catalog.checks_of_action(&control.actions[0]));
    for check in checks.filter(|check| !check.manual_until_read) {
        assert_eq!(verdict(check, &tidy.readings), Verdict::Passed, "{}", check.id);
        for (name, read) in &check.reads {
            let (before, unknown) = (found(&tidy.readings, read), json!("a value that Zoom never sent"));
            let opposite =
                before.as_bool().filter(|_| !is_other_choice(check, name)).map(|value| json!(!value));
            for value in [Value::Null, unknown].into_iter().chain(opposite) {
                let verdict = verdict(check, &changed(&tidy.readings, read, &value));
                assert_ne!(verdict, Verdict::Passed, "{}: {name} {value}", check.id);
                turned += 1;
            }
        }
        for example in check
            .examples
            .fail
            .iter()
            .filter(|example| example.keys().all(|name| check.reads.contains_key(name)))
        {
            let mut readings = tidy.readings.clone();
            for (name, read) in &check.reads {
                readings = changed(&readings, read, &example[name]);
            }
            assert_eq!(verdict(check, &readings), Verdict::Failed, "{}: {example:?}", check.id);
            turned += 1;
        }
    }
    assert!(turned > 3 * READABLE, "{turned}");
}

/// Whether the account chose something else than what this read is about, so that it matters either way only where
/// the choice is another.
fn is_other_choice(check: &Check, read: &str) -> bool {
    (check.id.as_str(), read) == ("zoom.recording.automatic-in-use", "local")
}

/// What a read finds: the value at the first of its places where one is.
fn found(readings: &Readings, read: &Read) -> Value {
    let value = |path: &assure::SignalPath| match &readings[&path.signal].presence {
        Presence::Document { value } => value.pointer(&path.pointer).cloned(),
        _ => None,
    };
    read.at.iter().find_map(value).unwrap()
}

/// The readings with another value at the first place of a read.
fn changed(readings: &Readings, read: &Read, value: &Value) -> Readings {
    let mut readings = readings.clone();
    let path = &read.at[0];
    match &mut readings.get_mut(&path.signal).unwrap().presence {
        Presence::Document { value: document } => put(document, &path.pointer, value.clone()),
        other => panic!("{} is {other:?}", path.signal),
    }
    readings
}

/// Puts a value at a pointer; the objects above it are made where they are not there.
fn put(document: &mut Value, pointer: &str, value: Value) {
    let mut place = document;
    for name in pointer.split('/').skip(1) {
        place = &mut place[name];
    }
    *place = value;
}
