//! Deleting an instance: what it does to the scores is shown first; what was known stays.

use super::{AffectedAssessment, BeforeAndAfter, DeletionView};
use crate::{
    Engine, Result, Topic,
    access::{Actor, UseCase},
    standings::When,
};
use ledger::{LeafKind, Subject};
use model::InstanceId;
use serde_json::json;
use std::collections::BTreeMap;

impl Engine {
    /// The assessments that deleting an instance affects, and every score before and after.
    pub async fn preview_deletion(&self, actor: &Actor, id: &InstanceId) -> Result<DeletionView> {
        let scope = actor.may(UseCase::ManageConnectors)?;
        self.instance_row(id).await?;
        let mut tx = self.store.read().await?;
        let known = self.as_of(&mut tx, scope, When::now(self.clock.as_ref())).await?;
        let affected: Vec<_> = known
            .assessments
            .iter()
            .filter(|row| known.covered.get(&row.id).is_some_and(|covered| covered.contains(id)))
            .cloned()
            .collect();
        let before: BTreeMap<_, _> =
            affected.iter().map(|row| (row.id.clone(), self.assess(&known, row).score)).collect();
        let organisation_before = self.assess_all(&known).score;
        let known = known.without(id);
        Ok(DeletionView {
            organisation: BeforeAndAfter {
                before: organisation_before,
                after: self.assess_all(&known).score,
            },
            assessments: affected
                .into_iter()
                .filter_map(|row| {
                    let change = BeforeAndAfter {
                        before: *before.get(&row.id)?,
                        after: self.assess(&known, &row).score,
                    };
                    Some(AffectedAssessment { id: row.id, name: row.name, change })
                })
                .collect(),
        })
    }

    /// Deletes an instance: it leaves every scope from this moment on and its credentials are destroyed. Its
    /// outcomes, events and leaves stay.
    pub async fn delete_instance(&self, actor: &Actor, id: &InstanceId) -> Result<()> {
        actor.may(UseCase::ManageConnectors)?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let row = self.locked_instance(&mut tx, id).await?;
        tx.instances().delete(id, now).await?;
        for (assessment, instance) in tx.assessments().memberships().await? {
            if instance == *id {
                tx.assessments().remove_instance(&assessment, id, now).await?;
            }
        }
        for secret in std::iter::once(&row.credentials).chain(&row.event_secret) {
            tx.vault().destroy(secret).await?;
        }
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::INSTANCE_DELETED, about, &[("name", json!(row.name))]).await?;
        self.changed(&mut tx, Topic::Instance, Some(id));
        tx.commit().await?;
        self.accounts.forget(id);
        Ok(())
    }
}
