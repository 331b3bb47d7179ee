//! Statuses of controls and assessments.

use model::TestStatus;
use serde::Serialize;

/// A control's status, from its actions'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ControlStatus {
    /// All passed, or at least one and the rest is out of scope.
    Passed,
    /// At least one failed.
    Failed,
    /// Nothing was tested.
    None,
    /// All are out of scope.
    OutOfScope,
    /// Anything else.
    InProgress,
}

/// An assessment's status, from its controls'.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssessmentStatus {
    /// All controls passed, or at least one and the rest is out of scope.
    Complete,
    /// At least one control failed.
    Incomplete,
    /// Nothing was tested, or all is out of scope.
    None,
    /// Anything else.
    InProgress,
}

impl ControlStatus {
    /// As the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            ControlStatus::Passed => "passed",
            ControlStatus::Failed => "failed",
            ControlStatus::None => "none",
            ControlStatus::OutOfScope => "out_of_scope",
            ControlStatus::InProgress => "in_progress",
        }
    }
}

impl AssessmentStatus {
    /// As the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            AssessmentStatus::Complete => "complete",
            AssessmentStatus::Incomplete => "incomplete",
            AssessmentStatus::None => "none",
            AssessmentStatus::InProgress => "in_progress",
        }
    }
}

/// Whether an action was not tested: nobody did, or its checks still wait for their first reading.
fn untested(status: TestStatus) -> bool {
    matches!(status, TestStatus::None | TestStatus::NotAssessed | TestStatus::ToBeDetected)
}

/// A control with actions of these statuses. *Partially tested* and *Could not be detected* are in progress.
pub fn control_status(actions: &[TestStatus]) -> ControlStatus {
    let in_scope = || actions.iter().copied().filter(|status| *status != TestStatus::OutOfScope);
    if actions.is_empty() {
        ControlStatus::None
    } else if in_scope().next().is_none() {
        ControlStatus::OutOfScope
    } else if in_scope().any(TestStatus::is_failed) {
        ControlStatus::Failed
    } else if in_scope().all(|status| status == TestStatus::Passed) {
        ControlStatus::Passed
    } else if in_scope().all(untested) {
        ControlStatus::None
    } else {
        ControlStatus::InProgress
    }
}

/// An assessment with controls of these statuses.
pub fn assessment_status(controls: &[ControlStatus]) -> AssessmentStatus {
    let in_scope = || controls.iter().copied().filter(|status| *status != ControlStatus::OutOfScope);
    if in_scope().any(|status| status == ControlStatus::Failed) {
        AssessmentStatus::Incomplete
    } else if in_scope().all(|status| status == ControlStatus::None) {
        AssessmentStatus::None
    } else if in_scope().all(|status| status == ControlStatus::Passed) {
        AssessmentStatus::Complete
    } else {
        AssessmentStatus::InProgress
    }
}
