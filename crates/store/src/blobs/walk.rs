//! What a segment says of itself, without the database's places: for proving a file whole, and for finding blobs again
//! where nothing but the files and the table of keys is left.

use super::{
    Blobs,
    format::{
        RECORD_HEADER_BYTES, SEGMENT_BYTES_MAX, SEGMENT_HEADER_BYTES, TO_THE_END, parse_record,
        segment_header,
    },
    place::NotRead,
};
use crate::StoreError;
use model::{BlobId, SegmentId};

/// No segment holds more records: each has a header.
const RECORDS_MAX: usize = SEGMENT_BYTES_MAX / RECORD_HEADER_BYTES;

/// One blob that a segment says it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRecord {
    pub blob: BlobId,
    /// Where its record begins in the file.
    pub place: u64,
    pub sealed_bytes: u64,
}

impl Blobs {
    /// The records of a segment of that length, in their order.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the file is not there, or is not a segment from its first byte to its last.
    pub async fn records(&self, segment: &SegmentId, bytes: u64) -> Result<Vec<SegmentRecord>, StoreError> {
        let wrong = |why: &str| {
            let path = self.place.path(segment);
            StoreError::corrupt(format!("segment {segment}"), format!("{}: {why}", path.display()))
        };
        let read = async |from: u64, length: usize| {
            let range = from..from.saturating_add(length as u64);
            match self.place.read(segment, std::slice::from_ref(&range)).await {
                Ok(mut read) => Ok(read.pop().unwrap_or_default()),
                Err(NotRead::Store(error)) => Err(error),
                Err(NotRead::Missing) => Err(wrong("the file is not there")),
                Err(NotRead::TooShort) => Err(wrong("the file is too short")),
            }
        };
        if read(0, SEGMENT_HEADER_BYTES).await? != segment_header(segment)? {
            return Err(wrong("the file does not begin as a segment does"));
        }
        let mut records = Vec::new();
        let mut place = SEGMENT_HEADER_BYTES as u64;
        while place < bytes && records.len() < RECORDS_MAX {
            let header = read(place, RECORD_HEADER_BYTES).await?;
            let (blob, length) =
                parse_record(&header).ok_or_else(|| wrong("a record does not begin as one"))?;
            let from = place + RECORD_HEADER_BYTES as u64;
            let sealed_bytes = if length == TO_THE_END { bytes.saturating_sub(from) } else { length };
            records.push(SegmentRecord { blob, place, sealed_bytes });
            place = from.saturating_add(sealed_bytes);
        }
        if place != bytes {
            return Err(wrong("its records and its length do not agree"));
        }
        Ok(records)
    }
}
