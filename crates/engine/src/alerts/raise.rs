//! An alert's beginning and its end: of one cause one alert stands, and what is met again joins it.

use super::words;
use crate::{Engine, Error, Result, Topic};
use ledger::{LeafKind, Subject};
use model::{AlertId, AlertKind, AlertSeverity, AlertStatus, CheckId, InstanceId, SignalName};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Affected, AlertChange, AlertRow, InstanceRow, Tx};

/// How often raising is tried while other transactions raise or end the same alert.
const RACES_MAX: usize = 5;

/// Something that is wrong.
#[derive(Debug, Clone)]
pub(super) struct Trouble {
    pub kind: AlertKind,
    pub instance: InstanceId,
    pub check: Option<CheckId>,
    /// Tells causes of one kind on one instance apart, where there are several.
    pub which: Option<String>,
    pub severity: AlertSeverity,
    pub message: String,
    /// All that is known to be affected now.
    pub affected: Affected,
}

/// How a cause is spelled for comparison.
pub(super) fn cause(kind: AlertKind, instance: &InstanceId, which: Option<&str>) -> String {
    match which {
        Some(which) => format!("{}:{instance}:{which}", kind.as_str()),
        None => format!("{}:{instance}", kind.as_str()),
    }
}

impl Engine {
    /// Raises an alert, or joins the one of this cause that stands.
    pub(super) async fn raise(&self, tx: &mut Tx, trouble: Trouble) -> Result<()> {
        let now = self.clock.now();
        let cause = cause(trouble.kind, &trouble.instance, trouble.which.as_deref());
        for _ in 0..RACES_MAX {
            if let Some(stands) = tx.alerts().standing(&cause).await? {
                let severity = stands.severity.max(trouble.severity);
                let (message, affected) = (trouble.message.clone(), trouble.affected.clone());
                let known = AlertRow { severity, message, affected, last_seen: now, ..stands };
                if tx.alerts().join(&known, 1).await? {
                    self.changed(tx, Topic::Alert, Some(&known.instance));
                    return Ok(());
                }
                continue;
            }
            let row = AlertRow {
                id: AlertId::make(self.clock.as_ref(), self.random.as_ref()),
                kind: trouble.kind,
                cause: cause.clone(),
                instance: trouble.instance.clone(),
                check: trouble.check.clone(),
                severity: trouble.severity,
                message: trouble.message.clone(),
                affected: trouble.affected.clone(),
                first_seen: now,
                last_seen: now,
                seen: 1,
                status: AlertStatus::Active,
                ended_at: None,
            };
            if !tx.alerts().insert(&row).await? {
                continue;
            }
            let about = about(&row);
            let values = [("kind", json!(row.kind)), ("severity", json!(row.severity))];
            self.leaf(tx, LeafKind::ALERT_RAISED, about, &values).await?;
            self.tell(tx, &row, super::message::RAISED).await?;
            self.changed(tx, Topic::Alert, Some(&row.instance));
            tracing::warn!(kind = row.kind.as_str(), instance = %row.instance, "alert raised");
            return Ok(());
        }
        Err(Error::Internal(format!("the alert “{cause}” was raised and ended too often at once")))
    }

    /// The cause is gone: the alert that stands ends, and says why. One that was dismissed stays so.
    pub(super) async fn resolve(&self, tx: &mut Tx, stands: &AlertRow, why: &str) -> Result<()> {
        let mut stands = stands.clone();
        for _ in 0..RACES_MAX {
            let dismissed = stands.status == AlertStatus::Dismissed;
            let status = if dismissed { AlertStatus::Dismissed } else { AlertStatus::Resolved };
            let change = AlertChange { status, why: why.to_owned(), by: None, at: self.clock.now() };
            if !tx.alerts().change(&stands.id, stands.status, &change, true).await? {
                // Somebody set its status at this very moment.
                match tx.alerts().standing(&stands.cause).await? {
                    Some(known) if known.id == stands.id => stands = known,
                    _ => return Ok(()),
                }
                continue;
            }
            let values = [("status", json!(status)), ("why", json!(why))];
            self.leaf(tx, LeafKind::ALERT_STATUS_CHANGED, about(&stands), &values).await?;
            if !dismissed {
                self.tell(tx, &stands, super::message::RESOLVED).await?;
            }
            self.changed(tx, Topic::Alert, Some(&stands.instance));
            return Ok(());
        }
        Err(Error::Internal(format!("the alert {} changed too often at once", stands.id)))
    }

    /// What is affected changed, and the cause lasts.
    pub(super) async fn narrow(
        &self,
        tx: &mut Tx,
        stands: &AlertRow,
        affected: Affected,
        message: String,
    ) -> Result<()> {
        let known = AlertRow { affected, message, ..stands.clone() };
        tx.alerts().join(&known, 0).await?;
        self.changed(tx, Topic::Alert, Some(&known.instance));
        Ok(())
    }

    /// The checks of an instance that read any of these signals.
    pub(super) fn checks_reading(
        &self,
        instance: &InstanceRow,
        signals: &BTreeSet<SignalName>,
    ) -> BTreeSet<CheckId> {
        let catalog = &self.catalog;
        let reading =
            catalog.checks_of(&instance.service).filter(|check| check.signals().any(|s| signals.contains(s)));
        reading.map(|check| check.id.clone()).collect()
    }

    /// The worst severity among checks, of those that are loaded.
    pub(super) fn worst(&self, checks: &BTreeSet<CheckId>) -> Option<AlertSeverity> {
        checks.iter().filter_map(|id| self.catalog.check(id)).map(|check| check.severity.into()).max()
    }
}

/// What a leaf about an alert names.
pub(super) fn about(row: &AlertRow) -> Subject {
    let about = Subject::new().with("alert", &row.id).with("instance", &row.instance);
    match &row.check {
        Some(check) => about.with("check", check),
        None => about,
    }
}

/// The message of an alert: what its kind means, a sentence of its own, and how much rests on it.
pub(super) fn message(kind: AlertKind, own: &str, checks: usize) -> String {
    let rests = match checks {
        0 => String::new(),
        some => format!(" Affected: {}.", words::checks(some)),
    };
    let own = if own.is_empty() { String::new() } else { format!(" {own}") };
    format!("{}{own}{rests}", words::meaning(kind))
}
