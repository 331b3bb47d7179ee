//! Sealing a big blob while it comes, into a segment of its own.
//!
//! What came is copied once, into the part that is being filled, where it is sealed; while one part is filled the one
//! before is written. So two parts are in memory at most, however long the blob is.

use super::{
    Blobs, Sealed, SealedBlob,
    format::{
        CHUNK_BYTES, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES, TAG_BYTES, TO_THE_END, record_header,
        segment_header,
    },
    in_use::Held,
    seal::Chunks,
};
use crate::StoreError;
use aws_lc_rs::digest::{Context, SHA256};
use md5::{Digest, Md5};
use model::{BlobId, ContentHash, SegmentId};
use object_store::{MultipartUpload, PutPayload};
use tokio::task::JoinHandle;

/// Chunks that are written together.
const PART_CHUNKS: usize = 4;
const PART_BYTES: usize = PART_CHUNKS * (CHUNK_BYTES + TAG_BYTES);

/// What is known of the bytes that were written so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests {
    pub bytes: u64,
    pub sha256: ContentHash,
    /// In lower-case hexadecimal: the checksum that sources give. It proves a transfer, not an origin.
    pub md5: String,
}

impl Digests {
    /// Of bytes that are all there.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            bytes: bytes.len() as u64,
            sha256: ContentHash::of(bytes),
            md5: hex::encode(Md5::digest(bytes)),
        }
    }
}

/// Seals one blob as it comes. Dropped unfinished, it leaves nothing behind.
pub struct BlobWriter {
    blobs: Blobs,
    id: BlobId,
    wrapped: Vec<u8>,
    segment: SegmentId,
    upload: Box<dyn MultipartUpload>,
    writing: Option<JoinHandle<object_store::Result<()>>>,
    /// None while a chunk is sealed; and for ever, where the caller gave up waiting for that.
    work: Option<Work>,
    held: Held,
}

/// What sealing needs, so that it can be done where computing keeps nobody waiting.
struct Work {
    chunks: Chunks,
    sha256: Context,
    md5: Md5,
    /// Sealed chunks, after them what came of the next.
    part: Vec<u8>,
    /// Where in `part` the next chunk begins.
    from: usize,
    plain_bytes: u64,
    sealed_bytes: u64,
}

impl Blobs {
    /// Begins a blob that has a segment to itself.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`]; [`StoreError::File`].
    pub async fn stream(&self) -> Result<BlobWriter, StoreError> {
        let (id, key, wrapped) = self.blob_key()?;
        let segment = self.segment_id();
        let mut part = Vec::with_capacity(SEGMENT_HEADER_BYTES + RECORD_HEADER_BYTES + PART_BYTES);
        part.extend_from_slice(&segment_header(&segment)?);
        part.extend_from_slice(&record_header(&id, TO_THE_END)?);
        let work = Work {
            chunks: Chunks::of(&id, &key)?,
            sha256: Context::new(&SHA256),
            md5: Md5::new(),
            from: part.len(),
            part,
            plain_bytes: 0,
            sealed_bytes: 0,
        };
        let held = self.in_use.hold(&segment);
        let upload = self.place.begin(&segment).await?;
        Ok(BlobWriter {
            blobs: self.clone(),
            id,
            wrapped,
            segment,
            upload,
            writing: None,
            work: Some(work),
            held,
        })
    }
}

impl BlobWriter {
    /// The next bytes of the blob, as many or few as one likes.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`]; [`StoreError::File`]. The writer is of no use then, and is to be dropped.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            // The last chunk is sealed as such, so a full one waits until more comes.
            if self.work()?.pending() == CHUNK_BYTES {
                self.seal(false).await?;
            }
            let work = self.work()?;
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK_BYTES - work.pending()));
            work.part.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// What was written so far: to be compared with what the source says, and looked up, before it is finished.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] after a write that was given up.
    pub fn digests(&self) -> Result<Digests, StoreError> {
        let work = self.work.as_ref().ok_or_else(given_up)?;
        let pending = &work.part[work.from..];
        let (mut sha256, mut md5) = (work.sha256.clone(), work.md5.clone());
        sha256.update(pending);
        md5.update(pending);
        Ok(Digests {
            bytes: work.plain_bytes + pending.len() as u64,
            sha256: ContentHash::stored(hex::encode(sha256.finish())),
            md5: hex::encode(md5.finalize()),
        })
    }

    /// Ends the blob. What it gives is durable, and still to be committed.
    ///
    /// # Errors
    /// As of [`BlobWriter::write`].
    pub async fn finish(mut self) -> Result<Sealed, StoreError> {
        self.seal(true).await?;
        self.written().await?;
        let work = self.work.take().ok_or_else(given_up)?;
        self.blobs.place.complete(&self.segment, &mut *self.upload).await?;
        let blob = SealedBlob {
            id: self.id,
            sha256: ContentHash::stored(hex::encode(work.sha256.finish())),
            plain_bytes: work.plain_bytes,
            place: SEGMENT_HEADER_BYTES as u64,
            sealed_bytes: work.sealed_bytes,
            wrapped: self.wrapped,
        };
        let bytes = (SEGMENT_HEADER_BYTES + RECORD_HEADER_BYTES) as u64 + work.sealed_bytes;
        Ok(Sealed { segment: self.segment, bytes, blobs: vec![blob], _held: self.held })
    }

    fn work(&mut self) -> Result<&mut Work, StoreError> {
        self.work.as_mut().ok_or_else(given_up)
    }

    /// Seals what came of the next chunk, and has the part written when it is full.
    async fn seal(&mut self, last: bool) -> Result<(), StoreError> {
        let mut work = self.work.take().ok_or_else(given_up)?;
        let sealing = tokio::task::spawn_blocking(move || work.seal(last).map(|()| work));
        let mut work = sealing.await.map_err(|_| given_up())??;
        let full = work.part.len() >= PART_BYTES || last;
        let part = if full { work.take_part(last) } else { vec![] };
        self.work = Some(work);
        if full {
            self.written().await?;
            self.writing = Some(tokio::spawn(self.upload.put_part(PutPayload::from(part))));
        }
        Ok(())
    }

    /// Waits for the part that is being written.
    async fn written(&mut self) -> Result<(), StoreError> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        let written = writing.await.map_err(|_| given_up())?;
        written.map_err(|error| self.blobs.place.not_written(&self.segment, error))
    }
}

impl Work {
    fn pending(&self) -> usize {
        self.part.len() - self.from
    }

    fn seal(&mut self, last: bool) -> Result<(), StoreError> {
        let chunk = &mut self.part[self.from..];
        self.sha256.update(chunk);
        self.md5.update(&*chunk);
        let tag = self.chunks.seal(chunk, last)?;
        self.plain_bytes += chunk.len() as u64;
        self.sealed_bytes += (chunk.len() + TAG_BYTES) as u64;
        self.part.extend_from_slice(&tag);
        self.from = self.part.len();
        Ok(())
    }

    fn take_part(&mut self, last: bool) -> Vec<u8> {
        self.from = 0;
        let next = if last { vec![] } else { Vec::with_capacity(PART_BYTES) };
        std::mem::replace(&mut self.part, next)
    }
}

fn given_up() -> StoreError {
    StoreError::Invalid { what: "a blob", why: "writing it was given up: begin it anew".to_owned() }
}
