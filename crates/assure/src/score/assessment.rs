//! One assessment's score.

use super::{
    AssessmentScope, AssessmentStatus, CategoryScore, ControlStatus, Coverage, Facts, Points, Score,
    assessment_status, category::by_category, control_status, failed_instances,
};
use crate::{
    regulation::{Control, Family},
    status::{ActionResult, fold_action},
};
use model::{
    ActionId, ActionKind, AssessmentId, ControlId, ImplementationStatus, InstanceId, ServiceId, TestStatus,
    Verdict,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// An assessment as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct AssessmentResult {
    pub id: AssessmentId,
    pub status: AssessmentStatus,
    pub score: Score,
    /// Instances on which at least one action failed.
    pub failed_instances: u32,
    /// As the regulation orders them.
    pub families: Vec<FamilyResult>,
    /// Each action once, however many controls refer to it.
    pub actions: BTreeMap<ActionId, ActionResult>,
    /// By id; the technical actions that the service's checks test, over its instances alone.
    pub services: Vec<ServiceScore>,
    /// By id; the technical actions in scope on the instance, over it alone.
    pub instances: Vec<InstanceScore>,
    /// By name.
    pub categories: Vec<CategoryScore>,
    /// What the figures leave out, where something that the assessment names is not loaded.
    pub problems: Vec<String>,
}

/// One control family.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct FamilyResult {
    pub id: String,
    pub title: String,
    /// Each of its actions once.
    pub score: Score,
    pub failed_instances: u32,
    pub controls: Vec<ControlResult>,
}

/// One control.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ControlResult {
    pub id: ControlId,
    pub title: String,
    pub description: String,
    pub status: ControlStatus,
    pub points: Points,
    pub actions: Vec<ActionId>,
    /// Instances on which at least one of its actions failed, also where its status does not say so.
    pub failed_instances: u32,
}

/// One service within an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ServiceScore {
    pub service: ServiceId,
    pub score: Score,
}

/// One instance within an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct InstanceScore {
    pub instance: InstanceId,
    pub service: ServiceId,
    pub score: Score,
    /// Actions that failed on it.
    pub failed: u32,
}

/// Scores one assessment.
pub fn assessment(facts: &Facts<'_>, scope: &AssessmentScope) -> AssessmentResult {
    let covered = scope.instances();
    let (known, problems) = facts.actions_of(&scope.regulation);
    let scored = known.iter().map(|a| (a.id.clone(), facts.action(a, &scope.group, &covered)));
    let actions: BTreeMap<ActionId, ActionResult> = scored.collect();
    let families: Vec<FamilyResult> = match facts.catalog.regulations.get(&scope.regulation) {
        Some(regulation) => regulation.families.iter().map(|f| family(f, &actions)).collect(),
        None => Vec::new(),
    };
    let controls: Vec<ControlStatus> =
        families.iter().flat_map(|family| &family.controls).map(|control| control.status).collect();
    let lines = known.iter().filter_map(|action| Some((*action, actions.get(&action.id)?)));
    AssessmentResult {
        id: scope.id.clone(),
        status: assessment_status(&controls),
        score: Score::of(actions.values()),
        failed_instances: failed_instances(actions.values()),
        services: services(facts, &covered, &actions),
        instances: instances(&covered, &actions),
        categories: by_category(lines),
        families,
        actions,
        problems,
    }
}

fn family(family: &Family, actions: &BTreeMap<ActionId, ActionResult>) -> FamilyResult {
    let once: BTreeSet<&ActionId> = family.controls.iter().flat_map(|control| &control.actions).collect();
    let results = || once.iter().filter_map(|id| actions.get(*id));
    FamilyResult {
        id: family.id.clone(),
        title: family.title.clone(),
        score: Score::of(results()),
        failed_instances: failed_instances(results()),
        controls: family.controls.iter().map(|c| control(c, actions)).collect(),
    }
}

fn control(control: &Control, actions: &BTreeMap<ActionId, ActionResult>) -> ControlResult {
    let once: BTreeSet<&ActionId> = control.actions.iter().collect();
    let results = || once.iter().filter_map(|id| actions.get(*id));
    let statuses: Vec<TestStatus> = results().map(|result| result.status).collect();
    ControlResult {
        id: control.id.clone(),
        title: control.title.clone(),
        description: control.description.clone(),
        status: control_status(&statuses),
        points: results().map(|result| result.points).sum(),
        actions: control.actions.clone(),
        failed_instances: failed_instances(results()),
    }
}

/// The technical actions that count: nobody put them out of scope.
fn technical(actions: &BTreeMap<ActionId, ActionResult>) -> impl Iterator<Item = (&ActionId, &ActionResult)> {
    actions.iter().filter(|(_, result)| {
        result.kind == ActionKind::Technical
            && result.implementation_status != ImplementationStatus::OutOfScope
    })
}

fn services(
    facts: &Facts<'_>,
    covered: &BTreeMap<InstanceId, ServiceId>,
    actions: &BTreeMap<ActionId, ActionResult>,
) -> Vec<ServiceScore> {
    let services: BTreeSet<&ServiceId> = covered.values().collect();
    let of = |service: &ServiceId| -> Vec<ActionResult> {
        technical(actions)
            .filter_map(|(id, result)| {
                let here = result.instances.iter().filter(|l| covered.get(&l.instance) == Some(service));
                let lines: Vec<_> = here.map(|l| (l.instance.clone(), l.result.clone())).collect();
                let points = facts.catalog.actions.get(id)?.points;
                (!lines.is_empty()).then(|| fold_action(points, result.implementation_status, lines))
            })
            .collect()
    };
    services
        .into_iter()
        .map(|service| ServiceScore { service: service.clone(), score: Score::of(&of(service)) })
        .collect()
}

fn instances(
    covered: &BTreeMap<InstanceId, ServiceId>,
    actions: &BTreeMap<ActionId, ActionResult>,
) -> Vec<InstanceScore> {
    let mut sums: BTreeMap<&InstanceId, (Points, Coverage, u32)> = BTreeMap::new();
    for line in technical(actions).flat_map(|(_, result)| &result.instances) {
        let (points, coverage, failed) = sums.entry(&line.instance).or_default();
        *points = *points + line.points;
        *coverage = *coverage + line.result.coverage;
        *failed += u32::from(line.result.verdict == Verdict::Failed);
    }
    covered
        .iter()
        .map(|(instance, service)| {
            let (points, coverage, failed) = sums.remove(instance).unwrap_or_default();
            let score = Score::new(points, coverage);
            InstanceScore { instance: instance.clone(), service: service.clone(), score, failed }
        })
        .collect()
}
