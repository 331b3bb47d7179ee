//! Settling files that came: their segment is written, and what became of each commits with what that makes necessary.

use super::{
    Stage, pause,
    read::{Body, Ended},
};
use crate::{
    Engine, Result,
    crash::crash_point,
    jobs::{self, Claimed, Failure},
};
use model::{BlobId, ContentHash, InstanceId, Time};
use std::collections::{BTreeMap, BTreeSet};
use store::{ArchiveFileRow, ArchiveInstanceRow, Digests, Sealed, SegmentWriter, Tx};

/// Files that are settled together.
pub(super) struct Batch {
    segment: SegmentWriter,
    /// Segments of large files.
    sealed: Vec<Sealed>,
    /// Where what came lies, uncommitted.
    blobs: BTreeMap<ContentHash, BlobId>,
    files: Vec<(ArchiveFileRow, Outcome)>,
}

enum Outcome {
    Whole {
        digests: Digests,
        image: Option<&'static str>,
        doubt: Option<String>,
    },
    /// Other bytes than the source's checksum says, for the first time.
    Doubted {
        why: String,
        sha256: ContentHash,
    },
    Gone {
        why: String,
    },
    Later {
        why: String,
        at: Option<Time>,
    },
}

impl Batch {
    pub fn begin(engine: &Engine) -> Result<Self> {
        let segment = engine.store.blobs().segment()?;
        Ok(Self { segment, sealed: vec![], blobs: BTreeMap::new(), files: vec![] })
    }

    /// Whether this file can be settled with the others.
    pub fn has_room(&self, ended: &Ended) -> bool {
        match ended {
            Ended::Whole { body: Body::Small(bytes), .. } => bytes.len() <= self.segment.room(),
            _ => true,
        }
    }

    /// Adds a file. Its bytes are packed unless they are there already: every file is kept once.
    pub async fn add(&mut self, engine: &Engine, file: ArchiveFileRow, ended: Ended) -> Result<()> {
        let outcome = match ended {
            Ended::Gone { why } => Outcome::Gone { why },
            Ended::Later { why, at } => Outcome::Later { why, at },
            Ended::Whole { digests, image, body } => {
                let doubt = doubt(&file, &digests);
                let sha256 = digests.sha256.clone();
                match doubt {
                    // The same wrong bytes twice are what the source has: they are kept, and it is said.
                    Some(why) if file.doubted.as_deref() != Some(sha256.as_str()) => {
                        Outcome::Doubted { why, sha256 }
                    }
                    doubt => {
                        self.keep(engine, sha256, body).await?;
                        Outcome::Whole { digests, image, doubt }
                    }
                }
            }
        };
        self.files.push((file, outcome));
        Ok(())
    }

    async fn keep(&mut self, engine: &Engine, sha256: ContentHash, body: Body) -> Result<()> {
        let is_there = self.blobs.contains_key(&sha256)
            || engine.store.read().await?.blobs().find_by_hash(&sha256).await?.is_some();
        if is_there {
            // What was streamed for nothing is an orphan, and swept.
            return Ok(());
        }
        let blob = match body {
            Body::Small(bytes) => Some(self.segment.add(&bytes)?.id),
            Body::Sealed(sealed) => {
                let blob = sealed.blobs.first().map(|blob| blob.id.clone());
                self.sealed.push(sealed);
                blob
            }
        };
        self.blobs.extend(blob.map(|blob| (sha256, blob)));
        Ok(())
    }
}

impl Engine {
    /// Writes what came, and commits what became of each file.
    pub(super) async fn settle_files(
        &self,
        row: &ArchiveInstanceRow,
        batch: Batch,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let Batch { segment, mut sealed, mut blobs, files } = batch;
        if files.is_empty() {
            return Ok(());
        }
        if !segment.is_empty() {
            sealed.push(segment.finish().await?);
        }
        crash_point("archive.fetch.written");
        let now = self.clock.now();
        let mut tx = job.write(self).await?;
        // Others may have brought the same bytes meanwhile; of ours no row is made then.
        let mut used = BTreeSet::new();
        for (sha256, blob) in &mut blobs {
            match tx.blobs().find_by_hash(sha256).await? {
                Some(same) => *blob = same.id,
                None => _ = used.insert(blob.clone()),
            }
        }
        for mut sealed in sealed {
            sealed.blobs.retain(|blob| used.contains(&blob.id));
            tx.blobs().insert(&sealed).await?;
        }
        let mut ended = false;
        for (file, outcome) in files {
            ended |= self.settle_file(&mut tx, row, &file, outcome, &blobs, now).await?;
        }
        if ended {
            jobs::enqueue(&mut tx, &Stage { instance: row.id.clone() }, now).await?;
        }
        tx.commit().await?;
        crash_point("archive.fetch.committed");
        if row.stalled.is_some() && !used.is_empty() {
            self.stall(row, None, job).await?;
        }
        self.nudge.notify_one();
        Ok(())
    }

    /// Notes what became of one file; whether that is final.
    async fn settle_file(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        file: &ArchiveFileRow,
        outcome: Outcome,
        blobs: &BTreeMap<ContentHash, BlobId>,
        now: Time,
    ) -> Result<bool> {
        let id = &file.file;
        let again = now.plus(pause(file.attempts));
        match outcome {
            Outcome::Whole { digests, image, doubt } => {
                let sha256 = &digests.sha256;
                let blob = match blobs.get(sha256) {
                    Some(blob) => Some(blob.clone()),
                    None => tx.blobs().find_by_hash(sha256).await?.map(|same| same.id),
                };
                let Some(blob) = blob else {
                    let why = "The same bytes were there when it came, and were deleted since.";
                    tx.archive_files().put_off(&row.id, id, again, (why, None)).await?;
                    return Ok(false);
                };
                tx.blobs().add_ref(&blob, &file_owner(&row.id, id), "file").await?;
                let kept = (&blob, sha256.as_str(), digests.bytes);
                tx.archive_files().stored(&row.id, id, kept, (doubt.as_deref(), image)).await?;
                if doubt.is_some() {
                    let detail = format!(
                        "The file {id} came twice with other bytes than its checksum says; they are kept."
                    );
                    name_gaps(tx, row, id, ("file_checksum", detail), now).await?;
                }
                return Ok(true);
            }
            Outcome::Doubted { why, sha256 } => {
                tx.archive_files().put_off(&row.id, id, again, (&why, Some(sha256.as_str()))).await?;
            }
            Outcome::Gone { why } => {
                tx.archive_files().gone(&row.id, id, &why).await?;
                let detail = format!("The file {id} could not be had; the item is archived without it.");
                name_gaps(tx, row, id, ("file_gone", detail), now).await?;
                return Ok(true);
            }
            Outcome::Later { why, at } => {
                tx.archive_files().put_off(&row.id, id, at.unwrap_or(again), (&why, None)).await?;
            }
        }
        Ok(false)
    }
}

/// Names a gap at each item that has the file.
async fn name_gaps(
    tx: &mut Tx,
    row: &ArchiveInstanceRow,
    file: &str,
    (code, detail): (&'static str, String),
    now: Time,
) -> Result<()> {
    let items = tx.archive_files().items_of(&row.id, file).await?;
    let gaps: Vec<_> = items.into_iter().map(|item| (item, code, detail.clone())).collect();
    Ok(tx.archive_gaps().name(&row.id, &gaps, now).await?)
}

/// Whose a file's blob is.
fn file_owner(instance: &InstanceId, file: &str) -> String {
    format!("file:{instance}:{file}")
}

/// What is wrong with bytes by what the source says of the file.
fn doubt(file: &ArchiveFileRow, came: &Digests) -> Option<String> {
    let attachment = &file.attachment;
    let bytes = came.bytes;
    if let Some(size) = attachment.size.filter(|size| *size != bytes) {
        return Some(format!("The source says that it has {size} bytes, and {bytes} came."));
    }
    let wrong = attachment.md5.as_deref().is_some_and(|said| !said.eq_ignore_ascii_case(&came.md5));
    wrong.then(|| "What came does not have the checksum that the source says.".to_owned())
}
