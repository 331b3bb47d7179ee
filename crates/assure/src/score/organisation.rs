//! The organisation's score: each technical action once over all assessments, each other once per group.

use super::{AssessmentScope, CategoryScore, Facts, Score, category::by_category, failed_instances};
use crate::status::ActionResult;
use model::{ActionId, ActionKind, GroupId, InstanceId, ServiceId};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The organisation as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct OrganisationResult {
    pub score: Score,
    /// Instances on which at least one action failed.
    pub failed_instances: u32,
    /// Technical ones first, then by group; by id within.
    pub actions: Vec<OrganisationAction>,
    /// By name.
    pub categories: Vec<CategoryScore>,
    /// What the figures leave out, where something that an assessment names is not loaded.
    pub problems: Vec<String>,
}

/// One line of the organisation's score.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct OrganisationAction {
    /// None for a technical action, which counts once in the whole organisation.
    pub group: Option<GroupId>,
    pub action: ActionId,
    pub result: ActionResult,
}

/// What counts once: an action, and its group where it is not technical.
type Line = (Option<GroupId>, ActionId);
/// A group that has it, and the instances that any assessment covers for it.
type Covered = (GroupId, BTreeMap<InstanceId, ServiceId>);

/// Scores the organisation over all its assessments. A technical action counts once, over the union of the
/// instances that any assessment whose regulation has it covers; another once per group.
pub fn organisation(facts: &Facts<'_>, assessments: &[AssessmentScope]) -> OrganisationResult {
    let mut lines: BTreeMap<Line, Covered> = BTreeMap::new();
    let mut problems = BTreeSet::new();
    for scope in assessments {
        let (actions, missing) = facts.actions_of(&scope.regulation);
        problems.extend(missing);
        for action in actions {
            let group = (action.kind != ActionKind::Technical).then(|| scope.group.clone());
            let line = lines.entry((group, action.id.clone()));
            let covered = line.or_insert_with(|| (scope.group.clone(), BTreeMap::new()));
            covered.1.extend(scope.instances.iter().cloned());
        }
    }
    let known = lines.into_iter().filter_map(|((group, id), (of, covered))| {
        let result = facts.action(facts.catalog.actions.get(&id)?, &of, &covered);
        Some(OrganisationAction { group, action: id, result })
    });
    let actions: Vec<OrganisationAction> = known.collect();
    let results = || actions.iter().map(|line| &line.result);
    let by_action =
        actions.iter().filter_map(|line| Some((facts.catalog.actions.get(&line.action)?, &line.result)));
    OrganisationResult {
        score: Score::of(results()),
        failed_instances: failed_instances(results()),
        categories: by_category(by_action),
        problems: problems.into_iter().collect(),
        actions,
    }
}
