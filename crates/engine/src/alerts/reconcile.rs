//! What time makes necessary: connectors that have gone quiet, alerts of what is not there any more, break-glass
//! reading whose time is up, messages that were left lying. Takes no input, compares what is with what should be, and may run as often as one likes.

use super::{Deliver, run::on_instance};
use crate::{Engine, Result, jobs};
use model::{AlertKind, AlertSeverity, InstanceId};
use std::{collections::BTreeSet, time::Duration};
use store::Tx;

/// How long a connector may be unread: a daily refresh and two hours.
const QUIET_AFTER: Duration = Duration::from_secs(26 * 60 * 60);
/// How long after its time a message is taken up again that no job sends.
const LEFT_LYING: Duration = Duration::from_secs(60 * 60);
/// How long messages are kept after they were sent, or given up.
const MESSAGES_KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);

impl Engine {
    pub(crate) async fn reconcile_alerts(&self) -> Result<()> {
        self.end_expired_break_glass().await?;
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let orphaned = tx.alerts().orphaned().await?;
        let overdue = tx.notifications().overdue(now.minus(LEFT_LYING)).await?;
        let quiet = self.newly_quiet(&mut tx).await?;
        drop(tx);
        if orphaned.is_empty() && overdue.is_empty() && quiet.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for alert in &orphaned {
            self.resolve(&mut tx, alert, "The connector was deleted.").await?;
        }
        for row in &overdue {
            jobs::enqueue(&mut tx, &Deliver::of(row), now).await?;
        }
        for id in &quiet {
            self.gone_quiet(&mut tx, id).await?;
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }

    /// Forgets old messages.
    pub(crate) async fn forget_messages(&self, tx: &mut Tx) -> Result<()> {
        tx.notifications().prune(self.clock.now().minus(MESSAGES_KEPT)).await?;
        Ok(())
    }

    /// Instances that were not read for too long, and of which no alert says so. Where the credentials are refused,
    /// that alert says why nothing is read.
    async fn newly_quiet(&self, tx: &mut Tx) -> Result<Vec<InstanceId>> {
        let now = self.clock.now();
        let mut said = BTreeSet::new();
        for kind in [AlertKind::ConnectorQuiet, AlertKind::CredentialsRefused] {
            said.extend(tx.alerts().standing_of(kind).await?.into_iter().map(|alert| alert.instance));
        }
        let read = tx.alerts().last_read().await?.into_iter();
        let quiet = read.filter(|(id, at)| now.since(*at) > QUIET_AFTER && !said.contains(id));
        Ok(quiet.map(|(id, _)| id).collect())
    }

    async fn gone_quiet(&self, tx: &mut Tx, id: &InstanceId) -> Result<()> {
        // Looked at again, in the transaction that raises it.
        if !self.newly_quiet(tx).await?.contains(id) {
            return Ok(());
        }
        let Some(instance) = tx.instances().get(id).await? else { return Ok(()) };
        let sets = self.sets_with(&instance, |_| true)?;
        let affected = self.affected_by_sets(&instance, sets)?;
        let last = tx.runs().latest(id).await?;
        let own = match last.filter(|run| run.ended_at.is_none()) {
            Some(_) => "A refresh is running and has read nothing yet.",
            None => "Look at its latest refreshes, then refresh it.",
        };
        let trouble = on_instance(AlertKind::ConnectorQuiet, &instance, AlertSeverity::High, own, affected);
        self.raise(tx, trouble).await
    }
}
