//! A message without its files: literal bytes, and references to files by their hash.
//!
//! The RFC 5322 form is the pieces one after the other, a file being its base64 in lines of 76 characters. So a message
//! with a file of 2 GB is a few hundred bytes kept and a stream when it is read.

use crate::FileHash;
use model::ContentHash;

/// Bytes of a file in one line of base64.
const LINE_INPUT_BYTES: usize = 57;
/// Begins a skeleton's bytes: the name, and the version of the layout.
const MAGIC: &[u8; 8] = b"vskel\x00\x00\x01";
/// Bytes of the check at the end: the beginning of the SHA-256 of all before it.
const CHECK_BYTES: usize = 8;
/// More pieces than the files of any item make.
const PIECES_MAX: usize = 100_000;

const LITERAL: u8 = 1;
const FILE: u8 = 2;

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Bytes as they stand.
    Literal(Vec<u8>),
    /// A file of `size` bytes, in base64 as [`Base64Lines`] writes it.
    File { sha256: FileHash, size: u64 },
}

/// A message's pieces in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skeleton(Vec<Piece>);

/// Why bytes are no skeleton.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SkeletonError {
    #[error("these bytes are no message skeleton of a version that this program knows")]
    Unknown,
    #[error("the message skeleton is damaged: its check does not fit its bytes")]
    Damaged,
    #[error("the message skeleton is malformed at byte {0}")]
    Malformed(usize),
}

impl Skeleton {
    /// Of these pieces; neighbouring literals become one, empty ones none.
    pub fn of(pieces: impl IntoIterator<Item = Piece>) -> Self {
        let mut joined: Vec<Piece> = Vec::new();
        for piece in pieces {
            match (joined.last_mut(), piece) {
                (_, Piece::Literal(bytes)) if bytes.is_empty() => {}
                (Some(Piece::Literal(before)), Piece::Literal(bytes)) => before.extend_from_slice(&bytes),
                (_, piece) => joined.push(piece),
            }
        }
        Self(joined)
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.0
    }

    /// The files that it refers to, in order; one that is used twice is there twice.
    pub fn files(&self) -> impl Iterator<Item = (FileHash, u64)> + '_ {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::File { sha256, size } => Some((*sha256, *size)),
        })
    }

    /// Exact bytes of the RFC 5322 form.
    pub fn size(&self) -> u64 {
        self.0.iter().fold(0, |sum, piece| {
            sum.saturating_add(match piece {
                Piece::Literal(bytes) => bytes.len() as u64,
                Piece::File { size, .. } => base64_size(*size),
            })
        })
    }

    /// As kept: `docs/message-format.md`, *Skeleton*.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        put(&mut bytes, self.0.len() as u64);
        for piece in &self.0 {
            match piece {
                Piece::Literal(literal) => {
                    bytes.push(LITERAL);
                    put(&mut bytes, literal.len() as u64);
                    bytes.extend_from_slice(literal);
                }
                Piece::File { sha256, size } => {
                    bytes.push(FILE);
                    put(&mut bytes, *size);
                    bytes.extend_from_slice(sha256.bytes());
                }
            }
        }
        let check = check(&bytes);
        bytes.extend_from_slice(&check);
        bytes
    }

    /// What [`Self::to_bytes`] wrote. Takes no more memory than the bytes themselves.
    ///
    /// # Errors
    /// Where they are of another version, damaged or malformed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SkeletonError> {
        let Some(rest) = bytes.strip_prefix(MAGIC) else { return Err(SkeletonError::Unknown) };
        let Some(length) = rest.len().checked_sub(CHECK_BYTES) else { return Err(SkeletonError::Damaged) };
        let (body, sum) = rest.split_at(length);
        if check(&bytes[..bytes.len() - CHECK_BYTES]) != sum {
            return Err(SkeletonError::Damaged);
        }
        let mut reader = Reader { body, at: 0 };
        let count = reader.number()?;
        if count > PIECES_MAX as u64 {
            return Err(reader.malformed());
        }
        let mut pieces = Vec::new();
        for _ in 0..count {
            let kind = reader.take(1)?[0];
            let number = reader.number()?;
            pieces.push(match kind {
                LITERAL => {
                    let length = usize::try_from(number).map_err(|_| reader.malformed())?;
                    Piece::Literal(reader.take(length)?.to_vec())
                }
                FILE => {
                    let hash = <[u8; 32]>::try_from(reader.take(32)?).map_err(|_| reader.malformed())?;
                    Piece::File { sha256: FileHash::from_bytes(hash), size: number }
                }
                _ => return Err(reader.malformed()),
            });
        }
        if reader.at != body.len() {
            return Err(reader.malformed());
        }
        Ok(Self(pieces))
    }
}

fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    let mut check = [0; CHECK_BYTES];
    // The hash is 64 hexadecimal digits by its making.
    let _ = hex::decode_to_slice(&ContentHash::of(bytes).as_str()[..2 * CHECK_BYTES], &mut check);
    check
}

/// A number in groups of seven bits, the lowest first, all but the last with the high bit set (LEB128).
fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

struct Reader<'a> {
    body: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn malformed(&self) -> SkeletonError {
        SkeletonError::Malformed(MAGIC.len() + self.at)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], SkeletonError> {
        let end = self.at.checked_add(length).ok_or(self.malformed())?;
        let taken = self.body.get(self.at..end).ok_or(self.malformed())?;
        self.at = end;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, SkeletonError> {
        let mut number: u64 = 0;
        for group in 0..10 {
            let byte = self.take(1)?[0];
            let bits = u64::from(byte & 0x7f);
            if group == 9 && bits > 1 {
                break;
            }
            number |= bits << (7 * group);
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.malformed())
    }
}

/// Bytes that a file of `size` bytes has in a message.
pub fn base64_size(size: u64) -> u64 {
    let characters = size.div_ceil(3).saturating_mul(4);
    let lines = size.div_ceil(LINE_INPUT_BYTES as u64);
    characters.saturating_add(lines.saturating_sub(1).saturating_mul(2))
}

/// Base64 in lines of 76 characters, CRLF between them and none after the last, as the bytes come.
#[derive(Debug, Default)]
pub struct Base64Lines {
    /// Less than a line.
    rest: Vec<u8>,
    begun: bool,
}

impl Base64Lines {
    pub fn new() -> Self {
        Self::default()
    }

    /// What can be written after these bytes.
    pub fn push(&mut self, mut bytes: &[u8]) -> Vec<u8> {
        let mut written = Vec::with_capacity((self.rest.len() + bytes.len()) / LINE_INPUT_BYTES * 78);
        if !self.rest.is_empty() {
            let (head, tail) = bytes.split_at(bytes.len().min(LINE_INPUT_BYTES - self.rest.len()));
            self.rest.extend_from_slice(head);
            bytes = tail;
            if self.rest.len() < LINE_INPUT_BYTES {
                return written;
            }
            let line = std::mem::take(&mut self.rest);
            self.line(&line, &mut written);
        }
        let mut lines = bytes.chunks_exact(LINE_INPUT_BYTES);
        for line in &mut lines {
            self.line(line, &mut written);
        }
        self.rest.extend_from_slice(lines.remainder());
        written
    }

    /// The last line.
    pub fn finish(mut self) -> Vec<u8> {
        let mut written = Vec::new();
        let line = std::mem::take(&mut self.rest);
        if !line.is_empty() {
            self.line(&line, &mut written);
        }
        written
    }

    fn line(&mut self, line: &[u8], written: &mut Vec<u8>) {
        use base64::Engine as _;
        if self.begun {
            written.extend_from_slice(b"\r\n");
        }
        self.begun = true;
        let mut characters = [0; 76];
        // 57 bytes are 76 characters, fewer are fewer: it always fits.
        if let Ok(length) = base64::engine::general_purpose::STANDARD.encode_slice(line, &mut characters) {
            written.extend_from_slice(&characters[..length]);
        }
    }
}
