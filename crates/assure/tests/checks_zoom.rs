//! The Zoom pack that we ship.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Judge,
    check::{check_examples, recorded},
};
use checks_support::{packs, shipped, zoom};
use model::{CheckId, Severity, Time, Undetected, Verdict};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn the_pack_loads_without_a_problem() {
    let loaded = assure::load(&packs(), &[]);
    assert_eq!(loaded.problems, []);
    for check in loaded.catalog.checks.values() {
        assert!(!check.maps.is_empty() && check.link.is_some(), "{}", check.id);
        assert_eq!(loaded.catalog.services_of_action(&check.action), BTreeSet::from([zoom()]));
    }
    let severities: BTreeSet<Severity> = loaded.catalog.checks.values().map(|check| check.severity).collect();
    assert_eq!(severities.len(), Severity::ALL.len());
}

#[test]
fn every_check_does_what_its_examples_say_and_nothing_spoilt_passes() {
    let catalog = shipped();
    let judge = Judge::new(&catalog);
    for check in catalog.checks.values() {
        let results = check_examples(check, &judge);
        let wrong: Vec<_> = results.iter().filter(|result| !result.is_ok()).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        // Two examples, and at least removed, null, another type, three absences and never read.
        assert!(results.len() >= 9, "{} has too few: {}", check.id, results.len());
        let lists = check.reads.values().filter(|read| read.empty.is_some()).count();
        let emptied = results.iter().filter(|result| result.what.ends_with(" empty")).count();
        assert_eq!(emptied, lists * check.examples.pass.len(), "{}", check.id);
    }
}

/// Verdicts of a recorded configuration, by the check's id.
fn judged(name: &str) -> BTreeMap<CheckId, Verdict> {
    let catalog = shipped();
    let path = format!("{}/../../packs/zoom/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let recorded = recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap();
    let outcomes =
        Judge::new(&catalog).evaluate_all(&zoom(), &recorded.readings, &BTreeMap::new(), recorded.read_at);
    outcomes.into_iter().map(|(id, outcome)| (id, outcome.verdict)).collect()
}

#[test]
fn nothing_fails_on_a_tidy_account() {
    let verdicts = judged("tidy");
    let wrong: Vec<_> = verdicts
        .iter()
        .filter(|(_, verdict)| matches!(verdict, Verdict::Failed | Verdict::PartiallyPassed))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    for id in FIRST_TEN {
        assert_eq!(verdicts[&id.parse().unwrap()], Verdict::Passed, "{id}");
    }
}

/// Lists name checks and actions by their titles, so that two of one title could not be told apart.
#[test]
fn no_two_checks_and_no_two_actions_have_one_title() {
    let catalog = shipped();
    let twice = |titles: Vec<&String>| -> Vec<String> {
        let mut seen = BTreeSet::new();
        titles.into_iter().filter(|title| !seen.insert(title.to_lowercase())).cloned().collect()
    };
    assert_eq!(twice(catalog.checks.values().map(|check| &check.title).collect()), [""; 0]);
    assert_eq!(twice(catalog.actions.values().map(|action| &action.title).collect()), [""; 0]);
}

/// The checks that the figures of the first page rest on.
const FIRST_TEN: [&str; 10] = [
    "zoom.account.app-user-active",
    "zoom.recording.auto-delete",
    "zoom.meeting.data-centre-regions",
    "zoom.meeting.entry-chime",
    "zoom.meeting.passcode-length",
    "zoom.meeting.screen-sharing",
    "zoom.account.single-sign-on",
    "zoom.account.two-factor",
    "zoom.meeting.waiting-room",
    "zoom.meeting.waiting-room-locked",
];

#[test]
fn a_careless_account_shows_every_other_verdict() {
    use Verdict::{Failed, NotApplicable, Undetected};
    let expected =
        [Failed, NotApplicable, Failed, Failed, Failed, Failed, Undetected, Failed, Failed, Undetected];
    let verdicts = judged("careless");
    for (id, expected) in FIRST_TEN.into_iter().zip(expected) {
        assert_eq!(verdicts[&id.parse().unwrap()], expected, "{id}");
    }
}

#[test]
fn what_could_not_be_detected_says_why() {
    let catalog = shipped();
    let path = format!("{}/../../packs/zoom/recorded/careless.json", env!("CARGO_MANIFEST_DIR"));
    let recorded = recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap();
    let judge = Judge::new(&catalog);
    let reason = |id: &str| {
        let check = &catalog.checks[&id.parse().unwrap()];
        judge.evaluate(check, &recorded.readings, &BTreeMap::new(), recorded.read_at).reason.unwrap()
    };
    let sso = reason("zoom.account.single-sign-on");
    assert_eq!(sso.code, Undetected::PathMissing);
    assert_eq!(
        sso.text,
        "`account.settings#/security/signin_with_sso/enable` is missing; expected true or false."
    );
    let lock = reason("zoom.meeting.waiting-room-locked");
    assert_eq!(lock.code, Undetected::Absent);
    assert!(lock.text.contains("the right account:read:lock_settings:admin is missing"), "{}", lock.text);
    assert!(lock.text.contains("Invalid access token, does not contain scopes"), "{}", lock.text);
    assert!(lock.absence.is_some());
}
