//! An outcome as it stands at a moment: staleness is computed, never stored.

mod score_support;

use assure::{
    Check,
    check::Duration,
    status::{Standing, stand},
};
use model::{Absence, AbsenceKind, Credit, Fact, Outcome, Reason, Severity, Time, Undetected, Verdict};
use score_support::*;
use serde_json::Value;

const READ_AT: &str = "2026-11-19T06:00:00Z";
/// READ_AT and 50 h.
const UNTIL: &str = "2026-11-21T08:00:00Z";

fn one_read(verdict: Verdict, as_of: Time) -> Standing {
    let outcome = outcome(verdict, &[fact("on", "settings")]);
    stand(&simple_check("c"), Some(&outcome), &latest(&[("settings", time(READ_AT))]), as_of)
}

#[test]
fn a_reading_counts_until_it_is_older_than_its_max_age() {
    let until = time(UNTIL);
    for verdict in [Verdict::Passed, Verdict::PartiallyPassed, Verdict::Failed, Verdict::NotApplicable] {
        let exactly = one_read(verdict, until);
        assert_eq!(exactly.verdict, verdict);
        assert_eq!((exactly.proven_until, exactly.reason), (Some(until), None));
        let later = one_read(verdict, until.plus(Duration::from_millis(1)));
        assert_eq!((later.verdict, later.credit), (Verdict::Undetected, Credit::NONE), "{verdict:?}");
        let reason = later.reason.expect("an undetected one says why");
        assert_eq!(reason.code, Undetected::Stale);
        assert_eq!(
            reason.text,
            "`settings` is stale since 2026-11-21T08:00:00.000Z: it was last read at 2026-11-19T06:00:00.000Z, \
             and a reading counts for 50 h."
        );
        assert_eq!(later.proven_until, Some(until));
        assert_eq!(later.read_at, Some(time(READ_AT)));
    }
}

#[test]
fn a_reading_from_a_time_that_has_not_come_proves_nothing() {
    let read_at = time(READ_AT);
    let at = |as_of| one_read(Verdict::Passed, as_of);
    // Clocks of several nodes differ a little.
    assert_eq!(at(read_at.minus(Duration::from_secs(600))).verdict, Verdict::Passed);
    let early = at(read_at.minus(Duration::from_secs(601)));
    assert_eq!((early.verdict, early.credit), (Verdict::Undetected, Credit::NONE));
    assert!(early.reason.expect("an undetected one says why").text.contains("a clock was wrong"));
}

#[test]
fn a_verdict_does_not_outlive_the_moment_at_which_it_may_turn() {
    let (turns_at, read_at) = (time("2026-11-19T09:00:00Z"), time(READ_AT));
    let mut passed = outcome(Verdict::Passed, &[fact("on", "settings")]);
    passed.next_boundary = Some(turns_at);
    let at = |as_of| stand(&simple_check("c"), Some(&passed), &latest(&[("settings", read_at)]), as_of);
    let before = at(turns_at.minus(Duration::from_millis(1)));
    assert_eq!(before.verdict, Verdict::Passed);
    assert_eq!(before.proven_until, Some(turns_at.minus(Duration::from_millis(1))));
    let then = at(turns_at);
    assert_eq!((then.verdict, then.credit), (Verdict::Undetected, Credit::NONE));
    let reason = then.reason.expect("an undetected one says why");
    assert_eq!(reason.code, Undetected::Stale);
    assert_eq!(
        reason.text,
        "Stale since 2026-11-19T09:00:00.000Z: the verdict may turn then, and was not judged since."
    );
}

#[test]
fn credit_follows_the_verdict_and_never_a_damaged_row() {
    let at = time(READ_AT);
    let credit_of = |verdict, stored: Value| {
        let mut outcome = outcome(verdict, &[fact("on", "settings")]);
        outcome.credit = serde_json::from_value(stored).expect("a credit's shape");
        stand(&simple_check("c"), Some(&outcome), &latest(&[("settings", at)]), at).credit
    };
    let stored = |numerator: u16, denominator: u16| serde_json::json!({"numerator": numerator, "denominator": denominator});
    assert_eq!(credit_of(Verdict::Passed, stored(1, 1)), Credit::FULL);
    assert_eq!(credit_of(Verdict::PartiallyPassed, stored(1, 3)), credit(1, 3));
    assert_eq!(credit_of(Verdict::PartiallyPassed, stored(2, 1)), Credit::NONE);
    assert_eq!(credit_of(Verdict::PartiallyPassed, stored(1, 0)), Credit::NONE);
    for verdict in [Verdict::Failed, Verdict::Undetected, Verdict::ToBeDetected, Verdict::NotApplicable] {
        assert_eq!(credit_of(verdict, stored(1, 1)), Credit::NONE, "{verdict:?}");
    }
}

#[test]
fn without_an_outcome_it_is_to_be_detected_however_old_the_readings() {
    let standing = stand(
        &simple_check("c"),
        None,
        &latest(&[("settings", time(READ_AT))]),
        time("2027-01-01T00:00:00Z"),
    );
    assert_eq!(standing, Standing::to_be_detected(Severity::High));
    assert_eq!(standing.verdict, Verdict::ToBeDetected);
}

#[test]
fn nothing_passes_whose_readings_are_not_there() {
    let as_of = time(READ_AT);
    for facts in [vec![fact("on", "settings")], vec![]] {
        for verdict in [Verdict::Passed, Verdict::PartiallyPassed, Verdict::Failed, Verdict::NotApplicable] {
            let outcome = outcome(verdict, &facts);
            let standing = stand(&simple_check("c"), Some(&outcome), &latest(&[("other", as_of)]), as_of);
            assert_eq!((standing.verdict, standing.credit), (Verdict::ToBeDetected, Credit::NONE));
        }
    }
}

#[test]
fn the_earliest_of_several_reads_decides() {
    let check = check("c", &[("a", read(&["one#/a"], 24 * HOUR)), ("b", read(&["two#/b"], 2 * HOUR))]);
    let outcome = outcome(Verdict::Passed, &[fact("a", "one"), fact("b", "two")]);
    let times = latest(&[("one", time("2026-11-20T00:00:00Z")), ("two", time("2026-11-20T20:00:00Z"))]);
    let at = |text| stand(&check, Some(&outcome), &times, time(text));
    let fresh = at("2026-11-20T22:00:00Z");
    assert_eq!((fresh.verdict, fresh.proven_until), (Verdict::Passed, Some(time("2026-11-20T22:00:00Z"))));
    assert_eq!(fresh.read_at, Some(time("2026-11-20T00:00:00Z")));
    assert_eq!(fresh.read_times, times);
    let stale = at("2026-11-20T22:00:00.001Z");
    assert_eq!(stale.verdict, Verdict::Undetected);
    let text = stale.reason.expect("says why").text;
    assert!(text.contains("`two` is stale since") && text.contains("counts for 2 h"), "{text}");
}

#[test]
fn a_verdict_comes_back_when_the_service_was_read_again() {
    let outcome = outcome(Verdict::Passed, &[fact("on", "settings")]);
    let as_of = time("2026-12-01T00:00:00Z");
    let at = |read_at| {
        stand(&simple_check("c"), Some(&outcome), &latest(&[("settings", time(read_at))]), as_of).verdict
    };
    assert_eq!(at(READ_AT), Verdict::Undetected);
    assert_eq!(at("2026-11-30T00:00:00Z"), Verdict::Passed);
}

/// A check that prefers `new` and makes do with `old`.
fn preferring() -> Check {
    check("c", &[("on", read(&["new#/on", "old#/on"], 10 * HOUR))])
}

#[test]
fn of_preferred_signals_the_one_that_was_used_counts_and_those_before_it() {
    let at = time("2026-11-20T12:00:00Z");
    let fresh_new = latest(&[("new", at), ("old", time("2026-11-01T00:00:00Z"))]);
    let fresh_old = latest(&[("new", time("2026-11-01T00:00:00Z")), ("old", at)]);
    let both = latest(&[("new", at), ("old", at)]);
    let only_old = latest(&[("old", at)]);
    let verdict = |used, times| {
        stand(&preferring(), Some(&outcome(Verdict::Passed, &[fact("on", used)])), times, at).verdict
    };
    assert_eq!(verdict("new", &fresh_new), Verdict::Passed);
    assert_eq!(verdict("old", &both), Verdict::Passed);
    // The old place speaks only while it is known that nothing is at the new one.
    assert_eq!(verdict("old", &fresh_old), Verdict::Undetected);
    assert_eq!(verdict("old", &only_old), Verdict::ToBeDetected);
    assert_eq!(verdict("new", &fresh_old), Verdict::Undetected);
    assert_eq!(verdict("old", &fresh_new), Verdict::Undetected);
    assert_eq!(verdict("new", &only_old), Verdict::ToBeDetected);
}

#[test]
fn where_no_signal_was_used_all_that_were_looked_at_count() {
    let at = time("2026-11-20T12:00:00Z");
    let old = time("2026-11-01T00:00:00Z");
    let nothing_found = Fact { actual: Value::Null, ..fact("on", "new") };
    for facts in [vec![], vec![nothing_found]] {
        let outcome = outcome(Verdict::Undetected, &facts);
        let code = |times: &[(&str, Time)]| {
            let standing = stand(&preferring(), Some(&outcome), &latest(times), at);
            assert_eq!(standing.verdict, Verdict::Undetected);
            standing.reason.expect("says why").code
        };
        assert_eq!(code(&[("new", at), ("old", at)]), Undetected::PathMissing);
        assert_eq!(code(&[("new", at)]), Undetected::PathMissing);
        assert_eq!(code(&[("new", old), ("old", at)]), Undetected::Stale);
        assert_eq!(code(&[("new", at), ("old", old)]), Undetected::Stale);
        assert_eq!(code(&[]), Undetected::PathMissing);
    }
}

#[test]
fn a_stale_absence_keeps_the_services_words_and_the_right() {
    let absence = Absence {
        kind: AbsenceKind::ScopeMissing,
        message: "Invalid access token, does not contain scopes".to_owned(),
        right: Some("account:read:admin".to_owned()),
    };
    let outcome = Outcome {
        reason: Some(Reason {
            code: Undetected::Absent,
            text: "settings is absent".to_owned(),
            absence: Some(absence.clone()),
        }),
        ..outcome(Verdict::Undetected, &[])
    };
    let times = latest(&[("settings", time(READ_AT))]);
    let fresh = stand(&simple_check("c"), Some(&outcome), &times, time(UNTIL));
    assert_eq!(fresh.reason, outcome.reason);
    let stale = stand(&simple_check("c"), Some(&outcome), &times, time(UNTIL).plus(HOUR));
    let reason = stale.reason.expect("says why");
    assert_eq!((reason.code, reason.absence), (Undetected::Stale, Some(absence)));
    assert!(reason.text.ends_with(" Before that: settings is absent"), "{}", reason.text);
}

#[test]
fn an_outcome_of_an_earlier_version_rests_on_what_it_looked_at() {
    // Version 1 looked at `before`, which version 2 does not read any more.
    let check = Check { version: 2, ..simple_check("c") };
    let outcome = outcome(Verdict::Passed, &[fact("gone", "before")]);
    let at = time(UNTIL);
    let verdict = |times: &[(&str, Time)]| stand(&check, Some(&outcome), &latest(times), at).verdict;
    assert_eq!(verdict(&[("before", time(READ_AT))]), Verdict::Passed);
    assert_eq!(verdict(&[("before", time(READ_AT).minus(HOUR))]), Verdict::Undetected);
    assert_eq!(verdict(&[("settings", at)]), Verdict::ToBeDetected);
}

#[test]
fn one_that_waits_for_a_reading_goes_stale_with_its_others() {
    let check = check("c", &[("a", read(&["one#/a"], HOUR)), ("b", read(&["two#/b"], HOUR))]);
    let outcome = outcome(Verdict::ToBeDetected, &[]);
    let times = latest(&[("one", time("2026-11-20T00:00:00Z"))]);
    let at = |text| stand(&check, Some(&outcome), &times, time(text)).verdict;
    assert_eq!(at("2026-11-20T01:00:00Z"), Verdict::ToBeDetected);
    assert_eq!(at("2026-11-20T01:00:00.001Z"), Verdict::Undetected);
}

#[test]
fn the_severity_is_the_one_that_was_judged_by() {
    let judged = Outcome { severity: Severity::Low, ..outcome(Verdict::Failed, &[fact("on", "settings")]) };
    let at = time(READ_AT);
    let standing = stand(&simple_check("c"), Some(&judged), &latest(&[("settings", at)]), at);
    assert_eq!(standing.severity, Severity::Low);
}
