//! Checks that failed and had passed before.

use super::{
    flapping::{Say, decide, passes},
    raise::{Trouble, cause},
};
use crate::{Engine, Result, access::house, jobs, posture::Refresh};
use assure::Check;
use model::{AlertKind, InstanceId, OutcomeId, SignalName, Time};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store::{Affected, AwaitedAlert, InstanceRow, SignalState, Tx};

/// Intervals that are looked at: more of them within an hour are flips in any case.
const INTERVALS_LOOKED_AT: u32 = 50;
/// When what flips is read again, so that a second reading need not wait for the daily refresh.
const AGAIN_AFTER: Duration = Duration::from_secs(2 * 60);

impl Engine {
    /// A check has just come to another outcome, which is kept in this transaction.
    pub(crate) async fn alert_on_outcome(
        &self,
        tx: &mut Tx,
        instance: &InstanceId,
        check: &Check,
        outcome: &OutcomeId,
    ) -> Result<()> {
        let ids: Vec<_> = check.ids().cloned().collect();
        let rows = self.intervals(tx, &house(), instance, &ids, INTERVALS_LOOKED_AT).await?;
        let intervals: Vec<_> = rows.iter().map(|row| (row.outcome.verdict, row.recorded_at)).collect();
        match decide(&intervals) {
            Say::Nothing => Ok(()),
            Say::Raise => self.check_failed(tx, instance, check).await,
            Say::WaitForAnother => {
                let states = tx.signals().states(instance).await?;
                let read_at = read_times(check, &states).max();
                let awaited = AwaitedAlert {
                    instance: instance.clone(),
                    check: check.id.clone(),
                    outcome: outcome.clone(),
                    read_at: read_at.unwrap_or(self.clock.now()),
                };
                tx.alerts().wait_for_another(&awaited).await?;
                self.read_again(tx, instance, check).await
            }
            Say::Resolve => {
                for id in &ids {
                    tx.alerts().wait_no_longer(instance, id).await?;
                    let cause = cause(AlertKind::CheckFailed, instance, Some(id.as_str()));
                    if let Some(stands) = tx.alerts().standing(&cause).await? {
                        self.resolve(tx, &stands, "The check does not fail any more.").await?;
                    }
                }
                Ok(())
            }
        }
    }

    /// Failures that waited for another reading, and have it now: those that still fail are alerts.
    pub(super) async fn settle_awaited(&self, tx: &mut Tx, instance: &InstanceId) -> Result<()> {
        let all_awaited = tx.alerts().awaited(instance).await?;
        if all_awaited.is_empty() {
            return Ok(());
        }
        let states = tx.signals().states(instance).await?;
        for awaited in all_awaited {
            let Some(check) = self.catalog.check(&awaited.check) else { continue };
            // All that it looks at has to be newer than what it failed on.
            if read_times(check, &states).min().is_none_or(|at| at <= awaited.read_at) {
                continue;
            }
            let ids: Vec<_> = check.ids().cloned().collect();
            let latest = self.intervals(tx, &house(), instance, &ids, 1).await?;
            match latest.first().and_then(|row| passes(row.outcome.verdict)) {
                Some(false) => {
                    tx.alerts().wait_no_longer(instance, &awaited.check).await?;
                    self.check_failed(tx, instance, check).await?;
                }
                Some(true) => tx.alerts().wait_no_longer(instance, &awaited.check).await?,
                // It could not be decided: the next reading may.
                None => {}
            }
        }
        Ok(())
    }

    async fn check_failed(&self, tx: &mut Tx, instance: &InstanceId, check: &Check) -> Result<()> {
        let trouble = Trouble {
            kind: AlertKind::CheckFailed,
            instance: instance.clone(),
            check: Some(check.id.clone()),
            which: Some(check.id.to_string()),
            severity: check.severity.into(),
            message: format!("“{}” failed, and had passed before. To pass: {}", check.title, check.expected),
            affected: Affected { checks: [check.id.clone()].into(), ..Affected::default() },
        };
        self.raise(tx, trouble).await
    }

    /// Has the sets read again that a check looks at.
    async fn read_again(&self, tx: &mut Tx, instance: &InstanceId, check: &Check) -> Result<()> {
        let Some(row) = tx.instances().get(instance).await? else { return Ok(()) };
        let signals: BTreeSet<_> = check.signals().collect();
        let sets = self.sets_with(&row, |signal| signals.contains(signal))?;
        let due = self.clock.now().plus(AGAIN_AFTER);
        jobs::enqueue(tx, &Refresh::after_event(instance, sets), due).await?;
        Ok(())
    }

    /// The sets of an instance that have such a signal.
    pub(super) fn sets_with(
        &self,
        instance: &InstanceRow,
        wanted: impl Fn(&SignalName) -> bool,
    ) -> Result<BTreeSet<model::SetName>> {
        let source = self.source(&instance.connector)?;
        let sets = source.sets().iter().filter(|spec| spec.signals.iter().any(&wanted));
        Ok(sets.map(|spec| spec.name.clone()).collect())
    }
}

/// When the signals of a check were read that were read at all.
fn read_times(check: &Check, states: &BTreeMap<SignalName, SignalState>) -> impl Iterator<Item = Time> {
    check.signals().filter_map(|signal| states.get(signal)).map(|state| state.read_at)
}
