//! A manual action: what a person sets, all or nothing.

use super::{ActionResult, Counts, sentence};
use crate::score::{Coverage, Points};
use model::{ActionKind, ImplementationStatus, TestStatus, Time};
use serde::Serialize;

/// What a person says of an action: of a technical one in the whole organisation, where its test status counts as
/// far as no check tests it, of another in one group. An action of which nobody said anything is *Not implemented*
/// and *None*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ManualStatus {
    pub implementation: ImplementationStatus,
    pub test: TestStatus,
    /// When somebody last spoke of the test, by our clock: what was tested was tested by then. None where nobody did.
    pub test_set_at: Option<Time>,
}

impl Default for ManualStatus {
    fn default() -> Self {
        let (implementation, test) = (ImplementationStatus::NotImplemented, TestStatus::None);
        ManualStatus { implementation, test, test_set_at: None }
    }
}

/// Whether an implementation status lets a test status be set, and a pass count.
pub(super) fn is_done(implementation: ImplementationStatus) -> bool {
    matches!(
        implementation,
        ImplementationStatus::Implemented | ImplementationStatus::AlternativeImplementation
    )
}

/// An action worth `points` that people alone test, with that status. *Out of scope*, as either status, takes it out of the
/// score; *Passed* earns all the points where it is done, and is no pass where it is not.
pub fn fold_manual(points: u32, kind: ActionKind, set: &ManualStatus) -> ActionResult {
    let out = set.implementation == ImplementationStatus::OutOfScope || set.test == TestStatus::OutOfScope;
    let unearned = set.test == TestStatus::Passed && !is_done(set.implementation);
    let (status, note) = match (out, unearned) {
        (true, _) if kind == ActionKind::Technical => {
            (TestStatus::OutOfScope, Some(sentence::SET_OUT_TECHNICAL.into()))
        }
        (true, _) => (TestStatus::OutOfScope, Some(sentence::SET_OUT_IN_GROUP.into())),
        (false, true) => (TestStatus::None, Some(sentence::PASSED_UNIMPLEMENTED.into())),
        (false, false) => (set.test, None),
    };
    ActionResult {
        kind,
        implementation_status: set.implementation,
        status,
        points: match status {
            TestStatus::OutOfScope => Points::NONE,
            TestStatus::Passed => Points::whole(points),
            _ => Points { achieved_thousandths: 0, achievable: points },
        },
        worst: None,
        severity: None,
        counts: Counts::default(),
        instances: Vec::new(),
        note,
        flagged: false,
        coverage: Coverage::NONE,
        by_hand: true,
    }
}
