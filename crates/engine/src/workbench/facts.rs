//! Everything that decides a score, loaded as of one moment in one snapshot.

use crate::{
    Engine, Result,
    standings::{Look, Standings, When},
};
use assure::{
    score::{self, AssessmentResult, AssessmentScope, Facts, OrganisationResult},
    status::ManualStatus,
};
use model::{ActionId, AssessmentId, GroupId, InstanceId, Time};
use std::{borrow::Cow, collections::BTreeMap};
use store::{AssessmentRow, GroupRow, InstanceRow, Scope, StatusRow, Tx};

/// What was known at a moment: assessments, the instances that they covered, how every check stood, what
/// people had set.
pub(crate) struct AsOf {
    pub at: Time,
    pub groups: BTreeMap<GroupId, GroupRow>,
    /// The assessments that there were, in the order of their names.
    pub assessments: Vec<AssessmentRow>,
    /// The instances that there were.
    pub instances: BTreeMap<InstanceId, InstanceRow>,
    /// Which instances each assessment covered.
    pub covered: BTreeMap<AssessmentId, Vec<InstanceId>>,
    pub standings: Standings,
    pub statuses: BTreeMap<(Option<GroupId>, ActionId), StatusRow>,
}

impl Engine {
    /// Loads what was known then.
    pub(crate) async fn as_of(&self, tx: &mut Tx, scope: &Scope, when: When) -> Result<AsOf> {
        self.looked_at(tx, scope, when, Look::Verdicts).await
    }

    /// The same, with other checks or more of them: see [`Look`].
    pub(crate) async fn looked_at(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        when: When,
        look: Look<'_>,
    ) -> Result<AsOf> {
        let instances = tx.instances().existing_at(scope, when.recorded_by).await?;
        let standings = self.standings(tx, scope, &instances, when, look).await?;
        let mut covered: BTreeMap<AssessmentId, Vec<InstanceId>> = BTreeMap::new();
        for (assessment, instance) in tx.assessments().instances_at(when.recorded_by).await? {
            covered.entry(assessment).or_default().push(instance);
        }
        let statuses = tx.statuses().at(scope, when.recorded_by).await?;
        Ok(AsOf {
            at: when.at,
            groups: tx.groups().list(scope).await?.into_iter().map(|row| (row.id.clone(), row)).collect(),
            assessments: tx.assessments().list_at(scope, when.recorded_by).await?,
            instances: instances.into_iter().map(|row| (row.id.clone(), row)).collect(),
            covered,
            standings,
            statuses: statuses
                .into_iter()
                .map(|row| ((row.group.clone(), row.action.clone()), row))
                .collect(),
        })
    }

    /// The facts that `assure` folds.
    pub(crate) fn facts<'a>(&self, known: &'a AsOf) -> Facts<'a> {
        let manual = known.statuses.iter().map(|(key, row)| (key.clone(), manual_status(row)));
        Facts {
            catalog: &known.standings.catalog,
            standings: Cow::Borrowed(&known.standings.checks),
            manual: manual.collect(),
        }
    }

    /// The score of one assessment.
    pub(crate) fn assess(&self, known: &AsOf, row: &AssessmentRow) -> AssessmentResult {
        score::assessment(&self.facts(known), &known.scope(row))
    }

    /// The score of the organisation.
    pub(crate) fn assess_all(&self, known: &AsOf) -> OrganisationResult {
        let scopes: Vec<_> = known.assessments.iter().map(|row| known.scope(row)).collect();
        score::organisation(&self.facts(known), &scopes)
    }
}

/// What a person says of an action, as `assure` takes it.
pub(crate) fn manual_status(row: &StatusRow) -> ManualStatus {
    ManualStatus { implementation: row.implementation, test: row.test, test_set_at: row.test_set_at }
}

impl AsOf {
    /// What an assessment covered.
    pub fn scope(&self, row: &AssessmentRow) -> AssessmentScope {
        let covered = self.covered.get(&row.id).into_iter().flatten();
        AssessmentScope {
            id: row.id.clone(),
            group: row.group.clone(),
            regulation: row.regulation.clone(),
            instances: covered
                .filter_map(|id| self.instances.get(id))
                .map(|instance| (instance.id.clone(), instance.service.clone()))
                .collect(),
        }
    }

    /// The same, as if an instance had been deleted.
    pub fn without(mut self, instance: &InstanceId) -> Self {
        self.instances.remove(instance);
        self
    }
}
