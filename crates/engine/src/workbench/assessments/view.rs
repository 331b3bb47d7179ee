//! What people see of assessments.

use super::Covers;
use crate::{
    Engine,
    workbench::{ActionRow, AsOf, GroupRef, InstanceRef, RegulationRef, actions::Tracked},
};
use assure::score::{AssessmentResult, AssessmentStatus, FamilyResult, Score, ServiceScore};
use model::{AssessmentId, ServiceId, Time};
use serde::Serialize;
use store::AssessmentRow;
use utoipa::ToSchema;

/// An assessment in a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AssessmentSummary {
    pub id: AssessmentId,
    pub name: String,
    pub group: GroupRef,
    pub regulation: RegulationRef,
    pub services: Vec<ServiceId>,
    /// How many it covers.
    pub instances: usize,
    pub status: AssessmentStatus,
    pub score: Score,
    /// Instances on which at least one action failed.
    pub failed_instances: u32,
    pub created_at: Time,
}

/// An assessment with all that its score is made of.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AssessmentView {
    #[serde(flatten)]
    pub summary: AssessmentSummary,
    pub covers: Covers,
    pub as_of: Time,
    pub service_scores: Vec<ServiceScore>,
    /// By name.
    pub instance_scores: Vec<AssessedInstance>,
    /// As the regulation orders them.
    pub families: Vec<FamilyResult>,
    /// Those that failed first.
    pub actions: Vec<ActionRow>,
    /// What the figures leave out, where something that the assessment names is not loaded.
    pub problems: Vec<String>,
}

/// One instance within an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AssessedInstance {
    pub instance: InstanceRef,
    pub score: Score,
    /// Actions that failed on it.
    pub failed: u32,
}

impl Engine {
    pub(crate) fn assessment_summary(
        &self,
        known: &AsOf,
        row: &AssessmentRow,
        result: &AssessmentResult,
    ) -> AssessmentSummary {
        AssessmentSummary {
            id: row.id.clone(),
            name: row.name.clone(),
            group: known.group_ref(&row.group),
            regulation: self.regulation_ref(&row.regulation),
            services: row.services.clone(),
            instances: result.instances.len(),
            status: result.status,
            score: result.score,
            failed_instances: result.failed_instances,
            created_at: row.created_at,
        }
    }

    pub(super) fn assessment_view(&self, known: &AsOf, row: &AssessmentRow) -> AssessmentView {
        let result = self.assess(known, row);
        let actions = self.assessment_rows(known, &Tracked::of(&self.catalog, known), row, &result);
        let mut instance_scores: Vec<_> = result
            .instances
            .iter()
            .filter_map(|line| {
                let instance = InstanceRef::from(known.instances.get(&line.instance)?);
                Some(AssessedInstance { instance, score: line.score, failed: line.failed })
            })
            .collect();
        instance_scores.sort_by_cached_key(|line| line.instance.name.to_lowercase());
        AssessmentView {
            summary: self.assessment_summary(known, row, &result),
            covers: row.covers.into(),
            as_of: known.at,
            service_scores: result.services,
            instance_scores,
            families: result.families,
            actions,
            problems: result.problems,
        }
    }
}
