//! What a staged revision's blob holds: its record and its message's skeleton. One blob, so that one key is all there is
//! to destroy.

use crate::{Engine, Error, Result};
use archive::{Record, Skeleton};
use model::{BlobId, Revision};
use store::{ArchiveInstanceRow, Tx};

/// Begins every bundle: what it is, and which layout.
const MAGIC: &[u8; 4] = b"VSM1";
/// The longest bundle that is read whole: a record is bounded by what a captured revision may be.
const BUNDLE_BYTES_MAX: usize = 4 * store::PAYLOAD_BYTES_MAX;

/// A record and the skeleton of its message.
pub(super) struct Bundle {
    pub record: Record,
    pub skeleton: Skeleton,
}

impl Bundle {
    /// Magic, the record's length (8 bytes, big-endian), the record as JSON, the skeleton.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let record = serde_json::to_vec(&self.record)
            .map_err(|error| Error::Internal(format!("a record could not be written: {error}")))?;
        let skeleton = self.skeleton.to_bytes();
        let mut bytes = Vec::with_capacity(12 + record.len() + skeleton.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&(record.len() as u64).to_be_bytes());
        bytes.extend_from_slice(&record);
        bytes.extend_from_slice(&skeleton);
        Ok(bytes)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let damaged = |what: &str| Error::Internal(format!("a staged message cannot be read: {what}"));
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| damaged("it does not begin as one"))?;
        let (length, rest) = rest.split_first_chunk::<8>().ok_or_else(|| damaged("it is too short"))?;
        let length = usize::try_from(u64::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let (record, skeleton) = rest.split_at_checked(length).ok_or_else(|| damaged("it is too short"))?;
        Ok(Self {
            record: serde_json::from_slice(record).map_err(|error| damaged(&error.to_string()))?,
            skeleton: Skeleton::from_bytes(skeleton).map_err(|error| damaged(&error.to_string()))?,
        })
    }
}

impl Engine {
    /// Opens a staged revision's bundle.
    pub(super) async fn bundle(&self, tx: &mut Tx, blob: &BlobId) -> Result<Bundle> {
        let unlocked = tx.blobs().unlock(blob).await?;
        let bytes = self.store.blobs().open(unlocked).await?.read_all(BUNDLE_BYTES_MAX).await?;
        Bundle::from_bytes(&bytes)
    }

    /// The latest revision of an item, from wherever it is on its way.
    pub(super) async fn latest_revision(
        &self,
        tx: &mut Tx,
        row: &ArchiveInstanceRow,
        item: &str,
    ) -> Result<Option<Revision>> {
        let Some((_, latest)) = tx.revisions().latest(&row.id, &[item.to_owned()]).await?.pop() else {
            return Ok(None);
        };
        let Some(latest) = tx.revisions().get(&latest).await? else { return Ok(None) };
        match &latest.blob {
            Some(blob) => match self.bundle(tx, blob).await {
                Ok(bundle) => Ok(Some(bundle.record.revision)),
                // Its content was destroyed: there is nothing that could be said again.
                Err(Error::Store(store::StoreError::Destroyed { .. })) => Ok(None),
                Err(error) => Err(error),
            },
            None => {
                let payload = tx.revisions().payloads(std::slice::from_ref(&latest.id)).await?;
                let parsed = payload.first().map(|bytes| serde_json::from_slice(bytes)).transpose();
                parsed
                    .map_err(|error| Error::Internal(format!("a captured revision cannot be read: {error}")))
            }
        }
    }
}
