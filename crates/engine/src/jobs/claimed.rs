//! A job in our hands: its lease, its fence, its end.

use crate::{Engine, Error};
use model::JobId;
use std::time::Duration;
use store::{Job, StoreError, Tx};

/// How long a claim lasts without a heartbeat: what another node waits before it takes over.
pub(super) const LEASE: Duration = Duration::from_secs(30);

/// How work can fail.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Try again after the runner's backoff.
    Retry(Error),
    /// Trying again cannot help; the job is kept among the dead ones with the reason.
    GiveUp(Error),
    /// Another worker has the job now; whatever this one wrote was not committed.
    Fenced,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Fenced => Failure::Fenced,
            error => Failure::from(Error::from(error)),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Store(StoreError::Fenced) => Failure::Fenced,
            Error::Store(_) | Error::Unavailable { .. } => Failure::Retry(error),
            _ => Failure::GiveUp(error),
        }
    }
}

/// A claimed job.
#[derive(Debug)]
pub(crate) struct Claimed(pub(super) Job);

impl Claimed {
    pub fn id(&self) -> &JobId {
        &self.0.id
    }

    /// A transaction that commits only while this worker still holds the job.
    pub async fn write(&self, engine: &Engine) -> Result<Tx, Failure> {
        let mut tx = engine.store.write().await?;
        tx.jobs().heartbeat(&self.0, LEASE).await?;
        Ok(tx)
    }

    /// Ends the job, in the transaction that writes its results.
    pub async fn complete(&self, tx: &mut Tx) -> Result<(), Failure> {
        Ok(tx.jobs().complete(&self.0).await?)
    }

    /// Ends a job that has nothing to write.
    pub async fn complete_alone(&self, engine: &Engine) -> Result<(), Failure> {
        let mut tx = engine.store.write().await?;
        self.complete(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}
