//! What somebody says of an alert.

use super::{AlertDetail, raise::about};
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
};
use ledger::LeafKind;
use model::{AlertId, AlertStatus};
use serde::Deserialize;
use serde_json::json;
use store::{ALERT_WHY_CHARS_MAX, AlertChange};
use utoipa::ToSchema;

/// An alert's new status.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAlertStatus {
    pub status: AlertStatus,
    /// Why. Needed where an alert is resolved or dismissed.
    #[serde(default)]
    pub why: String,
}

impl Engine {
    /// Sets an alert's status. Whoever resolves one says that its cause is gone: should it be met again, that is
    /// another alert. Whoever dismisses one does not want to be told again while the cause lasts.
    pub async fn set_alert_status(
        &self,
        actor: &Actor,
        id: &AlertId,
        wanted: NewAlertStatus,
    ) -> Result<AlertDetail> {
        let scope = actor.may(UseCase::ManageAlerts)?;
        let why = checked_why(&wanted).map_err(|problem| Error::Invalid(vec![problem]))?;
        let mut tx = self.store.write().await?;
        let found = tx.alerts().get(scope, id).await?;
        let row = found.ok_or_else(|| Error::not_found(format!("alert {id}")))?;
        if row.ended_at.is_some() {
            let message = "This alert has ended; should its cause be met again, that is another alert.";
            return Err(Error::Conflict { field: Some("status".into()), message: message.into() });
        }
        if row.status == wanted.status {
            let message = format!("The alert is {} already.", wanted.status.as_str());
            return Err(Error::Conflict { field: Some("status".into()), message });
        }
        let by = Some(actor.principal().clone());
        let change = AlertChange { status: wanted.status, why: why.clone(), by, at: self.clock.now() };
        let end = wanted.status == AlertStatus::Resolved;
        if !tx.alerts().change(id, row.status, &change, end).await? {
            let message = "Somebody else changed this alert at the same time; look at it again.";
            return Err(Error::Conflict { field: Some("status".into()), message: message.into() });
        }
        let values = [("status", json!(wanted.status)), ("why", json!(why))];
        let about = about(&row).with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::ALERT_STATUS_CHANGED, about, &values).await?;
        if end {
            self.tell(&mut tx, &row, super::message::RESOLVED).await?;
        }
        self.changed(&mut tx, Topic::Alert, Some(&row.instance));
        tx.commit().await?;
        self.nudge.notify_one();
        self.alert(actor, id).await
    }
}

fn checked_why(wanted: &NewAlertStatus) -> Result<String, FieldProblem> {
    let why = wanted.why.trim();
    let chars = why.chars().count();
    if chars > ALERT_WHY_CHARS_MAX {
        let message = format!("This has {chars} characters; at most {ALERT_WHY_CHARS_MAX} fit. Shorten it.");
        return Err(FieldProblem::new("why", message));
    }
    if why.is_empty() && !wanted.status.is_open() {
        return Err(FieldProblem::new("why", "Say why; who looks at this alert later will want to know."));
    }
    Ok(why.to_owned())
}
