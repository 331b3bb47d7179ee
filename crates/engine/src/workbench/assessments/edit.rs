//! Editing an assessment: its name, and which instances it covers from now on. The past keeps what it had.

use super::{
    AssessmentView, Covers,
    choice::{name_taken, refuse_taken_name},
};
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
    names,
};
use ledger::{LeafKind, Subject};
use model::{AssessmentId, InstanceId};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use store::StoreError;
use utoipa::ToSchema;

/// What is to change; what is left out stays. Group, regulation and services stay for ever.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentEdit {
    pub name: Option<String>,
    pub covers: Option<Covers>,
    /// All that are to be covered, where `covers` is `chosen`.
    pub instances: Option<Vec<InstanceId>>,
}

impl Engine {
    /// Renames an assessment, or changes which instances it covers. Once it covers all, those that there are
    /// come in at once.
    ///
    /// # Errors
    /// `Invalid` with every wrong field; `Conflict` at `name` when it is taken.
    pub async fn edit_assessment(
        &self,
        actor: &Actor,
        id: &AssessmentId,
        edit: AssessmentEdit,
    ) -> Result<AssessmentView> {
        let scope = actor.may(UseCase::ManageAssessments)?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        tx.assessments().hold_memberships().await?;
        let row = tx.assessments().get(id).await?;
        let row = row.ok_or_else(|| Error::not_found(format!("assessment {id}")))?;
        let mut problems = Vec::new();
        let name = match &edit.name {
            None => row.name.clone(),
            Some(text) => names::checked("name", text).unwrap_or_else(|problem| {
                problems.push(problem);
                row.name.clone()
            }),
        };
        let present: BTreeSet<InstanceId> = tx
            .assessments()
            .memberships()
            .await?
            .into_iter()
            .filter(|(assessment, _)| assessment == id)
            .map(|(_, instance)| instance)
            .collect();
        let covers = edit.covers.unwrap_or_else(|| row.covers.into());
        let services = row.services.iter().cloned().collect();
        let given = edit.instances.as_deref();
        let wanted = if covers == Covers::Chosen && given.is_none() {
            present.clone()
        } else {
            let given = given.unwrap_or_default();
            match self.wanted_instances(&mut tx, scope, &services, covers, given).await? {
                Ok(wanted) => wanted,
                Err(problem) => {
                    problems.push(problem);
                    BTreeSet::new()
                }
            }
        };
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }

        let mut changes = Vec::new();
        if name != row.name {
            refuse_taken_name(&mut tx, scope, &name, Some(id)).await?;
            tx.assessments().rename(id, &name).await.map_err(|error| match error {
                StoreError::Taken { by, .. } => name_taken(&by),
                other => other.into(),
            })?;
            changes.push(("name", json!({ "before": row.name, "after": name })));
        }
        let before = Covers::from(row.covers);
        if covers != before {
            tx.assessments().set_covers(id, covers.into()).await?;
            changes.push(("covers", json!({ "before": before, "after": covers })));
        }
        if wanted != present {
            for instance in present.difference(&wanted) {
                tx.assessments().remove_instance(id, instance, now).await?;
            }
            for instance in wanted.difference(&present) {
                tx.assessments().add_instance(id, instance, now).await?;
            }
            changes.push(("instances", json!({ "before": present, "after": wanted })));
        }
        if changes.is_empty() {
            drop(tx);
            return self.assessment(actor, id, None).await;
        }
        let about = Subject::new().with("assessment", id).with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::ASSESSMENT_EDITED, about, &changes).await?;
        self.changed(&mut tx, Topic::Assessment, None);
        tx.commit().await?;
        self.assessment(actor, id, None).await
    }
}
