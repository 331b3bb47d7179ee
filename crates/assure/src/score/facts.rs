//! What scores are made from, and which instances an action has.

use crate::{
    Action, Catalog, Check,
    status::{
        ActionResult, InstanceResult, ManualStatus, Standing, Tested, TestedBy, fold_action, fold_instance,
        fold_manual,
    },
};
use model::{
    ActionId, ActionKind, AssessmentId, CheckId, GroupId, InstanceId, RegulationId, ServiceId, Severity,
};
use std::{borrow::Cow, collections::BTreeMap};

/// How checks stand, on each instance.
pub type Standings = BTreeMap<InstanceId, BTreeMap<CheckId, Standing>>;

/// Everything that decides a score, as of one time.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    pub catalog: &'a Catalog,
    /// A check that is not here on an instance in scope is to be detected there.
    pub standings: Cow<'a, Standings>,
    /// What people set. `None`: organisation-wide, for technical actions, of which the test status counts where
    /// no check tests them. An action that is not here is *Not implemented* and *None*.
    pub manual: BTreeMap<(Option<GroupId>, ActionId), ManualStatus>,
}

/// An assessment and the instances that it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentScope {
    pub id: AssessmentId,
    pub group: GroupId,
    pub regulation: RegulationId,
    /// Each counts once, in whatever order and however often it is given.
    pub instances: Vec<(InstanceId, ServiceId)>,
}

impl AssessmentScope {
    pub(super) fn instances(&self) -> BTreeMap<InstanceId, ServiceId> {
        self.instances.iter().cloned().collect()
    }
}

impl Facts<'_> {
    /// An action over these instances, of a group where it is not technical. An instance is in scope for a
    /// technical action when its service has a check for it.
    pub fn action(
        &self,
        action: &Action,
        group: &GroupId,
        instances: &BTreeMap<InstanceId, ServiceId>,
    ) -> ActionResult {
        match action.kind {
            ActionKind::Technical => self.technical(action, instances),
            ActionKind::Operational | ActionKind::Documentation => {
                let set = self.set(Some(group.clone()), &action.id);
                fold_manual(action.points, action.kind, &set)
            }
        }
    }

    /// A technical action over these instances. One that no check tests has one status in the whole organisation,
    /// whatever the instances.
    pub fn technical(&self, action: &Action, instances: &BTreeMap<InstanceId, ServiceId>) -> ActionResult {
        let set = self.set(None, &action.id);
        if TestedBy::of(self.catalog, action) == TestedBy::People {
            return fold_manual(action.points, ActionKind::Technical, &set);
        }
        let lines = self.instance_results(&action.id, instances, &set);
        fold_action(action.points, set.implementation, lines)
    }

    /// The actions of a regulation, each once, and what a score over them leaves out because it is not loaded.
    pub(super) fn actions_of(&self, regulation: &RegulationId) -> (Vec<&Action>, Vec<String>) {
        let Some(found) = self.catalog.regulations.get(regulation) else {
            let problem = format!("the regulation {regulation} is not loaded: nothing of it is scored");
            return (Vec::new(), vec![problem]);
        };
        let mut actions = Vec::new();
        let mut problems = Vec::new();
        for id in found.action_ids() {
            match self.catalog.actions.get(id) {
                Some(action) => actions.push(action),
                None => problems.push(format!("the action {id} is not loaded: it is not scored")),
            }
        }
        (actions, problems)
    }

    fn set(&self, group: Option<GroupId>, action: &ActionId) -> ManualStatus {
        self.manual.get(&(group, action.clone())).copied().unwrap_or_default()
    }

    fn instance_results(
        &self,
        action: &ActionId,
        instances: &BTreeMap<InstanceId, ServiceId>,
        set: &ManualStatus,
    ) -> Vec<(InstanceId, InstanceResult)> {
        let checks: Vec<&Check> = self.catalog.checks_of_action(action).collect();
        // The severity of a check that waits is never looked at.
        let waiting = Standing::to_be_detected(Severity::Low);
        let mut results = Vec::new();
        for (instance, service) in instances {
            let standings = self.standings.get(instance);
            let standing = |check: &Check| standings.and_then(|standings| standings.get(&check.id));
            let here: Vec<Tested<'_>> = checks
                .iter()
                .filter(|check| check.service == *service)
                .map(|check| Tested::of(check, standing(check).unwrap_or(&waiting), set))
                .collect();
            if !here.is_empty() {
                results.push((instance.clone(), fold_instance(here)));
            }
        }
        results
    }
}
