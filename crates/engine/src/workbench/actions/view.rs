//! What people see of improvement actions.

use crate::workbench::{AssessmentRef, GroupRef, InstanceRef, ParameterView};
use assure::{
    score::Points,
    status::{Counts, ManualStatus},
};
use model::{
    ActionId, ActionKind, CheckId, ControlId, ImplementationStatus, Reason, RegulationId, Severity,
    SignalName, TestStatus, Time, UsedException, Verdict,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Who tests an action, as a whole or on one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TestingSource {
    /// Checks.
    Automatic,
    /// People: no check tests the action, or its check found, on an instance, that the service does not show the
    /// setting.
    Manual,
}

impl TestingSource {
    pub(super) fn of(by_hand: bool) -> Self {
        if by_hand { Self::Manual } else { Self::Automatic }
    }
}

/// How an action stands in one scope: an assessment, a group or the whole organisation.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActionSummary {
    pub id: ActionId,
    pub title: String,
    pub kind: ActionKind,
    pub category: String,
    /// None for a technical action, which has one status in the whole organisation.
    pub group: Option<GroupRef>,
    /// Nothing is achievable where it is out of scope.
    pub points: Points,
    pub test_status: TestStatus,
    /// What the status alone would hide: “1 of 2 instances failed”.
    pub note: Option<String>,
    /// The worst instance, by which lists sort and filter.
    pub worst: Option<Verdict>,
    /// Instances by verdict.
    pub instances: Counts,
    pub implementation_status: ImplementationStatus,
    /// Passed by its checks while a person says *Not implemented*.
    pub flagged: bool,
    /// Manual where a person's test status counts on any instance.
    pub testing_source: TestingSource,
    /// Those that are assessed and refer to it.
    pub regulations: Vec<RegulationId>,
}

/// An action in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActionRow {
    #[serde(flatten)]
    pub summary: ActionSummary,
    /// How many assessments have it.
    pub assessments: usize,
}

/// An action with all that its status rests on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ActionView {
    #[serde(flatten)]
    pub summary: ActionSummary,
    /// What it is and why it matters.
    pub description: String,
    /// How to do it.
    pub how: String,
    pub link: Option<String>,
    pub as_of: Time,
    /// Every control that refers to it, of all regulations that are loaded.
    pub controls: Vec<RelatedControl>,
    /// The assessments that have it, in this group where it is not technical.
    pub assessments: Vec<AssessmentRef>,
    /// How it stands in every scope, so that none is taken for another.
    pub scopes: Vec<ScopeFigure>,
    /// What people say of it. A technical action's test status counts where no check tests it.
    pub status: ManualStatus,
    /// Per instance in scope, the worst first. Empty for a manual action.
    pub results: Vec<InstanceResultView>,
    pub implementation_date: Option<Time>,
    pub test_date: Option<Time>,
    pub notes: String,
}

/// A control that refers to an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RelatedControl {
    pub regulation: RegulationId,
    pub regulation_title: String,
    pub control: ControlId,
    pub title: String,
}

/// An action's figure in one scope.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScopeFigure {
    /// The scope in words: “Whole organisation”.
    pub label: String,
    pub group: Option<GroupRef>,
    pub assessment: Option<AssessmentRef>,
    pub test_status: TestStatus,
    pub note: Option<String>,
    pub points: Points,
}

/// An action on one instance.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct InstanceResultView {
    pub instance: InstanceRef,
    pub verdict: Verdict,
    /// Manual where the person's test status of the action decides here.
    pub testing_source: TestingSource,
    /// The instance's own: the whole points are achievable on it alone.
    pub points: Points,
    /// The worst first.
    pub checks: Vec<CheckResultView>,
}

/// What a check found on one instance, and what that rests on.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CheckResultView {
    pub check: CheckRef,
    pub verdict: Verdict,
    /// Why it could not be detected.
    pub reason: Option<Reason>,
    /// What would pass.
    pub expected: String,
    /// What was there.
    pub facts: Vec<FactView>,
    /// What counts on this instance, with who set it, why and until when.
    pub parameters: Vec<ParameterView>,
    /// Entries beyond the defaults that the verdict needed.
    pub exceptions: Vec<UsedException>,
    /// The oldest reading that it rests on.
    pub read_at: Option<Time>,
    /// When its readings are too old to prove anything; past where they are already.
    pub proven_until: Option<Time>,
    /// When we knew; none where nothing was judged yet.
    pub recorded_at: Option<Time>,
    /// When the service was read for it.
    pub observed_at: Option<Time>,
}

/// The check behind a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckRef {
    pub id: CheckId,
    /// The version that judged; the loaded one where none did yet.
    pub version: u32,
    pub title: String,
    pub why: String,
    /// Where to mend it at the service.
    pub fix: String,
    pub link: Option<String>,
    pub severity: Severity,
    /// Ids of controls elsewhere.
    pub maps: Vec<String>,
}

/// One value that a check looked at.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FactView {
    /// The name that the check binds it to.
    pub name: String,
    pub signal: SignalName,
    /// JSON pointer (RFC 6901) within the signal.
    pub pointer: String,
    /// What was there; `null` where nothing was.
    #[schema(value_type = Object)]
    pub actual: Value,
    /// When the signal was last read, by what was known at the moment looked at.
    pub read_at: Option<Time>,
}
