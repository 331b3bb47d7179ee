//! What a set that was read says: rights that were lost or came back, and that the connection works.

use super::raise::{Trouble, message};
use crate::{Engine, Result};
use model::{Absence, AbsenceKind, AlertKind, AlertSeverity, Presence, Reading, SetName, SignalName};
use std::collections::{BTreeMap, BTreeSet};
use store::{Affected, AlertRow, InstanceRow, Tx};

impl Engine {
    /// A set was read to its end and is kept in this transaction; the signals in `lost` had a value before.
    pub(crate) async fn alert_on_set(
        &self,
        tx: &mut Tx,
        instance: &InstanceRow,
        set: &SetName,
        lost: &BTreeSet<SignalName>,
    ) -> Result<()> {
        let stand = tx.alerts().standing_on(&instance.id).await?;
        for alert in &stand {
            match alert.kind {
                AlertKind::CredentialsRefused => {
                    self.resolve(tx, alert, "The service accepts the credentials again.").await?;
                }
                AlertKind::ConnectorQuiet => self.resolve(tx, alert, "It was read again.").await?,
                AlertKind::SetUnreadable => self.readable_again(tx, instance, alert, set).await?,
                _ => {}
            }
        }
        let scope_lost = stand.iter().find(|alert| alert.kind == AlertKind::ScopeLost);
        self.alert_on_rights(tx, instance, scope_lost, lost).await?;
        self.settle_awaited(tx, &instance.id).await
    }

    async fn readable_again(
        &self,
        tx: &mut Tx,
        instance: &InstanceRow,
        alert: &AlertRow,
        set: &SetName,
    ) -> Result<()> {
        let mut sets = alert.affected.sets.clone();
        if !sets.remove(set) {
            return Ok(());
        }
        if sets.is_empty() {
            return self.resolve(tx, alert, "All of it was read again.").await;
        }
        let affected = self.affected_by_sets(instance, sets)?;
        self.narrow(tx, alert, affected, alert.message.clone()).await
    }

    async fn alert_on_rights(
        &self,
        tx: &mut Tx,
        instance: &InstanceRow,
        stands: Option<&AlertRow>,
        lost: &BTreeSet<SignalName>,
    ) -> Result<()> {
        let known = stands.map(|alert| &alert.affected.signals);
        if lost.is_empty() && known.is_none() {
            return Ok(());
        }
        let states = tx.signals().states(&instance.id).await?;
        let missing = |signal: &SignalName| missing_right(states.get(signal)?.absence.as_ref());
        let still = known.into_iter().flatten().filter(|signal| missing(signal).is_some());
        let signals: BTreeSet<_> = still.cloned().chain(lost.iter().cloned()).collect();
        if lost.is_empty() && known.is_none_or(|known| *known == signals) {
            return Ok(());
        }
        if signals.is_empty() {
            return match stands {
                Some(alert) => self.resolve(tx, alert, "All of it can be read again.").await,
                None => Ok(()),
            };
        }
        let rights: BTreeSet<_> = signals.iter().filter_map(|signal| missing(signal)?.clone()).collect();
        let checks = self.checks_reading(instance, &signals);
        let names: Vec<_> = signals.iter().map(SignalName::as_str).collect();
        let mend = match rights.is_empty() {
            true => "Give the rights back at the service, then refresh.".to_owned(),
            false => format!(
                "Add at the service, then refresh: {}.",
                rights.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
            ),
        };
        let own = format!("No longer readable: {}. {mend}", names.join(", "));
        let text = message(AlertKind::ScopeLost, &own, checks.len());
        let severity = self.worst(&checks).unwrap_or(AlertSeverity::Medium);
        let affected = Affected { sets: BTreeSet::new(), signals, checks, rights };
        match stands {
            Some(alert) if lost.is_empty() => self.narrow(tx, alert, affected, text).await,
            _ => {
                let trouble = Trouble {
                    kind: AlertKind::ScopeLost,
                    instance: instance.id.clone(),
                    check: None,
                    which: None,
                    severity,
                    message: text,
                    affected,
                };
                self.raise(tx, trouble).await
            }
        }
    }

    /// What rests on these sets.
    pub(super) fn affected_by_sets(
        &self,
        instance: &InstanceRow,
        sets: BTreeSet<SetName>,
    ) -> Result<Affected> {
        let source = self.source(&instance.connector)?;
        let of_them = source.sets().iter().filter(|spec| sets.contains(&spec.name));
        let signals: BTreeSet<_> = of_them.flat_map(|spec| spec.signals.iter().cloned()).collect();
        let checks = self.checks_reading(instance, &signals);
        Ok(Affected { sets, signals, checks, rights: BTreeSet::new() })
    }
}

/// Signals that had a value, and are now absent for a missing right. Pure.
pub(crate) fn lost(
    before: &BTreeMap<SignalName, Reading>,
    after: &BTreeMap<SignalName, Reading>,
) -> BTreeSet<SignalName> {
    let had_value = |signal: &SignalName| {
        before.get(signal).is_some_and(|reading| !matches!(reading.presence, Presence::Absent(_)))
    };
    let missing = after.iter().filter(|(_, reading)| match &reading.presence {
        Presence::Absent(absence) => missing_right(Some(absence)).is_some(),
        Presence::Document { .. } | Presence::Table(_) => false,
    });
    missing.map(|(signal, _)| signal).filter(|signal| had_value(signal)).cloned().collect()
}

/// The right that a signal lacks, where it is absent for one; the inner `None` where the service names none.
fn missing_right(absence: Option<&Absence>) -> Option<&Option<String>> {
    absence.filter(|absence| absence.kind == AbsenceKind::ScopeMissing).map(|absence| &absence.right)
}
