//! Jobs: queued work, claimed under leases.
//!
//! A job waits, runs, and is then deleted, put back or buried. Whoever claims it gets a *fence*, a number
//! that grows with each claim; what a worker says of a job counts only while its fence is the job's.

use super::{LIST_ROWS_MAX, RACES_MAX};
use crate::{
    Scope, StoreError,
    db::{Row, binds, placeholders},
};
use model::{JobId, RunId, Time};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

noun!(
    /// Queued work, enqueued in the transaction that made it necessary.
    Jobs,
    jobs
);

/// A job's last error in characters; what is longer is cut.
pub const ERROR_CHARS_MAX: usize = 2_000;

/// Work to be queued.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// The name of what does it.
    pub kind: &'static str,
    /// Tells equal work: of one kind and key, one job that was not begun waits at a time. The payload has to follow from the key.
    pub dedupe_key: String,
    /// Jobs of one lane never run at the same time. Work that need not wait for other work has a lane of its
    /// own, for instance its dedupe key.
    pub lane: String,
    pub payload: Value,
    /// Not before this moment, by the house's clock.
    pub due: Time,
}

/// A claimed job.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    pub dedupe_key: String,
    pub lane: String,
    pub payload: Value,
    /// Which claim of the job this is; see the module.
    pub fence: i64,
    /// How often it has been claimed, this time included.
    pub attempts: u32,
    pub due: Time,
}

/// A job that was given up.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadJob {
    pub id: JobId,
    pub kind: String,
    pub dedupe_key: String,
    pub lane: String,
    pub payload: Value,
    pub attempts: u32,
    pub error: String,
    pub created_at: Time,
    pub died_at: Time,
}

/// How many jobs there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JobCounts {
    pub waiting: u64,
    pub running: u64,
    pub dead: u64,
}

impl Jobs<'_> {
    /// Queues work. Where an equal job waits already it is kept, with the earlier of the two due times, and
    /// its id is given; one that is running, or was begun and put back, does not count, since it may have looked
    /// too early.
    pub async fn enqueue(&mut self, job: &NewJob) -> Result<JobId, StoreError> {
        let shared = self.tx.shared.clone();
        let sql = "INSERT INTO job (id, kind, dedupe_key, lane, payload, state, due, created_at) \
                   VALUES ($1, $2, $3, $4, $5, 'waiting', $6, $7) \
                   ON CONFLICT (kind, dedupe_key) WHERE state = 'waiting' AND attempts = 0 DO UPDATE \
                   SET due = CASE WHEN job.due < excluded.due THEN job.due ELSE excluded.due END RETURNING id";
        let row = self
            .tx
            .one(
                sql,
                binds![
                    JobId::make(&*shared.clock, &*shared.random),
                    job.kind,
                    job.dedupe_key,
                    job.lane,
                    job.payload,
                    job.due,
                    shared.clock.now()
                ],
            )
            .await?;
        row.ok_or_else(|| StoreError::corrupt("a job", "it was not kept"))?.get("id")
    }

    /// Claims one job of these kinds for `owner`: one whose worker let its lease expire, or the earliest that is due
    /// by `now`. Its lane is free, and stays the job's until it is completed, put back or buried, or
    /// its lease expires and it is claimed again. `None` when there is nothing to do now.
    ///
    /// The lease runs on the database's clock; due times are compared with `now`. To be committed at once.
    pub async fn claim(
        &mut self,
        owner: &str,
        kinds: &[&str],
        now: Time,
        lease: Duration,
    ) -> Result<Option<Job>, StoreError> {
        if kinds.is_empty() {
            return Ok(None);
        }
        let database_ms = self.tx.database_ms().await?;
        let expired = "state = 'running' AND lease_until <= $3";
        if let Some(job) = self.claim_where(expired, database_ms, (owner, kinds, lease), database_ms).await? {
            return Ok(Some(job));
        }
        // By an index that has the earliest first: what waits may be much.
        let due = "state = 'waiting' AND due <= $3 AND NOT EXISTS \
                   (SELECT 1 FROM job AS busy WHERE busy.lane = next.lane AND busy.state = 'running')";
        self.claim_where(due, now.ms(), (owner, kinds, lease), database_ms).await
    }

    /// Claims the earliest job for which the condition holds on a moment, `$3`.
    async fn claim_where(
        &mut self,
        condition: &'static str,
        moment: i64,
        (owner, kinds, lease): (&str, &[&str], Duration),
        database_ms: i64,
    ) -> Result<Option<Job>, StoreError> {
        let sql = format!(
            "UPDATE job SET state = 'running', owner = $1, lease_until = $2, fence = fence + 1, \
             attempts = attempts + 1 WHERE id = (\
             SELECT id FROM job AS next WHERE {condition} AND kind IN ({}) ORDER BY due, id LIMIT 1{}) \
             RETURNING id, kind, dedupe_key, lane, payload, fence, attempts, due",
            placeholders(4, kinds.len()),
            self.tx.skip_locked(),
        );
        // On PostgreSQL two claims may choose two jobs of one lane at the same time. The index on running
        // lanes refuses the later one, which then looks again.
        for _ in 0..RACES_MAX {
            let mut parameters = binds![owner, until(database_ms, lease), moment];
            parameters.extend(kinds.iter().flat_map(|kind| binds![kind]));
            if let Some(rows) = self.tx.execute_unique(sqlx::AssertSqlSafe(sql.clone()), parameters).await? {
                return rows.first().map(job_of).transpose();
            }
        }
        // Others were faster each time, so that there is work being done; the next look finds the rest.
        Ok(None)
    }

    /// Lengthens a job's lease to `lease` from now.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] when the job was claimed by another, or ended, meanwhile; so do all below.
    pub async fn heartbeat(&mut self, job: &Job, lease: Duration) -> Result<(), StoreError> {
        let database_ms = self.tx.database_ms().await?;
        let sql = "UPDATE job SET lease_until = $1 WHERE id = $2 AND fence = $3 AND state = 'running'";
        self.fenced(sql, binds![until(database_ms, lease), job.id, job.fence]).await
    }

    /// Ends a job that was done. In the transaction that holds its results, so that both or none are seen.
    pub async fn complete(&mut self, job: &Job) -> Result<(), StoreError> {
        let sql = "DELETE FROM job WHERE id = $1 AND fence = $2 AND state = 'running'";
        self.fenced(sql, binds![job.id, job.fence]).await
    }

    /// Puts a job back, to be tried again at `due`. Equal work that is queued from now on is another job: this
    /// one may have done a part of it before.
    pub async fn retry(&mut self, job: &Job, due: Time, error: &str) -> Result<(), StoreError> {
        let sql = "UPDATE job SET state = 'waiting', due = $1, error = $2, owner = NULL, lease_until = NULL \
                   WHERE id = $3 AND fence = $4 AND state = 'running'";
        self.fenced(sql, binds![due, cut(error), job.id, job.fence]).await
    }

    /// Gives a job up: it is listed among the dead until somebody looks.
    pub async fn bury(&mut self, job: &Job, error: &str) -> Result<(), StoreError> {
        let now = self.tx.clock().now();
        let sql = "UPDATE job SET state = 'dead', error = $1, ended_at = $2, owner = NULL, lease_until = NULL \
                   WHERE id = $3 AND fence = $4 AND state = 'running'";
        self.fenced(sql, binds![cut(error), now, job.id, job.fence]).await
    }

    /// The jobs that were given up, the latest first.
    pub async fn dead(&mut self, _scope: &Scope, limit: u32) -> Result<Vec<DeadJob>, StoreError> {
        let sql = "SELECT id, kind, dedupe_key, lane, payload, attempts, error, created_at, ended_at FROM job \
                   WHERE state = 'dead' ORDER BY ended_at DESC, id DESC LIMIT $1";
        self.tx.list(sql, binds![limit.min(LIST_ROWS_MAX)], dead_of).await
    }

    /// Forgets the jobs that were given up before that moment; how many.
    pub async fn prune_dead(&mut self, before: Time) -> Result<u64, StoreError> {
        self.tx.execute("DELETE FROM job WHERE state = 'dead' AND ended_at < $1", binds![before]).await
    }

    /// Lets the leases expire of all owners whose name begins so: of workers known to be dead, as after a
    /// start on SQLite. How many jobs can be claimed again.
    pub async fn release_owner(&mut self, prefix: &str) -> Result<u64, StoreError> {
        let sql = "UPDATE job SET lease_until = 0 \
                   WHERE state = 'running' AND substr(owner, 1, length($1)) = $1";
        self.tx.execute(sql, binds![prefix]).await
    }

    /// When the next waiting job is due, whether its lane is free or not.
    pub async fn next_due(&mut self) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT MIN(due) AS due FROM job WHERE state = 'waiting'";
        self.tx.one(sql, vec![]).await?.map_or(Ok(None), |row| row.get("due"))
    }

    /// When the equal job that waits is due, where one waits.
    pub async fn waiting_due(&mut self, kind: &str, dedupe_key: &str) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT MIN(due) AS due FROM job WHERE kind = $1 AND dedupe_key = $2 AND state = 'waiting'";
        self.tx.one(sql, binds![kind, dedupe_key]).await?.map_or(Ok(None), |row| row.get("due"))
    }

    /// The keys of the work of a kind that waits or is being done: what was given up is not among it.
    pub async fn unfinished_of(&mut self, kind: &str) -> Result<BTreeSet<String>, StoreError> {
        let sql = "SELECT DISTINCT dedupe_key FROM job WHERE kind = $1 AND state IN ('waiting', 'running')";
        let keys = self.tx.list(sql, binds![kind], |row| row.get::<String>("dedupe_key")).await?;
        Ok(keys.into_iter().collect())
    }

    /// When the jobs of a kind that wait are due, by their keys.
    pub async fn waiting_of(&mut self, kind: &str) -> Result<BTreeMap<String, Time>, StoreError> {
        let sql = "SELECT dedupe_key, MIN(due) AS due FROM job WHERE kind = $1 AND state = 'waiting' \
                   GROUP BY dedupe_key";
        let rows = self.tx.all(sql, binds![kind]).await?;
        rows.into_iter().map(|row| Ok((row.get("dedupe_key")?, row.get("due")?))).collect()
    }

    /// Whether the job of a run waits or runs.
    pub async fn lives(&mut self, run: &RunId) -> Result<bool, StoreError> {
        let sql = "SELECT id FROM job WHERE id = $1 AND state IN ('waiting', 'running')";
        Ok(self.tx.one(sql, binds![run]).await?.is_some())
    }

    /// How many jobs there are, by state.
    pub async fn counts(&mut self) -> Result<JobCounts, StoreError> {
        let mut counts = JobCounts::default();
        for row in self.tx.all("SELECT state, COUNT(*) AS count FROM job GROUP BY state", vec![]).await? {
            let count = row.get("count")?;
            match row.get::<String>("state")?.as_str() {
                "waiting" => counts.waiting = count,
                "running" => counts.running = count,
                _ => counts.dead = count,
            }
        }
        Ok(counts)
    }

    async fn fenced(&mut self, sql: &'static str, binds: Vec<crate::db::Bind>) -> Result<(), StoreError> {
        match self.tx.execute(sql, binds).await? {
            0 => Err(StoreError::Fenced),
            _ => Ok(()),
        }
    }
}

/// The moment at which a lease taken now ends, in milliseconds of the database's clock.
pub(super) fn until(database_ms: i64, lease: Duration) -> i64 {
    Time::from_ms(database_ms).plus(lease).ms()
}

fn cut(error: &str) -> String {
    error.chars().filter(|c| *c != '\0').take(ERROR_CHARS_MAX).collect()
}

fn job_of(row: &Row) -> Result<Job, StoreError> {
    Ok(Job {
        id: row.get("id")?,
        kind: row.get("kind")?,
        dedupe_key: row.get("dedupe_key")?,
        lane: row.get("lane")?,
        payload: row.json("payload")?,
        fence: row.get("fence")?,
        attempts: row.get("attempts")?,
        due: row.get("due")?,
    })
}

fn dead_of(row: &Row) -> Result<DeadJob, StoreError> {
    Ok(DeadJob {
        id: row.get("id")?,
        kind: row.get("kind")?,
        dedupe_key: row.get("dedupe_key")?,
        lane: row.get("lane")?,
        payload: row.json("payload")?,
        attempts: row.get("attempts")?,
        error: row.get("error")?,
        created_at: row.get("created_at")?,
        died_at: row.get("ended_at")?,
    })
}
