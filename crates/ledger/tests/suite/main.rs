//! What the ledger promises an auditor, as tests. One binary, a module for each part.
#![expect(clippy::unwrap_used, reason = "in a test a broken assumption is to panic, helpers included")]

mod golden;
mod independent;
mod keys;
mod leaves;
mod notes;
mod rfc6962;
mod tree;

use ledger::{Hash, leaf_hash};
use std::path::PathBuf;

/// Where the committed vectors lie.
fn golden_directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// `count` different leaf hashes.
fn leaf_hashes(count: u64) -> Vec<Hash> {
    (0..count).map(|number| leaf_hash(&number.to_be_bytes())).collect()
}

fn unhex(text: &str) -> Hash {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash).unwrap();
    hash
}
