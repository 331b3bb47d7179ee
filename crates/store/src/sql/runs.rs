//! Runs: refreshes of an instance.

use super::{LIST_ROWS_MAX, words::words};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{InstanceId, PrincipalId, RunId, SetName, Time};
use serde::{Deserialize, Serialize};

noun!(
    /// Refreshes of instances, and how each of their sets fared.
    Runs,
    runs
);

words! {
    /// Why a run was made.
    Trigger {
        Activation = "activation",
        Daily = "daily",
        Requested = "requested",
        Event = "event",
    }
}

words! {
    /// Where a run stands.
    RunState {
        Running = "running",
        /// All its sets were committed.
        Complete = "complete",
        /// Some were.
        Partial = "partial",
        /// None was.
        Failed = "failed",
    }
}

words! {
    /// Where a set stands within its run.
    SetState {
        Waiting = "waiting",
        Committed = "committed",
        Failed = "failed",
    }
}

/// A set's line in its run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetResult {
    pub set: SetName,
    pub state: SetState,
    /// What is being waited for, or why it failed, in words for a person.
    pub detail: Option<String>,
    /// When it was committed, or failed.
    pub at: Option<Time>,
}

/// One refresh of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    pub id: RunId,
    pub instance: InstanceId,
    pub trigger: Trigger,
    /// Who asked for it, where somebody did.
    pub requested_by: Option<PrincipalId>,
    pub started_at: Time,
    pub ended_at: Option<Time>,
    pub state: RunState,
    pub sets: Vec<SetResult>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, instance, trigger_kind, requested_by, started_at, ended_at, state, sets FROM run ",
            $rest
        )
    };
}

impl Runs<'_> {
    /// Keeps a new run.
    pub async fn insert(&mut self, run: &RunRow) -> Result<(), StoreError> {
        self.tx
            .execute(
                "INSERT INTO run (id, instance, number, trigger_kind, requested_by, started_at, ended_at, state, sets) \
                 VALUES ($1, $2, (SELECT COALESCE(MAX(number), 0) + 1 FROM run WHERE instance = $2), $3, $4, $5, $6, $7, $8)",
                binds![
                    run.id,
                    run.instance,
                    run.trigger.as_str(),
                    run.requested_by,
                    run.started_at,
                    run.ended_at,
                    run.state.as_str(),
                    sets_text(run)?
                ],
            )
            .await?;
        Ok(())
    }

    /// The run.
    pub async fn get(&mut self, id: &RunId) -> Result<Option<RunRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// Writes a run's state, end and sets; what made it stays as it was.
    pub async fn update(&mut self, run: &RunRow) -> Result<(), StoreError> {
        let sql = "UPDATE run SET state = $1, ended_at = $2, sets = $3 WHERE id = $4";
        match self.tx.execute(sql, binds![run.state.as_str(), run.ended_at, sets_text(run)?, run.id]).await? {
            0 => Err(StoreError::not_found("run", &run.id)),
            _ => Ok(()),
        }
    }

    /// An instance's runs, the latest first.
    pub async fn list(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        limit: u32,
    ) -> Result<Vec<RunRow>, StoreError> {
        let sql = select!("WHERE instance = $1 ORDER BY number DESC LIMIT $2");
        self.tx.list(sql, binds![instance, limit.min(LIST_ROWS_MAX)], row_of).await
    }

    /// The runs of an instance that have not ended.
    pub async fn running(&mut self, instance: &InstanceId) -> Result<Vec<RunRow>, StoreError> {
        let sql = select!("WHERE instance = $1 AND ended_at IS NULL ORDER BY number LIMIT $2");
        self.tx.list(sql, binds![instance, LIST_ROWS_MAX], row_of).await
    }

    /// An instance's latest run.
    pub async fn latest(&mut self, instance: &InstanceId) -> Result<Option<RunRow>, StoreError> {
        let sql = select!("WHERE instance = $1 ORDER BY number DESC LIMIT 1");
        self.tx.one(sql, binds![instance]).await?.as_ref().map(row_of).transpose()
    }
}

fn sets_text(run: &RunRow) -> Result<String, StoreError> {
    serde_json::to_string(&run.sets)
        .map_err(|e| StoreError::Invalid { what: "a run's sets", why: e.to_string() })
}

fn row_of(row: &Row) -> Result<RunRow, StoreError> {
    Ok(RunRow {
        id: row.get("id")?,
        instance: row.get("instance")?,
        trigger: row.word("trigger_kind", Trigger::parse)?,
        requested_by: row.get("requested_by")?,
        started_at: row.get("started_at")?,
        ended_at: row.get("ended_at")?,
        state: row.word("state", RunState::parse)?,
        sets: row.json("sets")?,
    })
}
