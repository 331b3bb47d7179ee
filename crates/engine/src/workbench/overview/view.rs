//! What people see of the organisation.

use crate::{
    posture::{CheckCounts, Health},
    workbench::{ActionRow, AssessmentSummary},
};
use assure::score::Score;
use model::{ConnectorId, InstanceId, RunId, ServiceId, TestStatus, Time};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The organisation as it stood at a moment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OverviewView {
    pub as_of: Time,
    /// Over all assessments, each action once as its kind demands.
    pub score: Score,
    pub assessments: Vec<AssessmentSummary>,
    /// How many actions have which test status; statuses that none has are left out.
    pub actions_by_status: BTreeMap<TestStatus, u32>,
    /// What to look at first: what failed, could not be detected or passed in part on any instance.
    pub worst_actions: Vec<ActionRow>,
    pub instances: Vec<InstanceBrief>,
    /// What is wrong, and what the score leaves out.
    pub problems: Vec<ScoreProblem>,
}

/// A service instance and how it does.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstanceBrief {
    pub id: InstanceId,
    pub connector: ConnectorId,
    pub service: ServiceId,
    pub name: String,
    pub account_id: String,
    pub created_at: Time,
    pub health: Health,
    /// The latest run that had begun.
    pub last_run: Option<LastRun>,
    pub checks: CheckCounts,
    /// When the daily refresh is due; none of a past moment.
    pub next_refresh_at: Option<Time>,
}

/// A run, in brief.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LastRun {
    pub id: RunId,
    /// `running`, `complete`, `partial` or `failed`.
    pub state: &'static str,
    pub started_at: Time,
    pub ended_at: Option<Time>,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScoreProblem {
    pub kind: ProblemKind,
    /// What is wrong and what to do.
    pub message: String,
    /// The portal's page about it, where there is one.
    pub link: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// The last run of an instance read nothing.
    InstanceFailing,
    /// Something of an instance could not be read, or is stale.
    InstanceDegraded,
    /// No assessment covers an instance, so that nothing of it counts.
    InstanceUncovered,
    /// Work was given up.
    WorkGivenUp,
    /// Something that an assessment names is not loaded.
    NotScored,
    /// A file of a pack or regulation is wrong and was left out.
    FileRefused,
    /// Another version of a check waits to be accepted or deferred.
    UpdateWaiting,
}

/// The organisation's score at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScorePoint {
    /// The end of a day in UTC, or now.
    pub at: Time,
    pub score: Score,
}
