//! Runs, as people see them.

use super::{RunView, SetResultView};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::InstanceId;
use store::RunRow;

/// Runs that one page lists.
const RUNS_LISTED: u32 = 50;

impl Engine {
    /// The latest runs of an instance, newest first.
    pub async fn runs(&self, actor: &Actor, instance: &InstanceId) -> Result<Vec<RunView>> {
        let scope = actor.may(UseCase::ReadConnectors)?;
        self.instance_row(instance).await?;
        let rows = self.store.read().await?.runs().list(scope, instance, RUNS_LISTED).await?;
        Ok(rows.into_iter().map(view).collect())
    }
}

pub(super) fn view(row: RunRow) -> RunView {
    RunView {
        id: row.id,
        trigger: row.trigger.as_str(),
        state: row.state.as_str(),
        started_at: row.started_at,
        ended_at: row.ended_at,
        sets: row
            .sets
            .into_iter()
            .map(|s| SetResultView { set: s.set, state: s.state.as_str(), detail: s.detail, at: s.at })
            .collect(),
    }
}
