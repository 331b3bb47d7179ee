//! Packing small blobs into one file, and what is to be committed of a file that was written.

use super::{
    Blobs,
    format::{
        CHUNK_BYTES, RECORD_HEADER_BYTES, SEGMENT_BYTES_MAX, SEGMENT_HEADER_BYTES, TAG_BYTES, record_header,
        sealed_bytes, segment_header,
    },
    in_use::Held,
    seal::Chunks,
};
use crate::StoreError;
use model::{BlobId, ContentHash, SegmentId};

/// One blob that lies in a segment, and its wrapped key: what its rows are made of.
#[derive(Clone)]
pub struct SealedBlob {
    pub id: BlobId,
    /// SHA-256 of what was sealed.
    pub sha256: ContentHash,
    /// How long that is.
    pub plain_bytes: u64,
    pub(crate) place: u64,
    pub(crate) sealed_bytes: u64,
    pub(crate) wrapped: Vec<u8>,
}

/// A segment that is durable but not committed: that is done by `tx.blobs().insert(&sealed)`. It is no orphan for a
/// day after this is dropped.
pub struct Sealed {
    pub segment: SegmentId,
    /// The file's length; 0 when nothing was put into it, and there is no file.
    pub bytes: u64,
    pub blobs: Vec<SealedBlob>,
    pub(super) _held: Held,
}

/// Packs blobs into a segment, in memory. Adding costs time of the processor only, about 1 ms a MiB; nothing is written
/// before [`SegmentWriter::finish`], and nothing has to be undone where this is dropped.
pub struct SegmentWriter {
    blobs: Blobs,
    segment: SegmentId,
    file: Vec<u8>,
    sealed: Vec<SealedBlob>,
    held: Held,
}

impl Blobs {
    /// Begins a segment of small blobs.
    ///
    /// # Errors
    /// None that is expected.
    pub fn segment(&self) -> Result<SegmentWriter, StoreError> {
        let segment = self.segment_id();
        let file = segment_header(&segment)?.to_vec();
        let held = self.in_use.hold(&segment);
        Ok(SegmentWriter { blobs: self.clone(), segment, file, sealed: vec![], held })
    }
}

impl SegmentWriter {
    /// The longest blob that still fits, in bytes.
    pub fn room(&self) -> usize {
        let left = SEGMENT_BYTES_MAX.saturating_sub(self.file.len() + RECORD_HEADER_BYTES);
        let whole_chunks = left / (CHUNK_BYTES + TAG_BYTES);
        let rest = (left % (CHUNK_BYTES + TAG_BYTES)).saturating_sub(TAG_BYTES);
        whole_chunks * CHUNK_BYTES + rest
    }

    /// Whether this still fits: where room is for 0 bytes, an empty blob may or may not.
    fn fits(&self, plain: &[u8]) -> bool {
        sealed_bytes(plain.len() as u64)
            .and_then(|sealed| usize::try_from(sealed).ok())
            .and_then(|sealed| sealed.checked_add(self.file.len() + RECORD_HEADER_BYTES))
            .is_some_and(|length| length <= SEGMENT_BYTES_MAX)
    }

    /// How many blobs were added.
    pub fn len(&self) -> usize {
        self.sealed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.sealed.is_empty()
    }

    /// How long the file is so far, in bytes.
    pub fn bytes(&self) -> usize {
        self.file.len()
    }

    /// Seals a blob, and packs it.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it is longer than [`SegmentWriter::room`]; what was added before stays.
    pub fn add(&mut self, plain: &[u8]) -> Result<SealedBlob, StoreError> {
        if !self.fits(plain) {
            let (has, room) = (plain.len(), self.room());
            let why = format!(
                "it has {has} bytes, and its segment has room for {room}: begin another, or stream it"
            );
            return Err(StoreError::Invalid { what: "a blob", why });
        }
        let (id, key, wrapped) = self.blobs.blob_key()?;
        let mut chunks = Chunks::of(&id, &key)?;
        let place = self.file.len();
        let sealed_bytes = sealed_bytes(plain.len() as u64).unwrap_or_default();
        self.file.extend_from_slice(&record_header(&id, sealed_bytes)?);
        let count = plain.len().div_ceil(CHUNK_BYTES).max(1);
        for number in 0..count {
            let from = number * CHUNK_BYTES;
            let chunk = &plain[from..plain.len().min(from + CHUNK_BYTES)];
            let start = self.file.len();
            self.file.extend_from_slice(chunk);
            let tag = chunks.seal(&mut self.file[start..], number + 1 == count)?;
            self.file.extend_from_slice(&tag);
        }
        let sealed = SealedBlob {
            id,
            sha256: ContentHash::of(plain),
            plain_bytes: plain.len() as u64,
            place: place as u64,
            sealed_bytes,
            wrapped,
        };
        self.sealed.push(sealed.clone());
        Ok(sealed)
    }

    /// Writes the segment. What it gives is durable, and still to be committed. Of an empty segment no file is made.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`]; [`StoreError::File`]. Nothing is left behind.
    pub async fn finish(self) -> Result<Sealed, StoreError> {
        let bytes = if self.sealed.is_empty() { 0 } else { self.file.len() as u64 };
        if bytes > 0 {
            self.blobs.place.put(&self.segment, self.file).await?;
        }
        Ok(Sealed { segment: self.segment, bytes, blobs: self.sealed, _held: self.held })
    }
}

const _: () = assert!(SEGMENT_HEADER_BYTES + RECORD_HEADER_BYTES + 2 * CHUNK_BYTES < SEGMENT_BYTES_MAX);
