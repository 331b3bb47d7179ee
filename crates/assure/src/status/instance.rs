//! An action on one instance: the worst of its checks there.

use super::{Tested, standing::earned};
use crate::score::Coverage;
use model::{Credit, Severity, Time, Verdict};
use serde::Serialize;

/// How an action stands on one instance.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct InstanceResult {
    /// The worst of the action's checks; not applicable ones are left out.
    pub verdict: Verdict,
    /// 1 for passed, the lowest of its checks' for partially passed, 0 for all else.
    pub credit: Credit,
    /// The worst of the failed checks'; set exactly when the verdict is `failed`.
    pub severity: Option<Severity>,
    /// Whether a check is undetected because a reading is too old.
    pub stale: bool,
    /// The earliest of its checks'.
    pub proven_until: Option<Time>,
    /// The oldest reading that its checks rest on.
    pub read_at: Option<Time>,
    /// Decided checks of all that apply; what people test is in neither.
    pub coverage: Coverage,
    /// A person's test status counts here, of all its checks or of some.
    pub by_hand: bool,
}

/// From best to worst, for sorting: a greater rank is worse. Not applicable is none of it.
pub fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::NotApplicable => 0,
        Verdict::Passed => 1,
        Verdict::PartiallyPassed => 2,
        Verdict::ToBeDetected => 3,
        Verdict::Undetected => 4,
        Verdict::Failed => 5,
    }
}

/// Folds the standings of an action's checks on one instance. Without any check there is nothing to prove
/// it by, so that it is to be detected.
pub fn fold_instance<'a, T: Into<Tested<'a>>>(standings: impl IntoIterator<Item = T>) -> InstanceResult {
    let tested: Vec<Tested<'a>> = standings.into_iter().map(Into::into).collect();
    let standings = || tested.iter().map(|tested| tested.standing.as_ref());
    let verdict = standings()
        .map(|standing| standing.verdict)
        .max_by_key(|verdict| rank(*verdict))
        .unwrap_or(Verdict::ToBeDetected);
    let applying = || standings().filter(|standing| standing.verdict != Verdict::NotApplicable);
    let failed = standings().filter(|standing| standing.verdict == Verdict::Failed);
    let credit = match verdict {
        Verdict::Passed => Credit::FULL,
        Verdict::PartiallyPassed => {
            applying().map(|s| earned(s.verdict, s.credit)).min().unwrap_or(Credit::NONE)
        }
        _ => Credit::NONE,
    };
    InstanceResult {
        verdict,
        credit,
        severity: failed.map(|standing| standing.severity).max(),
        stale: standings().any(|standing| standing.is_stale()),
        proven_until: standings().filter_map(|standing| standing.proven_until).min(),
        read_at: standings().filter_map(|standing| standing.read_at).min(),
        coverage: tested
            .iter()
            .filter(|tested| !tested.by_hand)
            .map(|tested| Coverage::of(tested.standing.verdict))
            .sum(),
        by_hand: tested.iter().any(|tested| tested.by_hand),
    }
}
