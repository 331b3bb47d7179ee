//! The instances of the overview, as they are now or as they were known to be.

use super::{InstanceBrief, LastRun};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    posture::{CheckCounts, Connection, Health, HealthState},
    standings::Standings,
    workbench::AsOf,
};
use model::{InstanceId, Time};
use store::{InstanceRow, RunRow, RunState, Scope, Tx};

/// Runs among which the last one before a moment is looked for.
const RUNS_LOOKED_AT: u32 = 1_000;

impl Engine {
    /// All activated connectors as they are now, by name.
    pub async fn instances(&self, actor: &Actor) -> Result<Vec<InstanceBrief>> {
        let scope = actor.may(UseCase::ReadConnectors)?;
        Ok(self.figures(scope).await?.overview.instances.clone())
    }

    /// The instances as they are, by name.
    pub(super) async fn briefs_now(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        known: &AsOf,
    ) -> Result<Vec<InstanceBrief>> {
        let refreshes = self.daily_refreshes(tx).await?;
        let mut briefs = Vec::new();
        for row in known.instances.values() {
            let Connection { health, last_run, .. } = self.connection(tx, scope, row).await?;
            let last_run = last_run.map(|run| LastRun {
                id: run.id,
                state: run.state,
                started_at: run.started_at,
                ended_at: run.ended_at,
            });
            briefs.push(brief(row, &known.standings, health, last_run, refreshes.of(&row.id)));
        }
        briefs.sort_by_cached_key(|brief| brief.name.to_lowercase());
        Ok(briefs)
    }

    /// The instances as they were known to be, by name. How a connection did is not kept over time: health is
    /// what the readings of that time say.
    pub(super) async fn briefs_then(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        known: &AsOf,
    ) -> Result<Vec<InstanceBrief>> {
        let mut briefs = Vec::new();
        for row in known.instances.values() {
            let runs = tx.runs().list(scope, &row.id, RUNS_LOOKED_AT).await?;
            let last = runs.into_iter().find(|run| run.started_at <= known.at);
            let last_run = last.map(|run| run_then(&run, known.at));
            let health = health_then(&known.standings, &row.id);
            briefs.push(brief(row, &known.standings, health, last_run, None));
        }
        briefs.sort_by_cached_key(|brief| brief.name.to_lowercase());
        Ok(briefs)
    }
}

/// A run as it was at a moment: one that had not ended was running.
fn run_then(run: &RunRow, at: Time) -> LastRun {
    let ended_at = run.ended_at.filter(|ended| *ended <= at);
    let state = if ended_at.is_some() { run.state } else { RunState::Running };
    LastRun { id: run.id.clone(), state: state.as_str(), started_at: run.started_at, ended_at }
}

fn brief(
    row: &InstanceRow,
    standings: &Standings,
    health: Health,
    last_run: Option<LastRun>,
    next_refresh_at: Option<Time>,
) -> InstanceBrief {
    InstanceBrief {
        id: row.id.clone(),
        connector: row.connector.clone(),
        service: row.service.clone(),
        name: row.name.clone(),
        account_id: row.account_id.clone(),
        created_at: row.created_at,
        health,
        last_run,
        checks: CheckCounts::of(standings.of(&row.id)),
        next_refresh_at,
    }
}

fn health_then(standings: &Standings, instance: &InstanceId) -> Health {
    if !standings.read_times.contains_key(instance) {
        return Health { state: HealthState::Waiting, message: "Had not been read by then.".into() };
    }
    let here = || standings.of(instance);
    let stale = here().filter(|standing| standing.is_stale()).count();
    let undetected = here().filter(|s| s.verdict == model::Verdict::Undetected).count();
    let (state, message) = match (stale, undetected) {
        (0, 0) => (HealthState::Healthy, "All that its checks look at had been read.".to_owned()),
        (0, n) => (HealthState::Degraded, format!("{} could not be detected.", of_checks(n))),
        (n, _) => (HealthState::Degraded, format!("{} rested on readings that were stale.", of_checks(n))),
    };
    Health { state, message }
}

fn of_checks(count: usize) -> String {
    if count == 1 { "1 check".to_owned() } else { format!("{count} checks") }
}
