//! The overview.

use super::{
    OverviewView,
    problems::{not_scored, refused_checks, refused_files, waiting_updates},
};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    standings::When,
    workbench::actions::{Line, Tracked},
};
use assure::status::rank;
use model::{Time, Verdict};
use std::{collections::BTreeMap, sync::Arc};
use store::Scope;

/// Actions that the overview names.
const WORST_ACTIONS_SHOWN: usize = 10;

impl Engine {
    /// The organisation as it stood at a moment, by what was known then.
    pub async fn overview(&self, actor: &Actor, as_of: Option<Time>) -> Result<OverviewView> {
        let scope = actor.may(UseCase::ReadOverview)?;
        let at = self.moment(as_of)?;
        if as_of.is_some() {
            return self.overview_at(scope, at, as_of).await;
        }
        Ok(OverviewView::clone(&*self.overview_now(scope).await?))
    }

    /// The organisation as it stands.
    pub(in crate::workbench) async fn overview_now(&self, scope: &Scope) -> Result<Arc<OverviewView>> {
        let at = When::now(self.clock.as_ref());
        let seq = self.store.read().await?.outbox().latest().await?;
        self.overview.get(seq, at.at, self.overview_at(scope, at, None)).await
    }

    async fn overview_at(&self, scope: &Scope, at: When, as_of: Option<Time>) -> Result<OverviewView> {
        let mut tx = self.store.read().await?;
        let known = self.as_of(&mut tx, scope, at).await?;
        let instances = match as_of {
            None => Vec::clone(&*self.briefs_now(scope).await?),
            Some(_) => self.briefs_then(&mut tx, scope, &known).await?,
        };
        let assessed = self.assess_each(&known);
        let mut problems = self.problems(&mut tx, scope, &known, &instances).await?;
        problems.extend(not_scored(&assessed));
        if as_of.is_none() {
            problems.extend(refused_files(&self.pack_problems));
            problems.extend(refused_checks(&self.counting(&mut tx).await?.problems));
            problems.extend(waiting_updates(self.updates_waiting(&mut tx, scope).await?));
        }
        let result = self.assess_all(&known);
        let mut actions_by_status = BTreeMap::new();
        for line in &result.actions {
            *actions_by_status.entry(line.result.status).or_default() += 1;
        }
        let mut bad = self.organisation_lines(&result);
        bad.retain(wants_a_look);
        let mut worst_actions = self.rows(&known, &Tracked::of(&self.catalog, &known), bad);
        worst_actions.truncate(WORST_ACTIONS_SHOWN);
        Ok(OverviewView {
            as_of: at.at,
            score: result.score,
            assessments: assessed
                .iter()
                .map(|(row, result)| self.assessment_summary(&known, row, result))
                .collect(),
            actions_by_status,
            worst_actions,
            instances,
            problems,
        })
    }
}

/// Whether checks found less than a pass somewhere, or a person did.
fn wants_a_look(line: &Line<'_>) -> bool {
    let found = line.result.worst.is_some_and(|worst| rank(worst) > rank(Verdict::Passed));
    found || line.result.status.is_failed()
}
