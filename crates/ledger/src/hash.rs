//! Hashes of the Merkle tree: RFC 6962 §2.1, with SHA-256.

use aws_lc_rs::digest;

/// Bytes of a hash: SHA-256.
pub const HASH_BYTES: usize = 32;
/// Most leaves of a tree: a size stays a safe integer in JSON.
pub const TREE_SIZE_MAX: u64 = crate::INTEGER_MAX;

// The two prefixes keep a leaf from ever being taken for a node (RFC 6962 §2.1).
const LEAF_PREFIX: [u8; 1] = [0x00];
const NODE_PREFIX: [u8; 1] = [0x01];

/// A SHA-256 hash: of a leaf, a node, or a whole tree.
pub type Hash = [u8; HASH_BYTES];

/// SHA-256 over the concatenation of `parts`.
pub(crate) fn sha256(parts: &[&[u8]]) -> Hash {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
    }
    let mut hash = [0; HASH_BYTES];
    hash.copy_from_slice(context.finish().as_ref());
    hash
}

/// `SHA-256(0x00 ‖ data)`.
pub fn leaf_hash(data: &[u8]) -> Hash {
    sha256(&[&LEAF_PREFIX, data])
}

/// `SHA-256(0x01 ‖ left ‖ right)`.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&NODE_PREFIX, left, right])
}

/// The root of the tree without leaves: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    sha256(&[])
}

/// The root over all `leaf_hashes`, straight from the definition (`MTH` of RFC 6962 §2.1). Hashes the
/// whole tree: a log that grows keeps a [`crate::Frontier`] instead.
pub fn root(leaf_hashes: &[Hash]) -> Hash {
    match leaf_hashes {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = leaf_hashes.split_at(split(leaf_hashes.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// How many of `leaves` (2 or more) lie left of the root: the greatest power of two below their number.
pub(crate) fn split(leaves: usize) -> usize {
    debug_assert!(leaves >= 2);
    1 << (leaves - 1).ilog2()
}
