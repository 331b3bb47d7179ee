//! The seam: SQLite or PostgreSQL behind one transaction, one row and one parameter type.
//!
//! What differs between the two databases is in this folder and in how a migration's column types are
//! spelled; the rest of the house cannot tell which one it runs on.

mod bind;
mod connect;
mod row;
mod tx;

pub(crate) use bind::{Bind, ToBind, binds, placeholders};
pub(crate) use connect::Db;
pub(crate) use row::Row;
pub use tx::Tx;
