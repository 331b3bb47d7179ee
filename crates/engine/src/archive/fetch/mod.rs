//! Fetching files: each is brought into the blob store once, whoever attached it how often.
//!
//! Several come at a time. Small ones are packed into one segment and settled together, so that a disk's syncing is not
//! what a back-fill waits for; large ones are streamed into segments of their own, few at a time.

mod read;
mod settle;

use super::Stage;
use crate::{
    Engine,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use connect::source::archive::ArchiveAccount;
use futures::{StreamExt, future, stream};
use model::{InstanceId, Time};
use read::Reader;
use serde::{Deserialize, Serialize};
use settle::Batch;
use std::{sync::Arc, time::Duration};
use store::{ArchiveInstanceRow, StoreError};
use tokio::{sync::mpsc, time::timeout};

/// Files that one look at the table gives.
const FILES_AT_ONCE: u32 = 256;
/// Files of one job; what is left is another job, so that others have their turn.
const FILES_MAX: usize = 1_024;
/// Files that come at the same time.
const IN_FLIGHT: usize = 8;
/// How long what came waits for more to be settled with.
const SETTLE_AFTER: Duration = Duration::from_millis(500);
/// The first pause before a file is fetched again; doubles each time.
const AGAIN_AFTER: Duration = Duration::from_secs(15);
const AGAIN_AFTER_MAX: Duration = Duration::from_secs(6 * 60 * 60);
/// How soon it is looked again whether the disk has room.
const STALLED_PAUSE: Duration = Duration::from_secs(15);

/// Drains the files that an archive connector's revisions want.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Fetch {
    pub instance: InstanceId,
}

#[async_trait]
impl Work for Fetch {
    const KIND: &'static str = "archive_fetch";

    fn dedupe_key(&self) -> String {
        self.instance.to_string()
    }

    fn lane(&self) -> String {
        format!("{}:fetch", self.instance)
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let Some(row) = engine.store.read().await?.archive_instances().get(&self.instance).await? else {
            return job.complete_alone(engine).await;
        };
        if row.paused_at.is_some() {
            return job.complete_alone(engine).await;
        }
        let next = match engine.archive_account(&row).await? {
            Ok(account) => engine.fetch_files(&row, account.as_ref(), job).await?,
            // Why is told where the source is asked.
            Err(_) => Some(engine.clock.now().plus(AGAIN_AFTER)),
        };
        let mut tx = job.write(engine).await?;
        if let Some(next) = next {
            jobs::enqueue(&mut tx, &self, next).await?;
        }
        job.complete(&mut tx).await?;
        tx.commit().await?;
        engine.nudge.notify_one();
        Ok(())
    }
}

impl Engine {
    /// Fetches what is due; when there is to be looked again.
    async fn fetch_files(
        &self,
        row: &ArchiveInstanceRow,
        account: &dyn ArchiveAccount,
        job: &Claimed,
    ) -> Result<Option<Time>, Failure> {
        let reader = Reader::new(self, account, self.archive_permits(row)?);
        let mut fetched = 0;
        let mut stop = None;
        while fetched < FILES_MAX {
            let now = self.clock.now();
            let due = self.store.read().await?.archive_files().due(&row.id, now, FILES_AT_ONCE).await?;
            if due.is_empty() {
                break;
            }
            fetched += due.len();
            match self.fetch_all(row, &reader, due, job).await {
                Err(Failure::Retry(crate::Error::Store(error @ StoreError::DiskFull { .. }))) => {
                    self.stall(row, Some(&error.to_string()), job).await?;
                    stop = Some(self.clock.now().plus(STALLED_PAUSE));
                    break;
                }
                ended => ended?,
            }
        }
        reader.settle().await;
        if stop.is_some() {
            return Ok(stop);
        }
        let (waiting, next) = self.store.read().await?.archive_files().wanted(&row.id).await?;
        Ok(if waiting > 0 { next } else { None })
    }

    /// Fetches these files, and settles them as they come.
    async fn fetch_all(
        &self,
        row: &ArchiveInstanceRow,
        reader: &Reader<'_>,
        due: Vec<store::ArchiveFileRow>,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let (came, mut arriving) = mpsc::channel(1);
        let reading = async move {
            let files = due.into_iter().map(|file| {
                let came = came.clone();
                async move {
                    let ended = reader.read(&file).await;
                    // Nobody takes it any more where settling failed.
                    came.send((file, ended)).await.ok();
                }
            });
            stream::iter(files).buffer_unordered(IN_FLIGHT).for_each(future::ready).await;
            Ok(())
        };
        let settling = async move {
            let mut batch = Batch::begin(self)?;
            loop {
                match timeout(SETTLE_AFTER, arriving.recv()).await {
                    Ok(Some((file, ended))) => {
                        let ended = ended?;
                        if !batch.has_room(&ended) {
                            let full = std::mem::replace(&mut batch, Batch::begin(self)?);
                            self.settle_files(row, full, job).await?;
                        }
                        batch.add(self, file, ended).await?;
                    }
                    Ok(None) => return self.settle_files(row, batch, job).await,
                    // A large file keeps the small ones that came beside it waiting no longer.
                    Err(_) => {
                        let came = std::mem::replace(&mut batch, Batch::begin(self)?);
                        self.settle_files(row, came, job).await?;
                    }
                }
            }
        };
        // Reading goes on while others are settled: one that waits with a connection in its hands would keep
        // settling from having it.
        tokio::try_join!(reading, settling)?;
        Ok(())
    }

    /// Says that nothing more can be kept for now; capturing stops before anything is lost, and goes on by itself.
    pub(super) async fn stall(
        &self,
        row: &ArchiveInstanceRow,
        why: Option<&str>,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut tx = job.write(self).await?;
        let before = tx.archive_instances().get(&row.id).await?.and_then(|row| row.stalled);
        if before.as_deref() != why {
            tx.archive_instances().set_stalled(&row.id, now, why).await?;
            self.changed(&mut tx, crate::Topic::Archive, Some(&row.id));
            match why {
                Some(why) => tracing::error!(instance = %row.id, why, "nothing more is captured for now"),
                None => tracing::info!(instance = %row.id, "capturing goes on"),
            }
        }
        Ok(tx.commit().await?)
    }
}

fn pause(attempts: u32) -> Duration {
    AGAIN_AFTER.saturating_mul(2u32.saturating_pow(attempts)).min(AGAIN_AFTER_MAX)
}
