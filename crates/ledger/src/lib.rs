//! The append-only log that an auditor verifies offline: leaves, the tree over them, its signed head, proofs.
//!
//! Pure: no I/O, no clock, no state. A [`Leaf`] holds ids and salted [`Commitment`]s, never personal data;
//! what a commitment opens to is an [`Opening`], kept elsewhere and erasable. The tree is that of RFC 6962,
//! a signed head is a checkpoint as C2SP has it. Exact bytes: `docs/ledger-format.md`. They never change: a
//! new shape is a new kind version, and every leaf once written stays verifiable.

mod canonical;
mod checkpoint;
mod commitment;
mod frontier;
mod hash;
mod key;
mod kind;
mod leaf;
mod note;
mod proof;

pub use canonical::{CanonicalError, INTEGER_MAX};
pub use checkpoint::{Checkpoint, open, sign};
pub use commitment::{Commitment, Opening, OpeningError, SALT_BYTES, commit, verify_opening};
pub use frontier::{Frontier, FrontierError};
pub use hash::{HASH_BYTES, Hash, TREE_SIZE_MAX, empty_root, leaf_hash, node_hash, root};
pub use key::{KeyError, ORIGIN_BYTES_MAX, SigningKey, VerifyingKey};
pub use kind::LeafKind;
pub use leaf::{COMMITMENTS_MAX, LEAF_BYTES_MAX, Leaf, LeafError, SUBJECT_IDS_MAX, Subject, SubjectId};
pub use note::{NOTE_BYTES_MAX, NoteError, SIGNATURES_MAX};
pub use proof::{ProofError, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion};
