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

/// What is fetched of blobs before anybody asks for it.
const AHEAD_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Blobs that are fetched together.
const RANGES_MAX: usize = 500;

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
        let mut reader = self.reader(blob)?;
        self.begin(std::slice::from_mut(&mut reader)).await?;
        Ok(reader)
    }

    /// As [`Blobs::open`], for several, in their order. Those that follow each other in one segment are fetched
    /// together, up to 16 MiB of them at a time; much faster than one by one where they are small.
    ///
    /// # Errors
    /// As of [`Blobs::open`], for the first that cannot be read.
    pub async fn open_all(&self, blobs: Vec<UnlockedBlob>) -> Result<Vec<BlobReader>, StoreError> {
        let mut readers =
            blobs.into_iter().map(|blob| self.reader(blob)).collect::<Result<Vec<_>, StoreError>>()?;
        for run in readers.chunk_by_mut(|one, next| one.row.segment == next.row.segment) {
            for run in run.chunks_mut(RANGES_MAX) {
                if self.begin(run).await.is_err() {
                    // Which of them it was shows when each is read alone.
                    for reader in run {
                        self.begin(std::slice::from_mut(reader)).await?;
                    }
                }
            }
        }
        Ok(readers)
    }

    fn reader(&self, blob: UnlockedBlob) -> Result<BlobReader, StoreError> {
        let UnlockedBlob { row, key } = blob;
        let chunks = Chunks::of(&row.id, &key)?;
        let at = row.place.saturating_add(RECORD_HEADER_BYTES as u64);
        let left = row.sealed_bytes;
        Ok(BlobReader { blobs: self.clone(), row, chunks, at, left, first: None })
    }

    /// Fetches the headers and first chunks of blobs of one segment.
    async fn begin(&self, readers: &mut [BlobReader]) -> Result<(), StoreError> {
        let Some(one) = readers.first() else { return Ok(()) };
        let header = 0..SEGMENT_HEADER_BYTES as u64;
        let mut wanted = Vec::with_capacity(1 + readers.len());
        wanted.push(header);
        let mut ahead = 0;
        for reader in &*readers {
            ahead += reader.next_length();
            // Past that, the first chunk is read when it is asked for.
            let first = if ahead <= AHEAD_BYTES_MAX { reader.next_length() } else { 0 };
            wanted.push(reader.row.place..reader.at.saturating_add(first as u64));
        }
        let mut read = one.read(&wanted).await?.into_iter();
        if read.next().unwrap_or_default() != segment_header(&one.row.segment)? {
            return Err(one.wrong("its file does not begin as that segment does"));
        }
        for (reader, mut record) in readers.iter_mut().zip(read) {
            let chunk = record.split_off(RECORD_HEADER_BYTES.min(record.len()));
            match parse_record(&record) {
                Some((blob, length))
                    if blob == reader.row.id && (length == reader.left || length == TO_THE_END) => {}
                _ => return Err(reader.wrong("another record, or none, is where it should be")),
            }
            reader.first = Some(chunk).filter(|chunk| !chunk.is_empty());
        }
        Ok(())
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
