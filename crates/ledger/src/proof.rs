//! Inclusion and consistency proofs: made as RFC 6962 §2.1.1 and §2.1.2 define them, verified as RFC 9162
//! §2.1.3.2 and §2.1.4.2 write it out.
//!
//! A root alone does not fix the size of its tree: a proof may verify under another size whose path has the
//! same shape. Sizes and roots must come together out of one signed checkpoint, which is what
//! [`crate::Checkpoint::verify_leaf`] and [`crate::Checkpoint::verify_extends`] hold to.

use crate::hash::{Hash, empty_root, node_hash, root, split};

/// A proof that cannot be made, or does not prove what it is held against.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("there is no leaf {index} in a tree of {size}; the first is leaf 0")]
    NoSuchLeaf { index: u64, size: u64 },
    #[error("the older tree has {old} leaves, more than the newer one's {new}; were they exchanged?")]
    OlderIsLarger { old: u64, new: u64 },
    #[error("the proof has {found} hashes, more than the {needed} it needs")]
    TooLong { needed: usize, found: usize },
    #[error("the proof has {found} hashes, fewer than it needs; was it cut off?")]
    TooShort { found: usize },
    #[error("the proof does not lead from the leaf to the root")]
    NotIncluded,
    #[error("the proof does not lead to the older root; the older tree is not the beginning of this one")]
    NotTheOlderRoot,
    #[error("the proof does not lead to the newer root; the newer tree does not extend the older one")]
    NotTheNewerRoot,
    #[error("the older checkpoint is of the log “{old}”, the newer one of “{new}”")]
    OtherLog { old: String, new: String },
}

/// The audit path of leaf `index` (from 0), the leaf's sibling first.
///
/// # Errors
/// [`ProofError::NoSuchLeaf`].
pub fn inclusion_proof(leaf_hashes: &[Hash], index: u64) -> Result<Vec<Hash>, ProofError> {
    let position = usize::try_from(index).ok().filter(|&position| position < leaf_hashes.len());
    let position = position.ok_or(ProofError::NoSuchLeaf { index, size: leaf_hashes.len() as u64 })?;
    let mut path = Vec::new();
    collect_path(leaf_hashes, position, &mut path);
    Ok(path)
}

/// `PATH` of RFC 6962 §2.1.1.
fn collect_path(leaves: &[Hash], position: usize, path: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if position < left.len() {
        collect_path(left, position, path);
        path.push(root(right));
    } else {
        collect_path(right, position - left.len(), path);
        path.push(root(left));
    }
}

/// The proof that the tree of the first `old_size` leaves is the beginning of the tree of all
/// `leaf_hashes`. Empty where the older tree has no leaves, or all of them.
///
/// # Errors
/// [`ProofError::OlderIsLarger`].
pub fn consistency_proof(leaf_hashes: &[Hash], old_size: u64) -> Result<Vec<Hash>, ProofError> {
    let old = usize::try_from(old_size).ok().filter(|&old| old <= leaf_hashes.len());
    let old = old.ok_or(ProofError::OlderIsLarger { old: old_size, new: leaf_hashes.len() as u64 })?;
    let mut proof = Vec::new();
    if old > 0 {
        collect_subproof(leaf_hashes, old, true, &mut proof);
    }
    Ok(proof)
}

/// `SUBPROOF` of RFC 6962 §2.1.2; `known` is true while the subtree is the whole older tree.
fn collect_subproof(leaves: &[Hash], old: usize, known: bool, proof: &mut Vec<Hash>) {
    if old == leaves.len() {
        if !known {
            proof.push(root(leaves));
        }
        return;
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    if old <= left.len() {
        collect_subproof(left, old, known, proof);
        proof.push(root(right));
    } else {
        collect_subproof(right, old - left.len(), false, proof);
        proof.push(root(left));
    }
}

/// Whether the leaf of this hash is leaf `index` (from 0) of the tree of that `size` and `root`.
///
/// # Errors
/// [`ProofError`] says at which step it fails.
pub fn verify_inclusion(
    leaf_hash: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::NoSuchLeaf { index, size });
    }
    let mut climb = Climb { node: index, last: size - 1 };
    let mut hash = *leaf_hash;
    for (step, sibling) in proof.iter().enumerate() {
        hash = match climb.step().ok_or(ProofError::TooLong { needed: step, found: proof.len() })? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    if !climb.at_root() {
        return Err(ProofError::TooShort { found: proof.len() });
    }
    if hash == *root { Ok(()) } else { Err(ProofError::NotIncluded) }
}

/// Whether the tree of `old_size` and `old_root` is the beginning of the tree of `new_size` and `new_root`.
/// The tree without leaves is the beginning of every tree.
///
/// # Errors
/// [`ProofError`] says at which step it fails.
pub fn verify_consistency(
    old_size: u64,
    old_root: &Hash,
    new_size: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old_size > new_size {
        return Err(ProofError::OlderIsLarger { old: old_size, new: new_size });
    }
    if old_size == 0 || old_size == new_size {
        if !proof.is_empty() {
            return Err(ProofError::TooLong { needed: 0, found: proof.len() });
        }
        if old_size == 0 && *old_root != empty_root() {
            return Err(ProofError::NotTheOlderRoot);
        }
        let same = old_size != new_size || old_root == new_root;
        return if same { Ok(()) } else { Err(ProofError::NotTheNewerRoot) };
    }
    let mut climb = Climb { node: old_size - 1, last: new_size - 1 };
    // Start at the largest perfect subtree that ends where the older tree ends.
    climb.up(climb.node.trailing_ones());
    // Where that subtree is the whole older tree, its root is known and the proof leaves it out.
    let (start, path) = if old_size.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(ProofError::TooShort { found: 0 })?
    };
    let (mut old, mut new) = (*start, *start);
    for (step, sibling) in path.iter().enumerate() {
        let needed = step + proof.len() - path.len();
        match climb.step().ok_or(ProofError::TooLong { needed, found: proof.len() })? {
            Side::Left => {
                old = node_hash(sibling, &old);
                new = node_hash(sibling, &new);
            }
            Side::Right => new = node_hash(&new, sibling),
        }
    }
    if !climb.at_root() {
        return Err(ProofError::TooShort { found: proof.len() });
    }
    if old != *old_root {
        return Err(ProofError::NotTheOlderRoot);
    }
    if new == *new_root { Ok(()) } else { Err(ProofError::NotTheNewerRoot) }
}

/// On which side the next sibling lies.
enum Side {
    Left,
    Right,
}

/// The way from a node to the root: `node` is its number on its level, `last` that of the level's last node
/// (`fn` and `sn` of RFC 9162).
struct Climb {
    node: u64,
    last: u64,
}

impl Climb {
    fn up(&mut self, levels: u32) {
        self.node >>= levels;
        self.last >>= levels;
    }

    fn at_root(&self) -> bool {
        self.last == 0
    }

    /// Goes to the parent over the next sibling; `None` when already at the root.
    fn step(&mut self) -> Option<Side> {
        if self.at_root() {
            return None;
        }
        let side = if self.node & 1 == 1 {
            Side::Left
        } else if self.node < self.last {
            Side::Right
        } else {
            // The last node of a level of odd length has no sibling there: it rises until it has one,
            // which is then on its left. `node` is even and, being `last`, above 0.
            self.up(self.node.trailing_zeros());
            Side::Left
        };
        self.up(1);
        Some(side)
    }
}
