//! What may be chosen for an assessment: its name, its services, its instances. What is wrong is named at
//! the field that it was entered in.

use crate::{Engine, Error, FieldProblem, Result, workbench::refs::in_words};
use assure::regulation::Regulation;
use model::{AssessmentId, GroupId, InstanceId, ServiceId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{InstanceRow, Scope, Tx};
use utoipa::ToSchema;

/// Instances that one assessment may be given by name.
const INSTANCES_MAX: usize = 1_000;

/// Which instances of its services an assessment covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Covers {
    /// All, later ones included.
    All,
    /// Those that were chosen only.
    Chosen,
}

impl From<store::Covers> for Covers {
    fn from(covers: store::Covers) -> Self {
        match covers {
            store::Covers::All => Covers::All,
            store::Covers::Chosen => Covers::Chosen,
        }
    }
}

impl From<Covers> for store::Covers {
    fn from(covers: Covers) -> Self {
        match covers {
            Covers::All => store::Covers::All,
            Covers::Chosen => store::Covers::Chosen,
        }
    }
}

/// A group that there is, by its id, or a new one, by its name: exactly one of the two.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupChoice {
    pub id: Option<GroupId>,
    pub name: Option<String>,
}

/// Refuses a name that another assessment has, in whichever group and however it is capitalised.
pub(super) async fn refuse_taken_name(
    tx: &mut Tx,
    scope: &Scope,
    name: &str,
    except: Option<&AssessmentId>,
) -> Result<()> {
    let folded = name.to_lowercase();
    let rows = tx.assessments().list(scope).await?;
    let holder = rows.iter().find(|row| row.name.to_lowercase() == folded && Some(&row.id) != except);
    holder.map_or(Ok(()), |row| Err(name_taken(&row.name)))
}

/// What is said when an assessment has the name.
pub(super) fn name_taken(by: &str) -> Error {
    Error::Conflict {
        field: Some("name".into()),
        message: format!(
            "The name is taken by the assessment “{by}”. Choose another; case makes no difference."
        ),
    }
}

impl Engine {
    /// What is wrong with these services for the regulation.
    pub(super) fn services_problem(
        &self,
        regulation: &Regulation,
        chosen: &BTreeSet<ServiceId>,
    ) -> Option<FieldProblem> {
        let title = &regulation.title;
        let supported = self.service_titles(&regulation.services);
        let refused: Vec<&ServiceId> = chosen.difference(&regulation.services).collect();
        let message = if regulation.services.is_empty() && !chosen.is_empty() {
            let refused = self.service_titles(chosen);
            format!(
                "“{title}” supports no service: people implement and test all of its actions, so that {refused} \
                 cannot be chosen. Choose no service, or another regulation."
            )
        } else if !refused.is_empty() {
            let refused = self.service_titles(refused);
            format!(
                "“{title}” supports {supported}. {refused} cannot be chosen: no control of the regulation has \
                 actions that are tested there. Choose among the supported services, or another regulation."
            )
        } else if chosen.is_empty() && !regulation.services.is_empty() {
            format!("Choose at least one of the services that “{title}” supports: {supported}.")
        } else {
            return None;
        };
        Some(FieldProblem::new("services", message))
    }

    /// The instances that an assessment of these services is to cover, or what is wrong with those given.
    pub(super) async fn wanted_instances(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        services: &BTreeSet<ServiceId>,
        covers: Covers,
        given: &[InstanceId],
    ) -> Result<Result<BTreeSet<InstanceId>, FieldProblem>> {
        let problem = |message: String| Ok(Err(FieldProblem::new("instances", message)));
        let there = tx.instances().list(scope).await?;
        if covers == Covers::All {
            if !given.is_empty() {
                return problem(
                    "All instances are covered, later ones included: name none, or set `covers` to `chosen`."
                        .into(),
                );
            }
            let all = there.into_iter().filter(|row| services.contains(&row.service)).map(|row| row.id);
            return Ok(Ok(all.collect()));
        }
        if given.len() > INSTANCES_MAX {
            return problem(format!("{} instances are named; at most {INSTANCES_MAX} may be.", given.len()));
        }
        let of = |id: &InstanceId| there.iter().find(|row| row.id == *id);
        if let Some(missing) = given.iter().find(|id| of(id).is_none()) {
            return problem(format!(
                "There is no activated connector {missing}, or it was deleted. Choose from the list again."
            ));
        }
        let elsewhere: Vec<&InstanceRow> =
            given.iter().filter_map(of).filter(|row| !services.contains(&row.service)).collect();
        if !elsewhere.is_empty() {
            let names = in_words(
                elsewhere
                    .iter()
                    .map(|row| format!("“{}” ({})", row.name, self.service_title(&row.service)))
                    .collect(),
            );
            return problem(format!(
                "{names}: not an instance of the chosen services. Leave it out, or choose its service too."
            ));
        }
        Ok(Ok(given.iter().cloned().collect()))
    }
}
