//! The list of alerts, and how many there are.

use super::{AlertCounts, AlertView};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::{AlertStatus, InstanceId};
use std::collections::BTreeMap;
use store::{InstanceRow, LIST_ROWS_MAX, Tx};

impl Engine {
    /// Alerts of one status or of all, those that were met last first; at most [`LIST_ROWS_MAX`].
    pub async fn alerts(&self, actor: &Actor, status: Option<AlertStatus>) -> Result<Vec<AlertView>> {
        let scope = actor.may(UseCase::ReadAlerts)?;
        let mut tx = self.store.read().await?;
        let rows = tx.alerts().list(scope, status, LIST_ROWS_MAX).await?;
        let mut instances = BTreeMap::new();
        for row in &rows {
            remember(&mut tx, &mut instances, &row.instance).await?;
        }
        let views = rows.iter().filter_map(|row| Some(self.alert_view(row, instances.get(&row.instance)?)));
        Ok(views.collect())
    }

    /// How many alerts have which status.
    pub async fn alert_counts(&self, actor: &Actor) -> Result<AlertCounts> {
        let scope = actor.may(UseCase::ReadAlerts)?;
        let counts = self.store.read().await?.alerts().counts(scope).await?;
        let of = |status| counts.get(&status).copied().unwrap_or(0);
        Ok(AlertCounts {
            active: of(AlertStatus::Active),
            investigating: of(AlertStatus::Investigating),
            resolved: of(AlertStatus::Resolved),
            dismissed: of(AlertStatus::Dismissed),
        })
    }
}

/// Instances are looked up once, deleted ones too: an alert outlives what it was about.
async fn remember(
    tx: &mut Tx,
    instances: &mut BTreeMap<InstanceId, InstanceRow>,
    id: &InstanceId,
) -> Result<()> {
    if !instances.contains_key(id)
        && let Some(row) = tx.instances().by_id(id).await?
    {
        instances.insert(id.clone(), row);
    }
    Ok(())
}
