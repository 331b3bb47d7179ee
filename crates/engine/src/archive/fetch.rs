//! Fetching files: each is streamed into the blob store once, whoever attached it how often.

use super::Stage;
use crate::{
    Engine, Topic,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
    posture::{SetFailure, quota::Permits, read_set::RetryAt},
};
use async_trait::async_trait;
use connect::source::archive::{ArchiveAccount, FileAnswer};
use model::{InstanceId, Time};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use store::{ArchiveFileRow, ArchiveInstanceRow, Sealed, StoreError, Tx};

/// Files that one look at the table gives.
const FILES_AT_ONCE: u32 = 64;
/// Files of one job; what is left is another job, so that others have their turn.
const FILES_MAX: usize = 1_000;
/// Bytes by which an image is told.
const HEAD_BYTES: usize = 16;
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

/// What became of one file.
enum Fetched {
    /// It lies in the blob store; a segment that was written for it, unless the same bytes were there.
    Whole {
        sealed: Sealed,
        md5: String,
        image: Option<&'static str>,
    },
    Gone {
        why: String,
    },
    Later {
        why: String,
        at: Option<Time>,
    },
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
        let mut permits = self.archive_permits(row)?;
        let mut fetched = 0;
        let mut stop = None;
        while fetched < FILES_MAX && stop.is_none() {
            let now = self.clock.now();
            let due = self.store.read().await?.archive_files().due(&row.id, now, FILES_AT_ONCE).await?;
            if due.is_empty() {
                break;
            }
            for file in due {
                fetched += 1;
                match self.fetch_one(account, &file, &mut permits).await {
                    Ok(ended) => self.settle_file(row, &file, ended, job).await?,
                    Err(Failure::Retry(crate::Error::Store(error @ StoreError::DiskFull { .. }))) => {
                        self.stall(row, Some(&error.to_string()), job).await?;
                        stop = Some(self.clock.now().plus(STALLED_PAUSE));
                        break;
                    }
                    Err(failure) => return Err(failure),
                }
            }
        }
        permits.settle().await;
        if stop.is_some() {
            return Ok(stop);
        }
        let (waiting, next) = self.store.read().await?.archive_files().wanted(&row.id).await?;
        Ok(if waiting > 0 { next } else { None })
    }

    async fn fetch_one(
        &self,
        account: &dyn ArchiveAccount,
        file: &ArchiveFileRow,
        permits: &mut Permits<'_>,
    ) -> Result<Fetched, Failure> {
        let later = |failure: SetFailure| Fetched::Later {
            at: match failure.retry {
                Some(RetryAt::Told(at)) => Some(at),
                _ => None,
            },
            why: failure.detail,
        };
        let class = account.class();
        if let Err(failure) = permits.one(class).await {
            return Ok(later(failure));
        }
        let now = self.clock.now();
        let mut bytes = match account.file(&file.attachment).await {
            Ok(FileAnswer::Bytes(bytes)) => bytes,
            Ok(FileAnswer::Gone(absence)) => return Ok(Fetched::Gone { why: absence.message }),
            Err(error) => {
                permits.failed(class, &error).await;
                return Ok(later(SetFailure::of(&error, now)));
            }
        };
        let mut writer = self.store.blobs().stream().await?;
        let mut head = Vec::with_capacity(HEAD_BYTES);
        loop {
            match bytes.next().await {
                Ok(Some(some)) => {
                    head.extend(some.iter().take(HEAD_BYTES - head.len()));
                    writer.write(&some).await?;
                }
                Ok(None) => break,
                Err(error) => return Ok(later(SetFailure::of(&error, self.clock.now()))),
            }
        }
        let digests = writer.digests()?;
        crash_point("archive.fetch.read");
        let sealed = writer.finish().await?;
        crash_point("archive.fetch.written");
        Ok(Fetched::Whole { sealed, md5: digests.md5, image: archive::image_type(&head) })
    }

    async fn settle_file(
        &self,
        row: &ArchiveInstanceRow,
        file: &ArchiveFileRow,
        ended: Fetched,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut tx = job.write(self).await?;
        match ended {
            Fetched::Whole { sealed, md5, image } => {
                let Some(blob) = sealed.blobs.first() else { return Ok(()) };
                let sha256 = blob.sha256.as_str().to_owned();
                let doubt = doubt(file, blob.plain_bytes, &md5);
                // The same wrong bytes twice are what the source has: they are kept, and it is said.
                if let Some(doubt) = doubt.as_ref().filter(|_| file.doubted.as_deref() != Some(&sha256)) {
                    let at = now.plus(pause(file.attempts));
                    tx.archive_files().put_off(&row.id, &file.file, at, (doubt, Some(&sha256))).await?;
                } else {
                    self.keep_file(&mut tx, row, file, &sealed, (doubt.as_deref(), image), now).await?;
                }
            }
            Fetched::Gone { why } => {
                tx.archive_files().gone(&row.id, &file.file, &why).await?;
                self.name_file_gaps(&mut tx, row, file, "file_gone", now).await?;
                jobs::enqueue(&mut tx, &Stage { instance: row.id.clone() }, now).await?;
            }
            Fetched::Later { why, at } => {
                let at = at.unwrap_or_else(|| now.plus(pause(file.attempts)));
                tx.archive_files().put_off(&row.id, &file.file, at, (&why, None)).await?;
            }
        }
        tx.commit().await?;
        crash_point("archive.fetch.committed");
        self.nudge.notify_one();
        Ok(())
    }

    async fn keep_file(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        file: &ArchiveFileRow,
        sealed: &Sealed,
        (doubt, image): (Option<&str>, Option<&str>),
        now: Time,
    ) -> Result<(), Failure> {
        let Some(blob) = sealed.blobs.first() else { return Ok(()) };
        // Single-instanced: the same bytes are kept once. What was written for nothing is an orphan, and swept.
        let same = tx.blobs().find_by_hash(&blob.sha256).await?;
        let id = match same {
            Some(same) => same.id,
            None => {
                tx.blobs().insert(sealed).await?;
                blob.id.clone()
            }
        };
        tx.blobs().add_ref(&id, &file_owner(&row.id, &file.file), "file").await?;
        let kept = (&id, blob.sha256.as_str(), blob.plain_bytes);
        tx.archive_files().stored(&row.id, &file.file, kept, (doubt, image)).await?;
        if doubt.is_some() {
            self.name_file_gaps(tx, row, file, "file_checksum", now).await?;
        }
        tx.archive_instances().set_stalled(&row.id, now, None).await?;
        jobs::enqueue(tx, &Stage { instance: row.id.clone() }, now).await?;
        Ok(())
    }

    /// Names a gap at each item that has the file.
    async fn name_file_gaps(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        file: &ArchiveFileRow,
        code: &'static str,
        now: Time,
    ) -> Result<(), Failure> {
        let detail = match code {
            "file_checksum" => format!(
                "The file {} came twice with other bytes than its checksum says; they are kept.",
                file.file
            ),
            _ => format!("The file {} could not be had; the item is archived without it.", file.file),
        };
        let items = tx.archive_files().items_of(&row.id, &file.file).await?;
        let gaps: Vec<_> = items.into_iter().map(|item| (item, code, detail.clone())).collect();
        tx.archive_gaps().name(&row.id, &gaps, now).await?;
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
            self.changed(&mut tx, Topic::Archive, Some(&row.id));
            match why {
                Some(why) => tracing::error!(instance = %row.id, why, "nothing more is captured for now"),
                None => tracing::info!(instance = %row.id, "capturing goes on"),
            }
        }
        Ok(tx.commit().await?)
    }
}

/// Whose a file's blob is.
pub(super) fn file_owner(instance: &InstanceId, file: &str) -> String {
    format!("file:{instance}:{file}")
}

/// What is wrong with bytes by what the source says of the file.
fn doubt(file: &ArchiveFileRow, bytes: u64, md5: &str) -> Option<String> {
    let attachment = &file.attachment;
    if let Some(size) = attachment.size.filter(|size| *size != bytes) {
        return Some(format!("The source says that it has {size} bytes, and {bytes} came."));
    }
    let wrong = attachment.md5.as_deref().is_some_and(|said| !said.eq_ignore_ascii_case(md5));
    wrong.then(|| "What came does not have the checksum that the source says.".to_owned())
}

fn pause(attempts: u32) -> Duration {
    AGAIN_AFTER.saturating_mul(2u32.saturating_pow(attempts)).min(AGAIN_AFTER_MAX)
}
