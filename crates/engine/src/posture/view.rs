//! What people see of connectors and instances. Never a credential.

use super::{CertificateView, NoticingView};
use assure::{ConnectorInfo, pack::ArchiveInfo, score::Score, status::Standing};
use model::{
    Absence, AssessmentId, ConnectorId, InstanceId, RunId, ServiceId, SetName, SignalName, Time, Verdict,
};
use serde::Serialize;
use utoipa::ToSchema;

/// A connector that can be activated.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConnectorView {
    #[serde(flatten)]
    pub info: ConnectorInfo,
    /// `compliance`; archive connectors are shown in a section of their own.
    pub kind: &'static str,
    /// What its messages are called, and what it archives, where it is an archive connector.
    pub archive: Option<ArchiveInfo>,
    /// How many instances of it are activated.
    pub instances: usize,
}

/// One activated connector.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InstanceView {
    pub id: InstanceId,
    pub connector: ConnectorId,
    pub service: ServiceId,
    pub name: String,
    /// The account at the service, pinned since activation.
    pub account_id: String,
    /// The way in which it signs in.
    pub method: Option<MethodView>,
    /// The certificate of the key that we made for it.
    pub certificate: Option<CertificateView>,
    pub created_at: Time,
    /// Name of the principal.
    pub created_by: String,
    pub health: Health,
    pub last_run: Option<RunView>,
    pub sets: Vec<SetView>,
    pub events: EventsView,
    /// How changes at the service are noticed at present.
    pub noticing: NoticingView,
    pub checks: CheckCounts,
    pub next_refresh_at: Option<Time>,
}

/// A way to sign in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MethodView {
    pub id: String,
    pub title: String,
    /// What speaks against it, and what to use instead: a warning for as long as it is used.
    pub notice: Option<String>,
}

/// How the connection does, in a word and a sentence.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Health {
    pub state: HealthState,
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HealthState {
    /// Not read yet.
    Waiting,
    /// The last run read everything.
    Healthy,
    /// Something could not be read, or is stale.
    Degraded,
    /// The last run read nothing.
    Failing,
}

/// One refresh.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RunView {
    pub id: RunId,
    /// `activation`, `daily`, `requested` or `event`.
    pub trigger: &'static str,
    /// `running`, `complete`, `partial` or `failed`.
    pub state: &'static str,
    pub started_at: Time,
    pub ended_at: Option<Time>,
    pub sets: Vec<SetResultView>,
}

/// How one set of a run ended.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SetResultView {
    pub set: SetName,
    /// `waiting`, `committed` or `failed`.
    pub state: &'static str,
    /// Why it failed, in the service's words where there are any.
    pub detail: Option<String>,
    pub at: Option<Time>,
}

/// One set as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SetView {
    pub set: SetName,
    pub signals: Vec<SignalView>,
    /// When the service was last read for the whole set.
    pub read_at: Option<Time>,
    pub stale: bool,
}

/// One signal as it stands.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignalView {
    pub signal: SignalName,
    /// `document`, `table`, `absent`, or none when never read.
    pub presence: Option<&'static str>,
    pub read_at: Option<Time>,
    pub absence: Option<Absence>,
}

/// Event subscriptions of one instance.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventsView {
    /// What to copy to the service.
    pub url: String,
    /// Whether a secret token was given.
    pub subscribed: bool,
    /// The first and the latest event whose signature was right.
    pub first_event_at: Option<Time>,
    pub last_event_at: Option<Time>,
    /// The events to subscribe to at the service, each with when it first arrived; others that arrived follow.
    pub arrivals: Vec<ArrivalView>,
}

/// One kind of event.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArrivalView {
    /// The service's name for it.
    pub name: String,
    /// Whether the connector makes use of it.
    pub wanted: bool,
    /// The first and the latest whose signature was right; none while none arrived.
    pub first_at: Option<Time>,
    pub last_at: Option<Time>,
    pub count: i64,
}

/// How many checks stand at which verdict.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct CheckCounts {
    pub passed: u32,
    pub partially_passed: u32,
    pub failed: u32,
    pub undetected: u32,
    pub to_be_detected: u32,
    pub not_applicable: u32,
}

impl CheckCounts {
    /// Counts how checks stand.
    pub(crate) fn of<'a>(standings: impl IntoIterator<Item = &'a Standing>) -> Self {
        let mut counts = Self::default();
        for standing in standings {
            *match standing.verdict {
                Verdict::Passed => &mut counts.passed,
                Verdict::PartiallyPassed => &mut counts.partially_passed,
                Verdict::Failed => &mut counts.failed,
                Verdict::Undetected => &mut counts.undetected,
                Verdict::ToBeDetected => &mut counts.to_be_detected,
                Verdict::NotApplicable => &mut counts.not_applicable,
            } += 1;
        }
        counts
    }
}

/// What deleting an instance would do to the scores.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DeletionView {
    pub assessments: Vec<AffectedAssessment>,
    pub organisation: BeforeAndAfter,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AffectedAssessment {
    pub id: AssessmentId,
    pub name: String,
    #[serde(flatten)]
    pub change: BeforeAndAfter,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BeforeAndAfter {
    pub before: Score,
    pub after: Score,
}
