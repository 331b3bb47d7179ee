//! Giving a blob back, chunk by chunk, each proven before it is given.

use super::{
    Blobs,
    format::{
        CHUNK_BYTES, RECORD_HEADER_BYTES, SEGMENT_HEADER_BYTES, TAG_BYTES, TO_THE_END, parse_record,
        sealed_bytes, segment_header,
    },
    place::NotRead,
    seal::Chunks,
};
use crate::{BlobRow, StoreError, vault::Key};

/// A blob that may be read: its row, and its key. Neither printed nor serialised.
pub struct UnlockedBlob {
    pub row: BlobRow,
    pub(crate) key: Key,
}

/// Reads one blob from its beginning to its end.
pub struct BlobReader {
    blobs: Blobs,
    row: BlobRow,
    chunks: Chunks,
    /// Where in the file the next chunk is.
    at: u64,
    /// Sealed bytes that were not given yet.
    left: u64,
    /// The first chunk, which came with the headers.
    first: Option<Vec<u8>>,
}

impl Blobs {
    /// Begins to read a blob: looks whether its file is there, and is the one that its row means.
    ///
    /// # Errors
    /// [`StoreError::Segment`] names the blob, its segment and its file when that is missing or was altered.
    pub async fn open(&self, blob: UnlockedBlob) -> Result<BlobReader, StoreError> {
        let UnlockedBlob { row, key } = blob;
        let chunks = Chunks::of(&row.id, &key)?;
        let (place, left) = (row.place, row.sealed_bytes);
        let at = place.saturating_add(RECORD_HEADER_BYTES as u64);
        let mut reader = BlobReader { blobs: self.clone(), row, chunks, at, left, first: None };
        let first = RECORD_HEADER_BYTES + reader.next_length();
        let wanted = [0..SEGMENT_HEADER_BYTES as u64, place..place.saturating_add(first as u64)];
        let mut read = reader.read(&wanted).await?;
        let (Some(mut record), Some(segment)) = (read.pop(), read.pop()) else {
            return Err(reader.wrong("its file ends before it"));
        };
        if segment != segment_header(&reader.row.segment)? {
            return Err(reader.wrong("its file does not begin as that segment does"));
        }
        let chunk = record.split_off(RECORD_HEADER_BYTES);
        match parse_record(&record) {
            Some((blob, length)) if blob == reader.row.id && (length == left || length == TO_THE_END) => {}
            _ => return Err(reader.wrong("another record, or none, is where it should be")),
        }
        reader.first = Some(chunk);
        Ok(reader)
    }
}

impl BlobReader {
    /// The blob's length in bytes.
    pub fn plain_bytes(&self) -> u64 {
        self.row.plain_bytes
    }

    /// The next bytes, 1 MiB at a time and fewer only at the end; `None` after the last.
    ///
    /// # Errors
    /// [`StoreError::Segment`] when they are not what was sealed. Whatever was given before is proven, but the blob is
    /// not to be taken for whole.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        if self.left == 0 {
            return Ok(None);
        }
        let length = self.next_length();
        let mut chunk = match self.first.take() {
            Some(chunk) => chunk,
            None => self
                .read(std::slice::from_ref(&(self.at..self.at.saturating_add(length as u64))))
                .await?
                .pop()
                .unwrap_or_default(),
        };
        self.at = self.at.saturating_add(length as u64);
        self.left -= length as u64;
        if !self.chunks.open(&mut chunk, self.left == 0) {
            return Err(self.wrong("its bytes are not those that were sealed"));
        }
        Ok(Some(chunk))
    }

    /// All of it, where it has at most `max` bytes.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] when it is longer; otherwise as of [`BlobReader::next`].
    pub async fn read_all(mut self, max: usize) -> Result<Vec<u8>, StoreError> {
        let bytes = self.row.plain_bytes;
        if bytes > max as u64 {
            let why = format!("it has {bytes} bytes, and is wanted whole only up to {max}");
            return Err(StoreError::Invalid { what: "a blob", why });
        }
        let mut whole = self.next().await?.unwrap_or_default();
        whole.reserve_exact((bytes as usize).saturating_sub(whole.len()));
        while let Some(chunk) = self.next().await? {
            whole.extend_from_slice(&chunk);
        }
        Ok(whole)
    }

    /// How many bytes the next sealed chunk has.
    fn next_length(&self) -> usize {
        usize::try_from(self.left).unwrap_or(usize::MAX).min(CHUNK_BYTES + TAG_BYTES)
    }

    /// Some ranges of the file, each of just the length that was asked for.
    async fn read(&self, ranges: &[std::ops::Range<u64>]) -> Result<Vec<Vec<u8>>, StoreError> {
        let read = match self.blobs.place.read(&self.row.segment, ranges).await {
            Ok(read) => read,
            Err(NotRead::Store(error)) => return Err(error),
            Err(NotRead::Missing) => return Err(self.wrong("its file is not there")),
            Err(NotRead::TooShort) => return Err(self.wrong("its file ends before it")),
        };
        let whole = |(bytes, range): (&Vec<u8>, &std::ops::Range<u64>)| {
            bytes.len() as u64 == range.end.saturating_sub(range.start)
        };
        if read.len() != ranges.len() || !read.iter().zip(ranges).all(whole) {
            return Err(self.wrong("its file ends before it does"));
        }
        Ok(read)
    }

    fn wrong(&self, why: &str) -> StoreError {
        StoreError::Segment {
            blob: self.row.id.to_string(),
            segment: self.row.segment.to_string(),
            path: self.blobs.place.path(&self.row.segment),
            why: why.to_owned(),
        }
    }
}

/// Whether a row's lengths belong together, so that no length from the database is used unproven.
pub(crate) fn checked_lengths(row: &BlobRow) -> Result<(), StoreError> {
    match sealed_bytes(row.plain_bytes) {
        Some(sealed) if sealed == row.sealed_bytes => Ok(()),
        _ => Err(StoreError::corrupt(format!("blob {}", row.id), "its lengths do not belong together")),
    }
}
