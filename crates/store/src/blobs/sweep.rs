//! Removing files that nobody can ever read: those that were never committed, and those of which every blob was
//! destroyed.

use super::{Blobs, place::FOLDERS};
use crate::{Store, StoreError};
use model::{SegmentId, Time};
use std::{collections::BTreeSet, time::Duration};

/// How old a file without a row has to be before it is an orphan: older than any transaction that may still commit it.
pub(super) const GRACE: Duration = Duration::from_secs(24 * 3_600);
/// Segments that are looked up, or removed, together.
const AT_ONCE: usize = 500;

/// What a sweep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files that had never become part of the archive.
    pub orphans: u64,
    /// Segments of which every blob had been destroyed.
    pub emptied: u64,
}

impl Store {
    /// Removes the archive's files that nobody can ever read. To be run daily; harmless at any time.
    ///
    /// # Errors
    /// [`StoreError::File`]; those of the database. What was not reached is reached by the next sweep.
    pub async fn sweep_orphans(&self, now: Time) -> Result<Swept, StoreError> {
        Ok(Swept { orphans: self.sweep_uncommitted(now).await?, emptied: self.sweep_emptied(now).await? })
    }

    async fn sweep_uncommitted(&self, now: Time) -> Result<u64, StoreError> {
        let Blobs { place, in_use, .. } = self.blobs();
        let mut removed = 0;
        for folder in 0..FOLDERS {
            let mut files = place.list(folder).await?;
            files.retain(|file| {
                made_at(&file.segment).is_some_and(|made| now.since(made) >= GRACE)
                    && !in_use.may_be_committed(&file.segment, now)
            });
            for files in files.chunks(AT_ONCE) {
                let ids: Vec<_> = files.iter().map(|file| file.segment.clone()).collect();
                let kept = self.read().await?.blobs().standing(&ids).await?;
                let kept: BTreeSet<_> = kept.into_iter().map(|id| place.path(&id)).collect();
                // By their paths, so that what an unfinished write left beside a segment goes too.
                for file in files.iter().filter(|file| !kept.contains(&file.path)) {
                    tracing::info!(path = %file.path.display(), "removing a file that never became part of the archive");
                    place.remove(file.path.clone()).await?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }

    async fn sweep_emptied(&self, now: Time) -> Result<u64, StoreError> {
        let mut removed = 0;
        loop {
            let ids = self.read().await?.blobs().emptied(AT_ONCE as u32).await?;
            for id in &ids {
                self.blobs().place.remove(self.blobs().place.path(id)).await?;
            }
            let mut tx = self.write().await?;
            tx.blobs().removed(&ids, now).await?;
            tx.commit().await?;
            removed += ids.len() as u64;
            if ids.len() < AT_ONCE {
                return Ok(removed);
            }
        }
    }
}

/// When a segment was begun: the first 48 bits of its id (RFC 9562 §5.7), by the clock that made it.
pub(super) fn made_at(segment: &SegmentId) -> Option<Time> {
    let digits: String = segment.as_str().chars().filter(char::is_ascii_hexdigit).take(12).collect();
    i64::from_str_radix(&digits, 16).ok().map(Time::from_ms)
}
