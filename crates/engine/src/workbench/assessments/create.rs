//! Creating an assessment.

use super::{
    AssessmentView, Covers, GroupChoice,
    choice::{name_taken, refuse_taken_name},
};
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
    names,
};
use ledger::{LeafKind, Subject};
use model::{AssessmentId, GroupId, InstanceId, RegulationId, ServiceId};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use store::{AssessmentRow, GroupRow, StoreError, Tx};
use utoipa::ToSchema;

/// What the wizard gathered.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAssessment {
    /// Unique, in whichever group; case makes no difference.
    pub name: String,
    pub regulation: RegulationId,
    pub group: GroupChoice,
    /// At least one of those that the regulation supports; none where it supports none.
    #[serde(default)]
    pub services: Vec<ServiceId>,
    pub covers: Covers,
    /// Where `covers` is `chosen`.
    #[serde(default)]
    pub instances: Vec<InstanceId>,
}

/// The group to file it in.
enum Group {
    There(GroupId),
    New(GroupRow),
}

impl Engine {
    /// Creates an assessment over the instances that it covers from this moment on.
    ///
    /// # Errors
    /// `Invalid` with every wrong field; `Conflict` at `name` or `group.name` when it is taken.
    pub async fn create_assessment(&self, actor: &Actor, wanted: NewAssessment) -> Result<AssessmentView> {
        let scope = actor.may(UseCase::ManageAssessments)?;
        let mut tx = self.store.write().await?;
        tx.assessments().hold_memberships().await?;
        let mut problems = Vec::new();
        let name = names::checked("name", &wanted.name).unwrap_or_else(|problem| {
            problems.push(problem);
            String::new()
        });
        let services: BTreeSet<ServiceId> = wanted.services.iter().cloned().collect();
        match self.catalog.regulations.get(&wanted.regulation) {
            Some(regulation) => problems.extend(self.services_problem(regulation, &services)),
            None => {
                let message =
                    format!("There is no regulation “{}”; choose one of the list.", wanted.regulation);
                problems.push(FieldProblem::new("regulation", message));
            }
        }
        let group = match self.chosen_group(&mut tx, &wanted.group).await? {
            Ok(group) => Some(group),
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let instances = match self
            .wanted_instances(&mut tx, scope, &services, wanted.covers, &wanted.instances)
            .await?
        {
            Ok(chosen) if wanted.covers == Covers::Chosen && chosen.is_empty() && !services.is_empty() => {
                let message = "Choose at least one instance, or cover all, later ones included.";
                problems.push(FieldProblem::new("instances", message));
                chosen
            }
            Ok(chosen) => chosen,
            Err(problem) => {
                problems.push(problem);
                BTreeSet::new()
            }
        };
        let Some(group) = group.filter(|_| problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        refuse_taken_name(&mut tx, scope, &name, None).await?;

        let now = self.clock.now();
        let mut values = vec![("name", json!(name))];
        let group = match group {
            Group::There(id) => id,
            Group::New(row) => {
                tx.groups().insert(&row).await.map_err(|error| match error {
                    StoreError::Taken { by, .. } => group_taken(&by),
                    other => other.into(),
                })?;
                values.push(("group_name", json!(row.name)));
                row.id
            }
        };
        let row = AssessmentRow {
            id: AssessmentId::make(self.clock.as_ref(), self.random.as_ref()),
            name,
            group,
            regulation: wanted.regulation,
            covers: wanted.covers.into(),
            services: services.into_iter().collect(),
            created_at: now,
            created_by: actor.principal().clone(),
            deleted_at: None,
        };
        tx.assessments().insert(&row).await.map_err(|error| match error {
            StoreError::Taken { by, .. } => name_taken(&by),
            other => other.into(),
        })?;
        for instance in &instances {
            tx.assessments().add_instance(&row.id, instance, now).await?;
        }
        values.extend([
            ("services", json!(row.services)),
            ("covers", json!(wanted.covers)),
            ("instances", json!(instances)),
        ]);
        let about = Subject::new()
            .with("assessment", &row.id)
            .with("group", &row.group)
            .with("regulation", &row.regulation)
            .with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::ASSESSMENT_CREATED, about, &values).await?;
        self.changed(&mut tx, Topic::Assessment, None);
        tx.commit().await?;
        self.assessment(actor, &row.id, None).await
    }

    async fn chosen_group(&self, tx: &mut Tx, choice: &GroupChoice) -> Result<Result<Group, FieldProblem>> {
        match (&choice.id, &choice.name) {
            (Some(id), None) => Ok(match tx.groups().get(id).await? {
                Some(row) => Ok(Group::There(row.id)),
                None => Err(FieldProblem::new(
                    "group.id",
                    "There is no such group; choose one of the list, or name a new one.",
                )),
            }),
            (None, Some(name)) => Ok(names::checked("group.name", name).map(|name| {
                Group::New(GroupRow {
                    id: GroupId::make(self.clock.as_ref(), self.random.as_ref()),
                    name,
                    created_at: self.clock.now(),
                })
            })),
            _ => Ok(Err(FieldProblem::new(
                "group",
                "Give the `id` of a group that there is, or the `name` of a new one: one of the two.",
            ))),
        }
    }
}

fn group_taken(by: &str) -> Error {
    Error::Conflict {
        field: Some("group.name".into()),
        message: format!(
            "There is a group “{by}” already. Choose it, or another name; case makes no difference."
        ),
    }
}
