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
    assert_eq!(loaded.catalog.checks.len(), 10);
    assert_eq!(loaded.catalog.actions.len(), 10);
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

/// Verdicts of a recorded configuration, by the end of the check's id.
fn judged(name: &str) -> BTreeMap<String, Verdict> {
    let catalog = shipped();
    let path = format!("{}/../../packs/zoom/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let recorded = recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap();
    let outcomes =
        Judge::new(&catalog).evaluate_all(&zoom(), &recorded.readings, &BTreeMap::new(), recorded.read_at);
    let short = |id: &CheckId| id.as_str().rsplit('.').next().unwrap_or_default().to_owned();
    outcomes.iter().map(|(id, outcome)| (short(id), outcome.verdict)).collect()
}

#[test]
fn a_tidy_account_passes_everything() {
    let verdicts = judged("tidy");
    assert_eq!(verdicts.len(), 10);
    assert!(verdicts.values().all(|verdict| *verdict == Verdict::Passed), "{verdicts:?}");
}

#[test]
fn a_careless_account_shows_every_other_verdict() {
    use Verdict::{Failed, NotApplicable, PartiallyPassed, Undetected};
    let expected = [
        ("app-user-active", Failed),
        ("auto-delete", NotApplicable),
        ("data-centre-regions", Failed),
        ("entry-chime", Failed),
        ("passcode-length", Failed),
        ("screen-sharing", Failed),
        ("single-sign-on", Undetected),
        ("two-factor", PartiallyPassed),
        ("waiting-room", Failed),
        ("waiting-room-locked", Undetected),
    ];
    assert_eq!(judged("careless"), expected.map(|(id, verdict)| (id.to_owned(), verdict)).into());
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
