//! Alerts as people see them.

use super::words;
use crate::{
    Engine,
    workbench::{AssessmentRef, InstanceRef},
};
use model::{
    ActionId, AlertId, AlertKind, AlertSeverity, AlertStatus, CheckId, DeliveryId, SetName, SignalName, Time,
};
use serde::Serialize;
use store::{AlertRow, DeliveryRow, DeliveryState, InstanceRow};
use utoipa::ToSchema;

/// A check, with the action that it tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlertCheck {
    pub id: CheckId,
    pub title: String,
    /// None where the check is no longer loaded.
    pub action: Option<ActionId>,
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlertView {
    pub id: AlertId,
    pub kind: AlertKind,
    pub title: String,
    pub severity: AlertSeverity,
    pub status: AlertStatus,
    pub instance: InstanceRef,
    /// The check that it is about, where it is about one.
    pub check: Option<AlertCheck>,
    /// What happened and what to do.
    pub message: String,
    /// How many checks are affected.
    pub affected_checks: usize,
    pub first_seen: Time,
    pub last_seen: Time,
    /// How often the cause was met.
    pub seen: u32,
    /// When the cause was gone, or somebody said so; null while it lasts.
    pub ended_at: Option<Time>,
}

/// All that an alert's cause affects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AffectedView {
    pub sets: Vec<SetName>,
    pub signals: Vec<SignalName>,
    pub checks: Vec<AlertCheck>,
    /// The rights that would mend it.
    pub rights: Vec<String>,
    /// The assessments that cover the instance now.
    pub assessments: Vec<AssessmentRef>,
}

/// What became of an alert at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlertChangeView {
    pub status: AlertStatus,
    pub why: String,
    /// Who said so; null where it was found out.
    pub by: Option<String>,
    pub at: Time,
}

/// A message about an alert, or about a request for break-glass reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MessageView {
    pub id: DeliveryId,
    /// The target's name.
    pub target: String,
    /// What it tells: `alert.raised`, `break_glass.granted` and the like.
    pub what: String,
    /// `waiting`, `sent` or `dead`: given up.
    pub state: &'static str,
    pub attempts: u32,
    /// Why the last try failed.
    pub error: Option<String>,
    /// When it was sent or given up; until then, when it is tried next.
    pub at: Time,
}

/// One alert with everything that is known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AlertDetail {
    pub alert: AlertView,
    pub affected: AffectedView,
    /// The first change first.
    pub history: Vec<AlertChangeView>,
    pub messages: Vec<MessageView>,
}

/// How many alerts have which status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct AlertCounts {
    pub active: u32,
    pub investigating: u32,
    pub resolved: u32,
    pub dismissed: u32,
}

impl Engine {
    pub(super) fn alert_view(&self, row: &AlertRow, instance: &InstanceRow) -> AlertView {
        AlertView {
            id: row.id.clone(),
            kind: row.kind,
            title: words::title(row.kind).to_owned(),
            severity: row.severity,
            status: row.status,
            instance: InstanceRef::from(instance),
            check: row.check.as_ref().map(|id| self.check_ref(id)),
            message: row.message.clone(),
            affected_checks: row.affected.checks.len(),
            first_seen: row.first_seen,
            last_seen: row.last_seen,
            seen: row.seen,
            ended_at: row.ended_at,
        }
    }

    pub(super) fn check_ref(&self, id: &CheckId) -> AlertCheck {
        let check = self.catalog.check(id);
        AlertCheck {
            id: id.clone(),
            title: check.map_or_else(|| id.to_string(), |check| check.title.clone()),
            action: check.map(|check| check.action.clone()),
        }
    }
}

pub(crate) fn message_view(target: String, row: DeliveryRow) -> MessageView {
    MessageView {
        id: row.id,
        target,
        what: row.what,
        state: DeliveryState::as_str(row.state),
        attempts: row.attempts,
        error: row.error,
        at: row.at,
    }
}
