//! The compact range `[0, size)`: all that is needed of a tree to append to it and to tell its root.
//!
//! For each bit set in `size`, from the highest, the root of one perfect subtree: at most 53 hashes,
//! whatever the size. Appending is amortised one hash, the root at most 52.

use crate::hash::{HASH_BYTES, Hash, TREE_SIZE_MAX, empty_root, node_hash};

const SIZE_BYTES: usize = 8;

/// Bytes that are no frontier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrontierError {
    #[error("a frontier begins with a size of 8 bytes, but there are only {found}")]
    NoSize { found: usize },
    #[error("the frontier's size {size} is beyond {TREE_SIZE_MAX}")]
    Size { size: u64 },
    #[error("a frontier of {size} leaves has {expected} bytes, but there are {found}")]
    Length { size: u64, expected: usize, found: usize },
}

/// The right edge of a tree of leaf hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the perfect subtrees, the largest (leftmost) first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The frontier of the tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many leaves were appended.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends one leaf by its [`crate::leaf_hash`].
    pub fn append(&mut self, leaf_hash: Hash) {
        let mut right = leaf_hash;
        // Two subtrees of one height become one, as a carry runs through a binary number.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                right = node_hash(&left, &right);
            }
        }
        self.peaks.push(right);
        self.size += 1;
    }

    /// The root over all leaves appended.
    pub fn root(&self) -> Hash {
        let right_to_left = self.peaks.iter().rev().copied();
        right_to_left.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }

    /// The size as 8 bytes, big-endian, then the subtrees' roots, the largest first.
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.size.to_be_bytes()[..], self.peaks.as_flattened()].concat()
    }

    /// Reads what [`Frontier::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`FrontierError`] unless the length is the one that belongs to the size. Whether the hashes are right
    /// shows only against a signed checkpoint: compare [`Frontier::root`] with it before appending.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FrontierError> {
        let (size, peaks) =
            bytes.split_first_chunk::<SIZE_BYTES>().ok_or(FrontierError::NoSize { found: bytes.len() })?;
        let size = u64::from_be_bytes(*size);
        if size > TREE_SIZE_MAX {
            return Err(FrontierError::Size { size });
        }
        let (peaks, rest) = peaks.as_chunks::<HASH_BYTES>();
        let expected = size.count_ones() as usize;
        if peaks.len() != expected || !rest.is_empty() {
            let expected = SIZE_BYTES + expected * HASH_BYTES;
            return Err(FrontierError::Length { size, expected, found: bytes.len() });
        }
        Ok(Self { size, peaks: peaks.to_vec() })
    }
}
