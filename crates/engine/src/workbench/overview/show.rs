//! The overview.

use super::{
    Figures, OverviewView,
    problems::{not_scored, refused_checks, refused_files, waiting_updates},
};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    standings::When,
    workbench::{
        AsOf,
        actions::{Line, Tracked},
    },
};
use assure::{score::OrganisationResult, status::rank};
use model::{Time, Verdict};
use std::{collections::BTreeMap, sync::Arc};
use store::{Scope, Tx};

/// Actions that the overview names.
const WORST_ACTIONS_SHOWN: usize = 10;

impl Engine {
    /// The organisation as it stood at a moment, by what was known then.
    pub async fn overview(&self, actor: &Actor, as_of: Option<Time>) -> Result<OverviewView> {
        let scope = actor.may(UseCase::ReadOverview)?;
        let at = self.moment(as_of)?;
        if as_of.is_some() {
            let mut tx = self.store.read().await?;
            let known = self.as_of(&mut tx, scope, at).await?;
            return self.overview_of(&mut tx, scope, &known, &self.assess_all(&known), as_of).await;
        }
        Ok(self.figures(scope).await?.overview.clone())
    }

    /// The figures over everything, as it stands.
    pub(in crate::workbench) async fn figures(&self, scope: &Scope) -> Result<Arc<Figures>> {
        let seq = self.store.read().await?.outbox().latest().await?;
        self.figures.get(seq, self.clock.now(), self.figures_now(scope)).await
    }

    async fn figures_now(&self, scope: &Scope) -> Result<Figures> {
        let mut tx = self.store.read().await?;
        let known = self.as_of(&mut tx, scope, When::now(self.clock.as_ref())).await?;
        let result = self.assess_all(&known);
        let lines = self.organisation_lines(&result);
        let actions = self.rows(&known, &Tracked::of(&self.catalog, &known), lines);
        Ok(Figures { overview: self.overview_of(&mut tx, scope, &known, &result, None).await?, actions })
    }

    async fn overview_of(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        known: &AsOf,
        result: &OrganisationResult,
        as_of: Option<Time>,
    ) -> Result<OverviewView> {
        let instances = match as_of {
            None => self.briefs_now(tx, scope, known).await?,
            Some(_) => self.briefs_then(tx, scope, known).await?,
        };
        let assessed = self.assess_each(known);
        let mut problems = self.problems(tx, scope, known, &instances).await?;
        problems.extend(not_scored(&assessed));
        if as_of.is_none() {
            problems.extend(refused_files(&self.pack_problems));
            problems.extend(refused_checks(&self.counting(tx).await?.problems));
            problems.extend(waiting_updates(self.updates_waiting(tx, scope).await?));
        }
        let mut actions_by_status = BTreeMap::new();
        for line in &result.actions {
            *actions_by_status.entry(line.result.status).or_default() += 1;
        }
        let mut bad = self.organisation_lines(result);
        bad.retain(wants_a_look);
        let mut worst_actions = self.rows(known, &Tracked::of(&self.catalog, known), bad);
        worst_actions.truncate(WORST_ACTIONS_SHOWN);
        Ok(OverviewView {
            as_of: known.at,
            score: result.score,
            assessments: assessed
                .iter()
                .map(|(row, result)| self.assessment_summary(known, row, result))
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
