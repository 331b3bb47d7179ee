//! The blob store: the archive's bytes, each blob sealed under a key of its own, packed into segments.
//!
//! A segment is a file that is written once, under a random name, and is durable before anybody hears of it. **The row
//! is the commit**: whoever sealed something inserts [`Sealed`] in the transaction that makes it part of the archive.
//! A file without a row is an orphan, which [`crate::Store::sweep_orphans`] removes when it is older than any
//! transaction may be.
//!
//! Files are written and read through the crate `object_store`, whose local directory syncs files and the folders above
//! them where it is told to. Two things it leaves to us: who may read a file, and what a killed process left
//! half-written, which its listing hides. Both are in `place`.
//!
//! - [`SegmentWriter`] packs many small blobs into one file; [`BlobWriter`] streams a big one into a file of its own.
//! - [`BlobReader`] gives a blob back by chunks, each proven before it is given.
//! - `format` is the layout, which is for ever; docs/message-format.md describes it for other programs.

mod format;
mod in_use;
mod place;
mod read;
mod seal;
mod segment;
mod stream;
mod sweep;
mod walk;

pub use format::{CHUNK_BYTES, SEGMENT_BYTES_MAX};
pub(crate) use read::checked_lengths;
pub use read::{BlobReader, UnlockedBlob};
pub use segment::{Sealed, SealedBlob, SegmentWriter};
pub use stream::{BlobWriter, Digests};
pub use sweep::Swept;
pub use walk::SegmentRecord;

use crate::{StoreConfig, StoreError, store::Shared, vault::Key};
use in_use::InUse;
use model::{BlobId, SegmentId};
use place::Place;
use std::sync::Arc;

/// The largest blob that is better packed with others than given a file of its own: past it, a file's own sync costs
/// little beside its bytes.
pub const PACKED_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Where blobs are sealed and opened. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    place: Arc<Place>,
    in_use: InUse,
    shared: Arc<Shared>,
}

impl Blobs {
    /// Touches no file yet: the folder is made when the first segment is.
    pub(crate) fn new(config: &StoreConfig, shared: Arc<Shared>) -> Result<Self, StoreError> {
        let in_use = InUse::new(shared.clock.clone());
        Ok(Self { place: Arc::new(Place::new(&config.blobs)?), in_use, shared })
    }

    fn segment_id(&self) -> SegmentId {
        SegmentId::make(&*self.shared.clock, &*self.shared.random)
    }

    /// A blob's id and key, the latter also as it is kept.
    fn blob_key(&self) -> Result<(BlobId, Key, Vec<u8>), StoreError> {
        let id = BlobId::make(&*self.shared.clock, &*self.shared.random);
        let mut key = Key::default();
        self.shared.random.fill(&mut key[..]);
        let wrapped = self.shared.key.wrap(&key_purpose(&id), &key[..], &*self.shared.random)?;
        Ok((id, key, wrapped))
    }
}

/// What a wrapped key is bound to: one that is moved to another blob's row does not open there.
pub(crate) fn key_purpose(blob: &BlobId) -> String {
    format!("vouchsafe/blob-key/v1/{blob}")
}
