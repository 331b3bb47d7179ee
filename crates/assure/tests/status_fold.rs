//! The folds: checks → instance → action, row by row of the published table.

mod score_support;

use assure::{
    score::{Coverage, Points},
    status::{Counts, InstanceResult, fold_action, fold_instance, fold_manual},
};
use model::{
    ActionKind, Credit, ImplementationStatus as Implementation, InstanceId, Severity, TestStatus, Verdict,
};
use score_support::*;

use Verdict::{
    Failed as F, NotApplicable as N, PartiallyPassed as H, Passed as P, ToBeDetected as T, Undetected as U,
};

fn numbered(results: Vec<InstanceResult>) -> Vec<(InstanceId, InstanceResult)> {
    (1..).map(instance).zip(results).collect()
}

fn fold(verdicts: &[Verdict]) -> assure::status::ActionResult {
    let results = verdicts.iter().map(|verdict| result(*verdict)).collect();
    fold_action(27, Implementation::Implemented, numbered(results))
}

#[test]
fn an_instance_is_the_worst_of_its_checks() {
    let check = |verdicts: &[Verdict], expect: Verdict, credit: Credit| {
        let standings: Vec<_> = verdicts.iter().map(|verdict| standing(*verdict)).collect();
        let result = fold_instance(&standings);
        assert_eq!((result.verdict, result.credit), (expect, credit), "{verdicts:?}");
    };
    check(&[F, U, T, H, P, N], F, Credit::NONE);
    check(&[U, T, H, P, N], U, Credit::NONE);
    check(&[T, H, P, N], T, Credit::NONE);
    check(&[P, H, N], H, Credit::HALF);
    check(&[P, N, P], P, Credit::FULL);
    check(&[N, N], N, Credit::NONE);
    check(&[], T, Credit::NONE);
}

#[test]
fn partially_passed_has_the_lowest_credit_among_the_checks() {
    let of = |credits: &[(u16, u16)]| {
        let partial = |c: &(u16, u16)| standing_of(H, credit(c.0, c.1));
        let mut standings: Vec<_> = credits.iter().map(partial).collect();
        standings.push(standing(P));
        standings.push(standing(N));
        fold_instance(&standings).credit
    };
    assert_eq!(of(&[(1, 2)]), credit(1, 2));
    assert_eq!(of(&[(1, 2), (1, 3), (999, 1000)]), credit(1, 3));
    assert_eq!(of(&[(333, 1000), (1, 3)]), credit(333, 1000));
}

#[test]
fn an_instance_says_how_bad_how_old_and_how_much_is_decided() {
    let mut stale = standing(U);
    stale.reason = Some(model::Reason {
        code: model::Undetected::Stale,
        text: "stale since noon".to_owned(),
        absence: None,
    });
    stale.proven_until = Some(time("2026-11-20T12:00:00Z"));
    let mut fresh = failed(Severity::Medium);
    fresh.proven_until = Some(time("2026-11-22T12:00:00Z"));
    fresh.read_at = Some(time("2026-11-20T10:00:00Z"));
    let result = fold_instance(&[stale, fresh, failed(Severity::Low), standing(N), standing(P)]);
    assert_eq!(result.severity, Some(Severity::Medium));
    assert!(result.stale);
    assert_eq!(result.proven_until, Some(time("2026-11-20T12:00:00Z")));
    assert_eq!(result.read_at, Some(time("2026-11-20T10:00:00Z")));
    assert_eq!(result.coverage, Coverage::new(3, 4));
    // Severity is that of failures only.
    assert_eq!(fold_instance(&[standing(U)]).severity, None);
}

#[test]
fn every_row_of_the_table() {
    use TestStatus as S;
    let check = |verdicts: &[Verdict], status: S, achieved: u64, achievable: u32, worst: Option<Verdict>| {
        let result = fold(verdicts);
        let points = Points { achieved_thousandths: achieved, achievable };
        assert_eq!((result.status, result.points, result.worst), (status, points, worst), "{verdicts:?}");
    };
    // None in scope, or no outcome yet on any: in the denominator.
    check(&[], S::ToBeDetected, 0, 27, None);
    check(&[T], S::ToBeDetected, 0, 27, Some(T));
    check(&[T, T], S::ToBeDetected, 0, 27, Some(T));
    check(&[T, N], S::ToBeDetected, 0, 27, Some(T));
    // All not applicable: leaves the denominator.
    check(&[N], S::OutOfScope, 0, 0, Some(N));
    check(&[N, N], S::OutOfScope, 0, 0, Some(N));
    // All passed, not applicable ones left out.
    check(&[P], S::Passed, 27_000, 27, Some(P));
    check(&[P, P], S::Passed, 27_000, 27, Some(P));
    check(&[P, N], S::Passed, 27_000, 27, Some(P));
    // Some credit, not all.
    check(&[P, F], S::PartiallyTested, 13_500, 27, Some(F));
    check(&[P, U], S::PartiallyTested, 13_500, 27, Some(U));
    check(&[P, T], S::PartiallyTested, 13_500, 27, Some(T));
    check(&[P, P, F], S::PartiallyTested, 18_000, 27, Some(F));
    check(&[P, F, N], S::PartiallyTested, 13_500, 27, Some(F));
    check(&[H], S::PartiallyTested, 13_500, 27, Some(H));
    check(&[H, P], S::PartiallyTested, 20_250, 27, Some(H));
    check(&[H, F, U, T], S::PartiallyTested, 3_375, 27, Some(F));
    // No credit, at least one failed.
    check(&[F], S::FailedHighRisk, 0, 27, Some(F));
    check(&[F, U, T], S::FailedHighRisk, 0, 27, Some(F));
    check(&[F, N], S::FailedHighRisk, 0, 27, Some(F));
    // No credit, none failed, at least one undetected.
    check(&[U], S::CouldNotBeDetected, 0, 27, Some(U));
    check(&[U, T], S::CouldNotBeDetected, 0, 27, Some(U));
    check(&[U, N], S::CouldNotBeDetected, 0, 27, Some(U));
}

#[test]
fn the_worst_severity_is_the_risk() {
    let check = |severities: &[Severity], expect: TestStatus| {
        let results = severities.iter().map(|s| fold_instance(&[failed(*s), standing(P)])).collect();
        let result = fold_action(9, Implementation::Implemented, numbered(results));
        assert_eq!(result.status, expect, "{severities:?}");
        assert_eq!(result.severity, severities.iter().max().copied());
    };
    check(&[Severity::Low], TestStatus::FailedLowRisk);
    check(&[Severity::Medium], TestStatus::FailedMediumRisk);
    check(&[Severity::High], TestStatus::FailedHighRisk);
    check(&[Severity::Critical], TestStatus::FailedHighRisk);
    check(&[Severity::Low, Severity::Medium], TestStatus::FailedMediumRisk);
    check(&[Severity::Critical, Severity::Low], TestStatus::FailedHighRisk);
}

#[test]
fn one_failed_check_of_two_fails_the_instance() {
    let result = fold_action(
        9,
        Implementation::Implemented,
        vec![(instance(1), fold_instance(&[standing(P), failed(Severity::Low)]))],
    );
    assert_eq!(result.status, TestStatus::FailedLowRisk);
    assert_eq!(result.points, Points { achieved_thousandths: 0, achievable: 9 });
}

#[test]
fn the_sentence_says_what_the_status_hides() {
    let check = |verdicts: &[Verdict], expect: Option<&str>| {
        assert_eq!(fold(verdicts).note.as_deref(), expect, "{verdicts:?}");
    };
    check(&[P, F], Some("1 of 2 instances failed"));
    check(&[P, U], Some("1 of 2 instances could not be detected"));
    check(&[P, T], Some("1 of 2 instances to be detected"));
    check(&[P, H], Some("1 of 2 instances partially passed"));
    check(&[H], Some("1 of 1 instance partially passed"));
    check(&[P, F, U], Some("1 of 3 instances failed, 1 could not be detected"));
    check(&[P, F, N], Some("1 of 2 instances failed; 1 more not applicable"));
    check(&[F, F], Some("2 of 2 instances failed"));
    check(&[P, P], None);
    check(&[P, N], Some("1 of 1 instance passed; 1 more not applicable"));
    check(&[N, N], Some("2 of 2 instances not applicable"));
    check(&[], Some("no instance in scope"));
}

#[test]
fn counts_are_of_all_instances() {
    let result = fold(&[P, P, F, U, T, H, N]);
    let expect = Counts {
        total: 7,
        passed: 2,
        partially_passed: 1,
        failed: 1,
        undetected: 1,
        to_be_detected: 1,
        not_applicable: 1,
    };
    assert_eq!((result.counts, result.counts.applicable()), (expect, 6));
    assert_eq!(result.failed_instances().collect::<Vec<_>>(), [&instance(3)]);
    assert!(result.failed_anywhere());
}

#[test]
fn an_instances_own_points_are_the_fold_over_it_alone() {
    let own: Vec<Points> = fold(&[P, H, F, U, T, N]).instances.iter().map(|line| line.points).collect();
    let of = |achieved_thousandths, achievable| Points { achieved_thousandths, achievable };
    assert_eq!(own, [of(27_000, 27), of(13_500, 27), of(0, 27), of(0, 27), of(0, 27), of(0, 0)]);
}

#[test]
fn a_person_may_put_a_technical_action_out_of_scope() {
    let results = numbered(vec![result(P), result(F)]);
    let out = fold_action(27, Implementation::OutOfScope, results);
    assert_eq!((out.status, out.points, out.worst), (TestStatus::OutOfScope, Points::NONE, None));
    assert_eq!(out.note.as_deref(), Some("set out of scope for the whole organisation"));
    assert_eq!(out.coverage, Coverage::NONE);
    assert!(!out.failed_anywhere());
    assert_eq!(out.failed_instances().count(), 0);
    assert!(out.instances.iter().all(|line| line.points == Points::NONE));
}

#[test]
fn an_automatic_pass_while_not_implemented_counts_and_is_flagged() {
    let with = |implementation, verdict| fold_action(9, implementation, numbered(vec![result(verdict)]));
    let pass = with(Implementation::NotImplemented, P);
    assert_eq!((pass.status, pass.points, pass.flagged), (TestStatus::Passed, Points::whole(9), true));
    for implementation in
        [Implementation::Implemented, Implementation::AlternativeImplementation, Implementation::Planned]
    {
        let pass = with(implementation, P);
        assert_eq!((pass.points, pass.flagged), (Points::whole(9), false), "{implementation:?}");
    }
    assert!(!with(Implementation::NotImplemented, F).flagged);
    assert!(!with(Implementation::NotImplemented, H).flagged);
}

#[test]
fn manual_actions_are_all_or_nothing() {
    for implementation in Implementation::ALL.iter().copied() {
        for test in TestStatus::ALL.iter().copied() {
            let set = tested(implementation, test);
            let result = fold_manual(3, ActionKind::Documentation, &set);
            let out = implementation == Implementation::OutOfScope || test == TestStatus::OutOfScope;
            let done = matches!(
                implementation,
                Implementation::Implemented | Implementation::AlternativeImplementation
            );
            let expect = match (out, test == TestStatus::Passed && done) {
                (true, _) => (TestStatus::OutOfScope, Points::NONE),
                (false, true) => (TestStatus::Passed, Points::whole(3)),
                (false, false) if test == TestStatus::Passed => {
                    (TestStatus::None, Points { achieved_thousandths: 0, achievable: 3 })
                }
                (false, false) => (test, Points { achieved_thousandths: 0, achievable: 3 }),
            };
            assert_eq!((result.status, result.points), expect, "{set:?}");
            assert_eq!((result.coverage, result.flagged, result.worst), (Coverage::NONE, false, None));
        }
    }
}
