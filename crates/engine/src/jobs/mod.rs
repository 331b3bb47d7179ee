//! Work that is queued: a struct with a kind, a key and a `run`.
//!
//! Work is enqueued in the transaction that makes it necessary, and completes in the transaction that writes
//! its results; a process that is killed in between leaves it to whoever claims it when the lease has ended.
//! Failure is a decision in the type: [`Failure::Retry`] or [`Failure::GiveUp`].

mod claimed;
mod full_disk;
mod runner;
mod schedule;
mod sequencer;
mod tail;

pub(crate) use claimed::{Claimed, Failure};
pub(crate) use full_disk::FullDisk;

use crate::{Engine, Error, Result};
use async_trait::async_trait;
use model::{JobId, Time};
use serde::{Serialize, de::DeserializeOwned};
use std::sync::Arc;
use store::{NewJob, Tx};
use tokio::sync::watch;

/// Runs this process's share of the work until `stop` turns true: jobs, the schedule, the ledger's sequencer
/// and the tail of the outbox. What runs then is waited for.
pub async fn run_workers(engine: Arc<Engine>, stop: watch::Receiver<bool>) {
    tokio::join!(
        runner::run(engine.clone(), stop.clone()),
        schedule::run(engine.clone(), stop.clone()),
        sequencer::run(engine.clone(), stop.clone()),
        tail::run(engine, stop),
    );
}

/// One kind of work.
#[async_trait]
pub(crate) trait Work: Serialize + DeserializeOwned + Send + 'static {
    /// The kind's name in the table of jobs.
    const KIND: &'static str;
    /// Of work with equal keys, one waits at a time; the work follows from the key.
    fn dedupe_key(&self) -> String;
    /// Of work in one lane, one runs at a time.
    fn lane(&self) -> String;
    /// Does it, and completes the job in the transaction that writes the results.
    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure>;
}

/// Enqueues work, due at `due`, in the caller's transaction.
pub(crate) async fn enqueue<W: Work>(tx: &mut Tx, work: &W, due: Time) -> Result<JobId> {
    let payload =
        serde_json::to_value(work).map_err(|e| Error::Internal(format!("work of kind {}: {e}", W::KIND)))?;
    let job = NewJob { kind: W::KIND, dedupe_key: work.dedupe_key(), lane: work.lane(), payload, due };
    Ok(tx.jobs().enqueue(&job).await?)
}
