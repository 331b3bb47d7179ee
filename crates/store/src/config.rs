//! Where the database and the master key are.

use std::{path::PathBuf, time::Duration};

/// Connections to PostgreSQL, and readers of SQLite, unless told otherwise.
pub const CONNECTIONS_DEFAULT: u32 = 8;
/// The archive's folder, beside the key file unless told otherwise.
const BLOBS_FOLDER: &str = "archive";
/// How long a transaction waits for a connection, or for SQLite's one writer, before it gives up.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);

/// What [`crate::Store::open`] needs to know.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`.
    pub url: String,
    /// The file of the vault's master key, which only its owner may read. Made when the installation is.
    pub key_file: PathBuf,
    /// The folder of the archive's segments; made when the first is written.
    pub blobs: PathBuf,
    /// Connections to PostgreSQL, or readers of SQLite.
    pub connections: u32,
}

impl StoreConfig {
    /// A configuration with the default number of connections, and the archive beside the key file.
    pub fn new(url: impl Into<String>, key_file: impl Into<PathBuf>) -> Self {
        let key_file = key_file.into();
        let blobs = key_file.with_file_name(BLOBS_FOLDER);
        Self { url: url.into(), key_file, blobs, connections: CONNECTIONS_DEFAULT }
    }
}
