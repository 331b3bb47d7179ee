//! What people test of technical actions: row by row, by properties, and a case computed by hand.

mod score_support;

use assure::{
    Catalog, Check,
    score::{Coverage, Facts, Points, assessment, organisation},
    status::{ManualStatus, Standing, Tested, TestedBy, fold_instance, is_by_hand, stand},
};
use model::{
    ActionKind, Credit, ImplementationStatus as Implementation, Reason, Severity, TestStatus, Undetected,
    Verdict,
};
use proptest::{prelude::*, sample::select};
use score_support::*;

fn until_read(name: &str) -> Check {
    Check { manual_until_read: true, ..simple_check(name) }
}

fn undetected(code: Undetected) -> Standing {
    let reason = Reason { code, text: "why".to_owned(), absence: None };
    Standing { reason: Some(reason), since: Some(TESTED_AT), ..standing(Verdict::Undetected) }
}

const CODES: [Undetected; 11] = [
    Undetected::PathMissing,
    Undetected::SectionMissing,
    Undetected::Null,
    Undetected::WrongType,
    Undetected::Unlisted,
    Undetected::Absent,
    Undetected::Incomplete,
    Undetected::Empty,
    Undetected::ExpressionFailed,
    Undetected::TimedOut,
    Undetected::Stale,
];

#[test]
fn people_test_only_where_the_path_is_missing_and_the_check_says_so() {
    for code in CODES {
        let expected = code == Undetected::PathMissing;
        assert_eq!(is_by_hand(&until_read("c"), &undetected(code)), expected, "{code:?}");
        assert!(!is_by_hand(&simple_check("c"), &undetected(code)), "{code:?}");
    }
    for verdict in Verdict::ALL {
        assert!(!is_by_hand(&until_read("c"), &standing(verdict)), "{verdict:?}");
    }
}

#[test]
fn a_persons_test_status_is_a_verdict_there() {
    use Implementation::{AlternativeImplementation as Alternative, Implemented, NotImplemented, Planned};
    let check = until_read("c");
    let missing = undetected(Undetected::PathMissing);
    let row = |implementation, test, verdict, severity: Option<Severity>| {
        let set = tested(implementation, test);
        let result = fold_instance([Tested::of(&check, &missing, &set)]);
        let credit = if verdict == Verdict::Passed { Credit::FULL } else { Credit::NONE };
        let expected = (verdict, credit, severity, Coverage::NONE, true);
        let found = (result.verdict, result.credit, result.severity, result.coverage, result.by_hand);
        assert_eq!(found, expected, "{set:?}");
    };
    row(Implemented, TestStatus::Passed, Verdict::Passed, None);
    row(Alternative, TestStatus::Passed, Verdict::Passed, None);
    // Nobody passes what nobody did.
    row(NotImplemented, TestStatus::Passed, Verdict::ToBeDetected, None);
    row(Planned, TestStatus::Passed, Verdict::ToBeDetected, None);
    for implementation in [Implemented, NotImplemented] {
        row(implementation, TestStatus::FailedLowRisk, Verdict::Failed, Some(Severity::Low));
        row(implementation, TestStatus::FailedMediumRisk, Verdict::Failed, Some(Severity::Medium));
        row(implementation, TestStatus::FailedHighRisk, Verdict::Failed, Some(Severity::High));
        for other in [
            TestStatus::None,
            TestStatus::NotAssessed,
            TestStatus::InProgress,
            TestStatus::OutOfScope,
            TestStatus::ToBeDetected,
            TestStatus::CouldNotBeDetected,
            TestStatus::PartiallyTested,
        ] {
            row(implementation, other, Verdict::ToBeDetected, None);
        }
    }
}

#[test]
fn a_pass_that_was_said_before_the_setting_was_missing_here_is_none() {
    let check = until_read("c");
    let said_at = |test, at: Option<u64>, since: Option<u64>| {
        let moment = |ms: u64| TESTED_AT.plus(assure::check::Duration::from_millis(ms));
        let set = ManualStatus { test_set_at: at.map(moment), ..tested(Implementation::Implemented, test) };
        let standing = undetected(Undetected::PathMissing).since(since.map(moment));
        fold_instance([Tested::of(&check, &standing, &set)]).verdict
    };
    use TestStatus::{FailedLowRisk, Passed};
    assert_eq!(said_at(Passed, Some(5), Some(4)), Verdict::Passed);
    assert_eq!(said_at(Passed, Some(5), Some(5)), Verdict::Passed);
    // An account that was connected later, or that showed the setting in between: nobody looked there.
    assert_eq!(said_at(Passed, Some(5), Some(6)), Verdict::ToBeDetected);
    assert_eq!(said_at(Passed, None, Some(5)), Verdict::ToBeDetected);
    assert_eq!(said_at(Passed, Some(5), None), Verdict::ToBeDetected);
    // Bad news needs no date.
    assert_eq!(said_at(FailedLowRisk, Some(5), Some(6)), Verdict::Failed);
    assert_eq!(said_at(FailedLowRisk, None, None), Verdict::Failed);
}

#[test]
fn the_proof_that_people_are_to_test_ages_like_any_other() {
    let check = until_read("c");
    let outcome = outcome(Verdict::Undetected, &[]);
    let read_at = time("2026-11-20T00:00:00Z");
    let times = latest(&[("settings", read_at)]);
    let set = tested(Implementation::Implemented, TestStatus::Passed);
    let verdict = |as_of| {
        let standing = stand(&check, Some(&outcome), &times, as_of).since(Some(TESTED_AT));
        fold_instance([Tested::of(&check, &standing, &set)]).verdict
    };
    assert_eq!(verdict(read_at.plus(MAX_AGE)), Verdict::Passed);
    let later = read_at.plus(MAX_AGE).plus(assure::check::Duration::from_millis(1));
    assert_eq!(verdict(later), Verdict::Undetected, "what the account shows now is not known");
}

/// t: 27 points, its check leaves an instance to people where the setting is not shown. h: 9 points, no check.
fn a_catalog() -> Catalog {
    let actions = [action("t", ActionKind::Technical, 27), action("h", ActionKind::Technical, 9)];
    let mut catalog = catalog(&actions, &[regulation("r", &[&["t"], &["h"]])]);
    catalog.checks.clear();
    let check = until_read("t");
    catalog.checks.insert(check.id.clone(), check);
    catalog
}

fn two_instances(catalog: &Catalog) -> Facts<'_> {
    let mut facts = facts(catalog, &[("t", 1, Verdict::Passed)]);
    facts
        .standings
        .to_mut()
        .entry(instance(2))
        .or_default()
        .insert(id("t"), undetected(Undetected::PathMissing));
    facts
}

#[test]
fn a_case_by_hand() {
    let catalog = a_catalog();
    let mut facts = two_instances(&catalog);
    let scope = scope(1, 1, "r", &[1, 2]);

    // Nobody said anything: east's pass is half of 27, west waits, h is worth nothing yet.
    let before = assessment(&facts, &scope);
    assert_eq!(before.score.points, Points { achieved_thousandths: 13_500, achievable: 36 });
    assert_eq!(before.score.coverage, Coverage::new(1, 1), "west is no check's to decide");
    let t = &before.actions[&id("t")];
    assert_eq!((t.status, t.by_hand), (TestStatus::PartiallyTested, true));
    assert_eq!(t.note.as_deref(), Some("1 of 2 instances to be detected"));
    assert_eq!(t.instances.iter().map(|line| line.result.by_hand).collect::<Vec<_>>(), [false, true]);
    let h = &before.actions[&id("h")];
    assert_eq!((h.kind, h.status, h.by_hand), (ActionKind::Technical, TestStatus::None, true));
    assert_eq!(h.points, Points { achieved_thousandths: 0, achievable: 9 });

    // Both tested and passed: all of 36. The statuses are the organisation's, in whatever group it is asked.
    for action in ["t", "h"] {
        set(&mut facts, None, action, Implementation::Implemented, TestStatus::Passed);
    }
    let after = assessment(&facts, &scope);
    assert_eq!(after.score.points, Points::whole(36));
    assert_eq!(after.actions[&id("t")].status, TestStatus::Passed);
    let all = organisation(&facts, std::slice::from_ref(&scope));
    assert_eq!(all.score.points, Points::whole(36));
    assert!(all.actions.iter().all(|line| line.group.is_none()), "once in the whole organisation");

    // Tested and failed on west, with a medium risk: the other half of 27 is lost, and it shows.
    set(&mut facts, None, "t", Implementation::Implemented, TestStatus::FailedMediumRisk);
    let failed = assessment(&facts, &scope);
    let t = &failed.actions[&id("t")];
    assert_eq!(
        (t.status, t.worst, t.severity),
        (TestStatus::PartiallyTested, Some(Verdict::Failed), Some(Severity::Medium))
    );
    assert_eq!(failed.score.points, Points { achieved_thousandths: 22_500, achievable: 36 });

    // Set out of scope by a person: both leave.
    for action in ["t", "h"] {
        set(&mut facts, None, action, Implementation::OutOfScope, TestStatus::None);
    }
    let out = assessment(&facts, &scope);
    assert_eq!(out.score.points, Points::NONE);
    assert_eq!(out.actions[&id("h")].note.as_deref(), Some("set out of scope for the whole organisation"));
}

#[test]
fn an_action_that_no_check_tests_does_not_wait_for_instances() {
    let catalog = a_catalog();
    let mut facts = facts(&catalog, &[]);
    set(&mut facts, None, "h", Implementation::Implemented, TestStatus::Passed);
    let result = assessment(&facts, &scope(1, 1, "r", &[]));
    assert_eq!(result.actions[&id("h")].status, TestStatus::Passed);
    assert_eq!(result.actions[&id("t")].status, TestStatus::ToBeDetected);
}

#[test]
fn who_tests_an_action_follows_from_its_checks() {
    let mut catalog = a_catalog();
    let of = |catalog: &Catalog, name: &str| TestedBy::of(catalog, &catalog.actions[&id(name)]);
    assert_eq!((of(&catalog, "t"), of(&catalog, "h")), (TestedBy::Both, TestedBy::People));
    let other = Check { action: id("t"), ..simple_check("other") };
    catalog.checks.insert(other.id.clone(), other.clone());
    assert_eq!(of(&catalog, "t"), TestedBy::Both);
    catalog.checks.remove(&id("t"));
    assert_eq!(of(&catalog, "t"), TestedBy::Checks);
    let document = action("d", ActionKind::Documentation, 3);
    assert_eq!(TestedBy::of(&catalog, &document), TestedBy::People);
}

fn a_standing() -> impl Strategy<Value = Standing> {
    prop_oneof![select(Verdict::ALL.to_vec()).prop_map(standing), select(CODES.to_vec()).prop_map(undetected),]
}

fn a_set() -> impl Strategy<Value = ManualStatus> {
    (select(Implementation::ALL.to_vec()), select(TestStatus::ALL.to_vec())).prop_map(|(i, t)| tested(i, t))
}

proptest! {
    /// Whatever a person says, it makes nothing of what a check decided, and nothing passes by it but a path that
    /// is missing where the check leaves that to people.
    #[test]
    fn a_person_never_overrules_a_check(standing in a_standing(), set in a_set(), leaves in any::<bool>()) {
        let check = Check { manual_until_read: leaves, ..simple_check("c") };
        let told = Tested::of(&check, &standing, &set);
        let missing = standing.reason.as_ref().map(|reason| reason.code) == Some(Undetected::PathMissing);
        prop_assert_eq!(told.by_hand, leaves && missing);
        if !told.by_hand {
            prop_assert_eq!(told.standing.as_ref(), &standing);
        } else if told.standing.verdict == Verdict::Passed {
            prop_assert_eq!(set.test, TestStatus::Passed);
        }
        prop_assert!(told.standing.verdict != Verdict::Undetected || told.standing.reason.is_some() || standing.reason.is_none());
    }

    /// What people test is never in the coverage of checks, whatever stands beside it.
    #[test]
    fn coverage_is_of_checks_alone(others in proptest::collection::vec(a_standing(), 0..4), set in a_set()) {
        let (check, missing) = (until_read("c"), undetected(Undetected::PathMissing));
        let plain: Vec<Tested<'_>> = others.iter().map(Tested::from).collect();
        let mut with = plain.clone();
        with.push(Tested::of(&check, &missing, &set));
        prop_assert_eq!(fold_instance(with).coverage, fold_instance(plain).coverage);
    }
}
