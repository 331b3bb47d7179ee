//! Staging: records and messages are made of what was captured, written into segments, and committed by their rows. What
//! was captured is dropped from the database in the same transaction.

use super::{Deliver, bundle::Bundle};
use crate::{
    Engine, Error, Result,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use archive::{FileHash, FileState as RecordFile, Record, RecordInput, SourceNames, message};
use async_trait::async_trait;
use ledger::{LeafKind, Subject};
use model::{InstanceId, Participant, Person, Revision, RevisionId, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use store::{
    ArchiveFileRow, ArchiveInstanceRow, BlobRef, FileState, PACKED_BYTES_MAX, RevisionRow, RevisionState,
    Sealed, StagedRevision, StoreError,
};

/// Revisions that are staged together.
const BATCH: u32 = 500;
/// What their payloads may have together, in bytes.
const BATCH_BYTES_MAX: u64 = 16 << 20;
/// Participants that they may have together, and revisions whose participants are looked up together: a post in a large
/// group has ten thousand.
const PARTICIPANTS_MAX: usize = 50_000;
const REVISIONS_AT_ONCE: usize = 20;
/// Batches of one job; what is left is another job, so that others have their turn.
const BATCHES_MAX: usize = 40;
/// How soon it is looked again whether the disk has room.
const STALLED_PAUSE: std::time::Duration = std::time::Duration::from_secs(15);

/// Drains what an archive connector has captured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Stage {
    pub instance: InstanceId,
}

#[async_trait]
impl Work for Stage {
    const KIND: &'static str = "archive_stage";

    fn dedupe_key(&self) -> String {
        self.instance.to_string()
    }

    fn lane(&self) -> String {
        format!("{}:stage", self.instance)
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        // Also of a connector that was deleted since: what was captured is not lost.
        let Some(row) = engine.store.read().await?.archive_instances().by_id(&self.instance).await? else {
            return job.complete_alone(engine).await;
        };
        let mut more = true;
        let mut batches = 0;
        let mut next = engine.clock.now();
        while more && batches < BATCHES_MAX {
            batches += 1;
            more = match engine.stage_batch(&row, job).await {
                Ok(more) => more,
                Err(Failure::Retry(Error::Store(error @ StoreError::DiskFull { .. }))) => {
                    engine.stall(&row, Some(&error.to_string()), job).await?;
                    next = engine.clock.now().plus(STALLED_PAUSE);
                    break;
                }
                Err(failure) => return Err(failure),
            };
        }
        let mut tx = job.write(engine).await?;
        if more {
            jobs::enqueue(&mut tx, &self, next).await?;
        }
        job.complete(&mut tx).await?;
        tx.commit().await?;
        engine.nudge.notify_one();
        Ok(())
    }
}

/// What a batch is made from.
struct Batch {
    source: SourceNames,
    account: String,
    rows: Vec<RevisionRow>,
    payloads: Vec<Vec<u8>>,
    people: BTreeMap<String, Person>,
    participants: HashMap<RevisionId, Vec<Participant>>,
    files: HashMap<RevisionId, Vec<ArchiveFileRow>>,
}

/// A message that was made.
struct Made {
    id: RevisionId,
    captured_at: Time,
    bundle: Vec<u8>,
    size: u64,
}

impl Engine {
    /// Stages the next batch; whether there may be more.
    async fn stage_batch(&self, row: &ArchiveInstanceRow, job: &Claimed) -> Result<bool, Failure> {
        let Some(batch) = self.batch(row).await? else { return Ok(false) };
        let files: Vec<_> = blobs_of(&batch);
        let made = tokio::task::spawn_blocking(move || make(batch))
            .await
            .map_err(|error| Error::Internal(format!("messages could not be made: {error}")))??;
        crash_point("archive.stage.made");
        let (sealed, staged) = self.seal_all(made).await?;
        crash_point("archive.stage.written");
        let now = self.clock.now();
        let mut tx = job.write(self).await?;
        let mut refs = files;
        refs.extend(staged.iter().map(|staged| BlobRef {
            blob: staged.0.blob.clone(),
            owner: revision_owner(&staged.0.id),
            what: "message".to_owned(),
        }));
        for segment in &sealed {
            tx.blobs().insert(segment).await?;
        }
        tx.blobs().add_refs(&refs).await?;
        let digests: Vec<_> = staged
            .iter()
            .map(|(staged, sha256)| json!({ "revision": staged.id, "sha256": sha256 }))
            .collect();
        let leaf = self.new_leaf(
            LeafKind::MESSAGES_STAGED,
            Subject::new().with("instance", &row.id),
            &[("messages", json!(digests))],
        )?;
        let leaf_id = leaf.id.clone();
        tx.ledger().append(&[leaf]).await?;
        let staged: Vec<_> = staged.into_iter().map(|(staged, _)| staged).collect();
        tx.revisions().staged(&row.id, &staged, &leaf_id, now).await?;
        crash_point("archive.stage.kept");
        jobs::enqueue(&mut tx, &Deliver { instance: row.id.clone() }, now).await?;
        tx.commit().await?;
        crash_point("archive.stage.committed");
        if row.stalled.is_some() {
            self.stall(row, None, job).await?;
        }
        self.nudge.notify_one();
        Ok(true)
    }

    /// What the next batch is made from; none where nothing waits.
    async fn batch(&self, row: &ArchiveInstanceRow) -> Result<Option<Batch>, Failure> {
        let mut tx = self.store.read().await?;
        let mut rows = tx.revisions().queue(&row.id, RevisionState::Captured, BATCH).await?;
        if rows.is_empty() {
            return Ok(None);
        }
        let mut ids: Vec<_> = rows.iter().map(|row| row.id.clone()).collect();
        let fitting = tx.revisions().within(&ids, BATCH_BYTES_MAX).await?;
        rows.truncate(fitting);
        ids.truncate(fitting);
        let mut participants: HashMap<RevisionId, Vec<Participant>> = HashMap::new();
        let mut needed: BTreeSet<String> = BTreeSet::new();
        let (mut whole, mut people_count) = (0, 0);
        for some in ids.chunks(REVISIONS_AT_ONCE) {
            for (id, participant) in tx.deliveries().of_revisions(some).await? {
                needed.insert(participant.user.clone());
                people_count += 1;
                participants.entry(id).or_default().push(participant);
            }
            whole += some.len();
            if people_count >= PARTICIPANTS_MAX {
                break;
            }
        }
        rows.truncate(whole);
        ids.truncate(whole);
        let payloads = tx.revisions().payloads(&ids).await?;
        let mut files: HashMap<RevisionId, Vec<ArchiveFileRow>> = HashMap::new();
        for (id, file) in tx.archive_files().of(&ids).await? {
            files.entry(id).or_default().push(file);
        }
        for payload in &payloads {
            needed.extend(Record::people_needed(&parsed(payload)?, &[]));
        }
        let needed: Vec<_> = needed.into_iter().collect();
        let people = tx.archive_people().get(&row.id, &needed).await?;
        let people = people.into_iter().map(|row| (row.person.id.clone(), row.person)).collect();
        let source = self.source_names(row)?;
        let account = row.account_id.clone();
        Ok(Some(Batch { source, account, rows, payloads, people, participants, files }))
    }

    /// Writes bundles into segments; with each the hash of its bytes.
    async fn seal_all(
        &self,
        made: Vec<Made>,
    ) -> Result<(Vec<Sealed>, Vec<(StagedRevision, String)>), Failure> {
        let mut segments = Vec::new();
        let mut staged = Vec::with_capacity(made.len());
        let mut writer = self.store.blobs().segment()?;
        for Made { id, captured_at, bundle, size } in made {
            let sealed = if bundle.len() > PACKED_BYTES_MAX {
                let mut large = self.store.blobs().stream().await?;
                large.write(&bundle).await?;
                let sealed = large.finish().await?;
                let blob = sealed.blobs.first().cloned();
                segments.push(sealed);
                blob.ok_or_else(|| Error::Internal("a blob was sealed and is not there".into()))?
            } else {
                if writer.room() < bundle.len() {
                    let full = std::mem::replace(&mut writer, self.store.blobs().segment()?);
                    segments.push(full.finish().await?);
                }
                writer.add(&bundle)?
            };
            staged.push((
                StagedRevision { id, captured_at, blob: sealed.id.clone(), size },
                sealed.sha256.to_string(),
            ));
        }
        if !writer.is_empty() {
            segments.push(writer.finish().await?);
        }
        Ok((segments, staged))
    }

    /// What the connector and its service are called in messages.
    pub(super) fn source_names(&self, row: &ArchiveInstanceRow) -> Result<SourceNames> {
        let info = self.archive_info(&row.connector)?;
        let archive = info.archive.as_ref();
        let archive =
            archive.ok_or_else(|| Error::Internal(format!("{} is no archive connector", row.connector)))?;
        Ok(SourceNames {
            connector: row.connector.to_string(),
            title: archive.title.clone(),
            class: archive.class.clone(),
        })
    }
}

/// Whose a message's blobs are.
pub(super) fn revision_owner(revision: &RevisionId) -> String {
    format!("message:{revision}")
}

fn parsed(payload: &[u8]) -> Result<Revision> {
    serde_json::from_slice(payload)
        .map_err(|error| Error::Internal(format!("a captured revision cannot be read: {error}")))
}

/// The files' blobs that the batch's messages need.
fn blobs_of(batch: &Batch) -> Vec<BlobRef> {
    let files = batch.files.iter().flat_map(|(id, files)| files.iter().map(move |file| (id, file)));
    let refs: BTreeSet<_> = files
        .filter_map(|(id, file)| {
            let what = "file".to_owned();
            Some(BlobRef { blob: file.blob.clone()?, owner: revision_owner(id), what })
        })
        .collect();
    refs.into_iter().collect()
}

/// Makes the messages. Pure, and a matter of the processor alone.
fn make(mut batch: Batch) -> Result<Vec<Made>> {
    let mut made = Vec::with_capacity(batch.rows.len());
    for (row, payload) in batch.rows.iter().zip(&batch.payloads) {
        let files = batch.files.remove(&row.id).unwrap_or_default();
        let record = Record::make(RecordInput {
            source: batch.source.clone(),
            account: batch.account.clone(),
            revision: parsed(payload)?,
            captured_at: row.captured_at,
            people: &batch.people,
            participants: batch.participants.remove(&row.id).unwrap_or_default(),
            files: files
                .into_iter()
                .filter_map(|file| Some((file.file.clone(), file_state(file)?)))
                .collect(),
        });
        let message = message(&record);
        let size = message.size;
        let bundle = Bundle { skeleton: message.skeleton, record }.to_bytes()?;
        made.push(Made { id: row.id.clone(), captured_at: row.captured_at, bundle, size });
    }
    Ok(made)
}

fn file_state(file: ArchiveFileRow) -> Option<RecordFile> {
    match file.state {
        FileState::Stored => Some(RecordFile::Stored {
            sha256: FileHash::from_hex(file.sha256.as_deref()?)?,
            size: file.size?,
            image: file.image,
        }),
        FileState::Gone => Some(RecordFile::Gap {
            reason: file.reason.unwrap_or_else(|| "The source did not give it.".to_owned()),
        }),
        FileState::Wanted => None,
    }
}
