//! How a segment is laid out. All numbers are big-endian. What is written here is read for ever.
//!
//! ```text
//! segment: "VOUCHSEG"  version u16 = 1  6 zero bytes  segment id (16 bytes)      then records
//! record:  "BLOB"      4 zero bytes     blob id (16)  sealed length u64          then the sealed blob
//! sealed:  per MiB of the blob its AES-256-GCM ciphertext and 16 bytes of tag; an empty blob is one empty chunk
//! ```
//! A record whose length is all ones reaches to the end of its file: a stream's length is known only at its end.

use crate::StoreError;
use model::{BlobId, SegmentId};

/// Bytes of a blob that are sealed together, and given back together.
pub const CHUNK_BYTES: usize = 1024 * 1024;
/// A segment of packed blobs is at most so long; a streamed blob's may be longer.
pub const SEGMENT_BYTES_MAX: usize = 16 * 1024 * 1024;
/// What sealing adds to each chunk.
pub(super) const TAG_BYTES: usize = 16;
pub(super) const SEGMENT_HEADER_BYTES: usize = 32;
pub(super) const RECORD_HEADER_BYTES: usize = 32;
/// The length of a record that reaches to the end of its file.
pub(super) const TO_THE_END: u64 = u64::MAX;

const SEGMENT_MAGIC: &[u8; 8] = b"VOUCHSEG";
const RECORD_MAGIC: &[u8; 8] = b"BLOB\0\0\0\0";
const VERSION: u16 = 1;

pub(super) fn segment_header(segment: &SegmentId) -> Result<[u8; SEGMENT_HEADER_BYTES], StoreError> {
    let mut header = [0; SEGMENT_HEADER_BYTES];
    header[..8].copy_from_slice(SEGMENT_MAGIC);
    header[8..10].copy_from_slice(&VERSION.to_be_bytes());
    header[16..].copy_from_slice(&id_bytes(segment.as_str())?);
    Ok(header)
}

pub(super) fn record_header(
    blob: &BlobId,
    sealed_bytes: u64,
) -> Result<[u8; RECORD_HEADER_BYTES], StoreError> {
    let mut header = [0; RECORD_HEADER_BYTES];
    header[..8].copy_from_slice(RECORD_MAGIC);
    header[8..24].copy_from_slice(&id_bytes(blob.as_str())?);
    header[24..].copy_from_slice(&sealed_bytes.to_be_bytes());
    Ok(header)
}

/// The blob and the length of a record, or [`TO_THE_END`]; `None` where this is no record's header.
pub(super) fn parse_record(header: &[u8]) -> Option<(BlobId, u64)> {
    let (magic, rest) = header.split_at_checked(8)?;
    let (id, length) = rest.split_at_checked(16)?;
    let length = u64::from_be_bytes(length.try_into().ok()?);
    let blob = hex::encode(id).parse().ok()?;
    (magic == RECORD_MAGIC).then_some((blob, length))
}

/// How long a blob is when it is sealed; `None` when no machine could hold it.
pub(super) fn sealed_bytes(plain_bytes: u64) -> Option<u64> {
    let chunks = plain_bytes.div_ceil(CHUNK_BYTES as u64).max(1);
    plain_bytes.checked_add(chunks.checked_mul(TAG_BYTES as u64)?)
}

fn id_bytes(id: &str) -> Result<[u8; 16], StoreError> {
    let mut bytes = [0; 16];
    match hex::decode_to_slice(id.replace('-', ""), &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) => Err(StoreError::corrupt(format!("the id {id}"), error)),
    }
}
