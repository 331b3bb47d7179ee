//! Everything that is kept: the database (SQLite or PostgreSQL), the vault, the table of jobs
//! and the archive's sealed blobs.
//!
//! The only room with SQL. All else asks a [`Tx`] for a noun's methods (`tx.instances()`, `tx.jobs()`, …);
//! what one transaction does is seen whole or not at all. One SQL text runs on both databases; what differs
//! between them is decided in the folder `db` and nowhere else.
//!
//! - [`Store::open`] migrates the database and checks that the master key belongs to it.
//! - [`Store::write`] begins a transaction that may change things, [`Store::read`] a snapshot that may not.
//! - A transaction that is dropped without [`Tx::commit`] has done nothing.

mod blobs;
mod config;
mod db;
mod error;
mod migrate;
mod scope;
mod sql;
mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod vault;

pub use blobs::{
    BlobReader, BlobWriter, Blobs, CHUNK_BYTES, Digests, PACKED_BYTES_MAX, SEGMENT_BYTES_MAX, Sealed,
    SealedBlob, SegmentRecord, SegmentWriter, Swept, UnlockedBlob,
};
pub use config::StoreConfig;
pub use db::Tx;
pub use error::{KeyError, StoreError};
pub use scope::Scope;
pub use sql::*;
pub use store::Store;
