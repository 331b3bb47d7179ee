//! One alert with everything that is known of it.

use super::{AffectedView, AlertChangeView, AlertDetail, view::message_view};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    workbench::AssessmentRef,
};
use model::{AlertId, InstanceId};
use std::collections::BTreeSet;
use store::{AlertRow, Scope, Tx};

impl Engine {
    pub async fn alert(&self, actor: &Actor, id: &AlertId) -> Result<AlertDetail> {
        let scope = actor.may(UseCase::ReadAlerts)?;
        let mut tx = self.store.read().await?;
        let not_found = || Error::not_found(format!("alert {id}"));
        let row = tx.alerts().get(scope, id).await?.ok_or_else(not_found)?;
        let instance = tx.instances().by_id(&row.instance).await?.ok_or_else(not_found)?;
        let mut history = Vec::new();
        for change in tx.alerts().changes(id).await? {
            let by = match &change.by {
                Some(id) => Some(tx.principals().get(id).await?.map_or("(removed)".into(), |row| row.name)),
                None => None,
            };
            history.push(AlertChangeView { status: change.status, why: change.why, by, at: change.at });
        }
        let messages = tx.notifications().about_alert(scope, id).await?;
        Ok(AlertDetail {
            affected: self.affected_view(&mut tx, scope, &row).await?,
            alert: self.alert_view(&row, &instance),
            history,
            messages: messages.into_iter().map(|(target, row)| message_view(target, row)).collect(),
        })
    }

    async fn affected_view(&self, tx: &mut Tx, scope: &Scope, row: &AlertRow) -> Result<AffectedView> {
        let affected = row.affected.clone();
        Ok(AffectedView {
            sets: affected.sets.into_iter().collect(),
            signals: affected.signals.into_iter().collect(),
            checks: affected.checks.iter().map(|id| self.check_ref(id)).collect(),
            rights: affected.rights.into_iter().collect(),
            assessments: covering(tx, scope, &row.instance).await?,
        })
    }
}

/// The assessments that cover an instance now, by name.
async fn covering(tx: &mut Tx, scope: &Scope, instance: &InstanceId) -> Result<Vec<AssessmentRef>> {
    let memberships = tx.assessments().memberships().await?;
    let of_it: BTreeSet<_> =
        memberships.into_iter().filter(|(_, member)| member == instance).map(|(id, _)| id).collect();
    let rows = tx.assessments().list(scope).await?;
    Ok(rows.iter().filter(|row| of_it.contains(&row.id)).map(AssessmentRef::from).collect())
}
