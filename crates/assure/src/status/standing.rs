//! One check on one instance, as it stands at a moment.

use super::staleness::{self, Proof};
use crate::check::Check;
use model::{Credit, Outcome, Reason, Severity, SignalName, Time, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// A check's outcome on one instance, as of a time: the stored outcome unless it went stale.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Standing {
    pub verdict: Verdict,
    /// 1 for passed, the check's credit for partially passed, 0 for all else.
    pub credit: Credit,
    pub severity: Severity,
    /// Set exactly when the verdict is `undetected`.
    pub reason: Option<Reason>,
    /// The moment after which the readings prove nothing any more: the earliest read time + `max_age`. Lies
    /// in the past where the reason is `stale`; none where nothing was read.
    pub proven_until: Option<Time>,
    /// The oldest of the readings that it rests on.
    pub read_at: Option<Time>,
    /// The latest reading of each signal that it rests on.
    pub read_times: BTreeMap<SignalName, Time>,
    /// When the outcome that stands was recorded first. None where that is not known, or nothing was judged.
    pub since: Option<Time>,
}

impl Standing {
    /// A check that has no outcome on an instance.
    pub fn to_be_detected(severity: Severity) -> Self {
        Standing {
            verdict: Verdict::ToBeDetected,
            credit: Credit::NONE,
            severity,
            reason: None,
            proven_until: None,
            read_at: None,
            read_times: BTreeMap::new(),
            since: None,
        }
    }

    /// The same, of an outcome that stands since then.
    pub fn since(self, recorded_at: Option<Time>) -> Self {
        Standing { since: recorded_at, ..self }
    }

    /// Whether it is undetected because a reading is too old.
    pub fn is_stale(&self) -> bool {
        self.reason.as_ref().is_some_and(|reason| reason.code == model::Undetected::Stale)
    }
}

/// How `outcome` stands at `as_of`.
///
/// `latest` holds, for each signal of the instance, the read time of the latest reading that was recorded by
/// `as_of`. A verdict whose readings are not there was not proven: it is to be detected. One of whose
/// readings is older than its `max_age` is stale, *not applicable* included; a reading exactly as old as
/// that still counts.
pub fn stand(
    check: &Check,
    outcome: Option<&Outcome>,
    latest: &BTreeMap<SignalName, Time>,
    as_of: Time,
) -> Standing {
    let Some(outcome) = outcome else {
        return Standing::to_be_detected(check.severity);
    };
    let proof = staleness::proof(check, outcome, latest);
    let stale = proof.stale(as_of, outcome.reason.as_ref());
    let verdict = match (&stale, outcome.verdict) {
        (Some(_), _) => Verdict::Undetected,
        (None, Verdict::Undetected) => Verdict::Undetected,
        (None, verdict) if proof.complete => verdict,
        (None, _) => Verdict::ToBeDetected,
    };
    let reason = match verdict {
        Verdict::Undetected => stale.or_else(|| outcome.reason.clone()),
        _ => None,
    };
    let Proof { proven_until, read_times, .. } = proof;
    Standing {
        verdict,
        credit: earned(verdict, outcome.credit),
        severity: outcome.severity,
        reason,
        proven_until,
        read_at: read_times.values().min().copied(),
        read_times,
        since: None,
    }
}

/// What a verdict earns, whatever was stored beside it.
pub(super) fn earned(verdict: Verdict, granted: Credit) -> Credit {
    match verdict {
        Verdict::Passed => Credit::FULL,
        // Made anew, so that a fraction that is none (from a damaged row) earns nothing.
        Verdict::PartiallyPassed => {
            Credit::new(granted.numerator(), granted.denominator()).unwrap_or(Credit::NONE)
        }
        Verdict::Failed | Verdict::Undetected | Verdict::ToBeDetected | Verdict::NotApplicable => {
            Credit::NONE
        }
    }
}
