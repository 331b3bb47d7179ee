//! What people test of technical actions: those that no check tests, and those whose check finds that the service
//! does not show the setting on an instance.

use super::{ManualStatus, Standing, manual::is_done};
use crate::{Action, Catalog, Check};
use model::{ActionKind, Credit, Severity, TestStatus, Time, Undetected, Verdict};
use serde::Serialize;
use std::borrow::Cow;

/// Who tests an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestedBy {
    /// Checks alone.
    Checks,
    /// People alone.
    People,
    /// Checks where the service shows what they read, people elsewhere.
    Both,
}

impl TestedBy {
    /// Who tests an action, by the checks that there are for it.
    pub fn of(catalog: &Catalog, action: &Action) -> TestedBy {
        let mut checks = catalog.checks_of_action(&action.id).peekable();
        if action.kind != ActionKind::Technical || checks.peek().is_none() {
            return TestedBy::People;
        }
        if checks.any(|check| check.manual_until_read) { TestedBy::Both } else { TestedBy::Checks }
    }
}

/// A check's standing as it counts for its action: its own, or that of the person who tests in its place.
#[derive(Debug, Clone)]
pub struct Tested<'a> {
    pub standing: Cow<'a, Standing>,
    /// A person's test status counts here. It is left out of the coverage of automatic checks.
    pub by_hand: bool,
}

impl<'a> From<&'a Standing> for Tested<'a> {
    fn from(standing: &'a Standing) -> Self {
        Tested { standing: Cow::Borrowed(standing), by_hand: false }
    }
}

impl<'a> Tested<'a> {
    /// How a check's standing counts. Where it is tested by hand, `set` is what people say of the action in the
    /// whole organisation: a failed test wherever it was said, a passed one where it was said since the setting was
    /// last known to be missing on this instance. Who looked before that looked at something else. What the check
    /// found stays the proof that it is for people to test: it ages as every reading does.
    pub fn of(check: &Check, standing: &'a Standing, set: &ManualStatus) -> Self {
        if !is_by_hand(check, standing) {
            return standing.into();
        }
        let (verdict, severity) = said(set, standing.since);
        let credit = if verdict == Verdict::Passed { Credit::FULL } else { Credit::NONE };
        let severity = severity.unwrap_or(standing.severity);
        let told = Standing { verdict, credit, severity, reason: None, ..standing.clone() };
        Tested { standing: Cow::Owned(told), by_hand: true }
    }
}

/// Whether a check leaves an instance to people: what it reads was read, recently, and the setting is not in it
/// though its section is.
pub fn is_by_hand(check: &Check, standing: &Standing) -> bool {
    let missing = standing.reason.as_ref().is_some_and(|reason| reason.code == Undetected::PathMissing);
    check.manual_until_read && standing.verdict == Verdict::Undetected && missing
}

/// A person's test status as a verdict on an instance that people test since then. *Passed* is none before the
/// action is implemented, nor where it was said before.
fn said(set: &ManualStatus, since: Option<Time>) -> (Verdict, Option<Severity>) {
    let said_of_this = set.test_set_at.zip(since).is_some_and(|(said, since)| said >= since);
    match set.test {
        TestStatus::Passed if is_done(set.implementation) && said_of_this => (Verdict::Passed, None),
        TestStatus::FailedLowRisk => (Verdict::Failed, Some(Severity::Low)),
        TestStatus::FailedMediumRisk => (Verdict::Failed, Some(Severity::Medium)),
        TestStatus::FailedHighRisk => (Verdict::Failed, Some(Severity::High)),
        _ => (Verdict::ToBeDetected, None),
    }
}
