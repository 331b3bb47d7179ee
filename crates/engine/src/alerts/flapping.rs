//! When the failure of a check is worth an alert. Pure.
//!
//! Two readings must agree before an alert (not the verdict) is raised on a check that flipped twice within an
//! hour. A flip is a change between passing and failing; what could not be decided in between is none.

use model::{Time, Verdict};
use std::time::Duration;

/// The time in which flips are counted.
pub const WINDOW: Duration = Duration::from_secs(60 * 60);
/// Flips in that time, the latest among them, from which on one reading is not enough.
pub const FLIPS: usize = 2;

/// What is to be done about a verdict that a check has just come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    Nothing,
    /// It fails and passed before.
    Raise,
    /// The same, but it flips: another reading has to agree.
    WaitForAnother,
    /// It does not fail any more.
    Resolve,
}

/// One of these for each interval of a check on an instance, the latest first: its verdict, and since when.
pub fn decide(intervals: &[(Verdict, Time)]) -> Say {
    let Some(((latest, at), before)) = intervals.split_first() else { return Say::Nothing };
    if *latest == Verdict::NotApplicable {
        return Say::Resolve;
    }
    match passes(*latest) {
        None => Say::Nothing,
        Some(true) => Say::Resolve,
        Some(false) => match before.iter().find_map(|(verdict, _)| passes(*verdict)) {
            Some(true) if flips(intervals, *at) >= FLIPS => Say::WaitForAnother,
            Some(true) => Say::Raise,
            // It failed already, or was never decided: nothing was lost.
            Some(false) | None => Say::Nothing,
        },
    }
}

/// Whether a verdict passes, where it decides that. Less than a whole pass is none.
pub fn passes(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Passed => Some(true),
        Verdict::Failed | Verdict::PartiallyPassed => Some(false),
        Verdict::Undetected | Verdict::ToBeDetected | Verdict::NotApplicable => None,
    }
}

/// The flips within the hour that ends at `at`, both ends included.
fn flips(intervals: &[(Verdict, Time)], at: Time) -> usize {
    let decided: Vec<_> =
        intervals.iter().filter_map(|(verdict, since)| Some((passes(*verdict)?, *since))).collect();
    let flipped = decided.windows(2).filter(|pair| pair[0].0 != pair[1].0).map(|pair| pair[0].1);
    flipped.filter(|since| at.since(*since) <= WINDOW).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Verdict::{Failed, NotApplicable, PartiallyPassed, Passed, ToBeDetected, Undetected};
    use proptest::prelude::*;

    /// Verdicts with the minutes at which they began, in the order in which they came.
    fn check(came: &[(Verdict, u64)], expect: Say) {
        let at = |minute: u64| Time::from_ms(0).plus(Duration::from_secs(60 * minute));
        let intervals: Vec<_> = came.iter().rev().map(|(verdict, minute)| (*verdict, at(*minute))).collect();
        assert_eq!(decide(&intervals), expect, "{came:?}");
    }

    #[test]
    fn a_failure_after_a_pass_is_an_alert() {
        check(&[], Say::Nothing);
        check(&[(Failed, 0)], Say::Nothing);
        check(&[(Undetected, 0), (Failed, 5)], Say::Nothing);
        check(&[(Passed, 0), (Failed, 5)], Say::Raise);
        check(&[(Passed, 0), (PartiallyPassed, 5)], Say::Raise);
        check(&[(Passed, 0), (Undetected, 5), (Failed, 9)], Say::Raise);
        check(&[(Passed, 0), (Failed, 5), (Failed, 9)], Say::Nothing);
        check(&[(Passed, 0), (Failed, 5), (PartiallyPassed, 9)], Say::Nothing);
        check(&[(Passed, 0), (Failed, 5), (Undetected, 9)], Say::Nothing);
        check(&[(Passed, 0), (Failed, 5), (Undetected, 9), (Failed, 12)], Say::Nothing);
        check(&[(Passed, 0), (Failed, 5), (ToBeDetected, 9)], Say::Nothing);
    }

    #[test]
    fn what_fails_no_more_is_resolved() {
        check(&[(Failed, 0), (Passed, 5)], Say::Resolve);
        check(&[(Failed, 0), (NotApplicable, 5)], Say::Resolve);
        check(&[(Passed, 0)], Say::Resolve);
    }

    #[test]
    fn after_two_flips_within_an_hour_another_reading_has_to_agree() {
        check(&[(Failed, 0), (Passed, 5), (Failed, 9)], Say::WaitForAnother);
        check(&[(Passed, 0), (Failed, 5), (Passed, 9), (Failed, 12)], Say::WaitForAnother);
        check(&[(Failed, 0), (Passed, 5), (Undetected, 7), (Failed, 9)], Say::WaitForAnother);
        // The hour's ends belong to it.
        check(&[(Failed, 0), (Passed, 5), (Failed, 65)], Say::WaitForAnother);
        check(&[(Failed, 0), (Passed, 5), (Failed, 66)], Say::Raise);
        // What could not be decided in between is no flip.
        check(&[(Passed, 0), (Undetected, 5), (Passed, 6), (Failed, 9)], Say::Raise);
    }

    proptest! {
        /// Readings at any pace: an alert never rests on the one reading of a check that flipped twice within the
        /// hour, two failing readings in a row after a pass always raise one, and none stands over a pass.
        #[test]
        fn two_readings_agree_or_nothing_flipped(readings in proptest::collection::vec((any::<bool>(), 1..50u64), 1..60)) {
            let (mut intervals, mut stands, mut waits) = (Vec::<(Verdict, Time)>::new(), false, false);
            let (mut now, mut flipped, mut before) = (Time::from_ms(0), Vec::new(), None);
            for (passed, minutes) in readings {
                now = now.plus(Duration::from_secs(60 * minutes));
                let verdict = if passed { Passed } else { Failed };
                if before.is_some_and(|was| was != passed) {
                    flipped.push(now);
                }
                let stood = stands;
                if before == Some(passed) {
                    // No new interval; a failure that waits has its second reading.
                    stands |= std::mem::take(&mut waits) && !passed;
                } else {
                    intervals.insert(0, (verdict, now));
                    match decide(&intervals) {
                        Say::Raise => stands = true,
                        Say::WaitForAnother => waits = true,
                        Say::Resolve => (stands, waits) = (false, false),
                        Say::Nothing => {}
                    }
                }
                prop_assert!(!(passed && (stands || waits)));
                let lately = flipped.iter().filter(|at| now.since(**at) <= WINDOW).count();
                if stands && !stood && before != Some(passed) {
                    prop_assert_eq!(lately, 1, "one reading was enough though it flipped");
                }
                if before == Some(false) && !passed && !flipped.is_empty() {
                    prop_assert!(stands, "two readings agreed that it fails");
                }
                before = Some(passed);
            }
        }
    }
}
