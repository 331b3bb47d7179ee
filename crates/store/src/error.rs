//! What can go wrong while keeping things, and how to mend it.

use std::path::PathBuf;

/// Why the store could not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A name or an account that may exist once exists already.
    #[error("this {what} is already used by “{by}”")]
    Taken { what: &'static str, by: String },
    #[error("there is no {what} {id}")]
    NotFound { what: &'static str, id: String },
    /// A value that may not be kept: too large, or a text with a character that PostgreSQL cannot hold.
    #[error("{what} cannot be kept: {why}")]
    Invalid { what: &'static str, why: String },
    /// What the database gave back is not what was put there.
    #[error("the database holds {what} that cannot be read: {why}; restore the database from a backup")]
    Corrupt { what: String, why: String },
    #[error(
        "the database is at schema version {found}, this program knows versions up to {known}: run the newer \
         program, or restore the backup that was made before the upgrade"
    )]
    Newer { found: i64, known: i64 },
    #[error(
        "migration {version} ({name}) of this database is not the one that this program has: the database was \
         made by an altered program; run the program that made it, or restore a backup"
    )]
    Altered { version: i64, name: String },
    /// Whoever held this job, or this lease, was given up for lost, and another has it now.
    #[error("another worker has taken this over: the lease had expired")]
    Fenced,
    #[error("PostgreSQL at {place} cannot be used: {why}; check that it runs, and the database's URL")]
    Unreachable { place: String, why: String },
    #[error("the database's URL cannot be used: {why}; write sqlite:PATH or postgres://USER@HOST/DATABASE")]
    Url { why: String },
    #[error("{path}: {what}")]
    File {
        path: PathBuf,
        what: &'static str,
        #[source]
        source: std::io::Error,
    },
    /// No room for the archive. Whatever waits to be archived is still where it was.
    #[error(
        "the disk that holds {path} is full: nothing more is archived until there is room, and nothing that was is \
         lost; make room, and archiving goes on by itself"
    )]
    DiskFull { path: PathBuf },
    /// A file of the archive that is not there, or not as it was written.
    #[error("blob {blob} of segment {segment} cannot be read: {why}; put back the file {path} from a backup")]
    Segment { blob: String, segment: String, path: PathBuf, why: String },
    /// Its key is gone, and with it what it held.
    #[error("blob {blob} was destroyed: what it held can never be read again")]
    Destroyed { blob: String },
    /// It may not be destroyed as long as somebody needs it.
    #[error("blob {blob} is kept: {why}")]
    Kept { blob: String, why: String },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the database refused: {0}")]
    Database(#[from] sqlx::Error),
}

/// Why the master key, or a secret under it, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error("the key file {path} can be read by others (mode {mode:03o}); run: chmod 600 {path}")]
    ReadableByOthers { path: PathBuf, mode: u32 },
    #[error(
        "the key file {path} is not there, and this database holds secrets sealed with it: put back the file \
         that belongs to this database"
    )]
    Missing { path: PathBuf },
    #[error("the key file {path} does not hold a key of 64 hexadecimal digits: put back the right file")]
    Malformed { path: PathBuf },
    #[error("the key in {path} is not the one that this database was made with: put back the right file")]
    Wrong { path: PathBuf },
    /// What is sealed was altered, or was sealed with another key.
    #[error("secret {secret} does not open: it was altered in the database; enter the credentials again")]
    Sealed { secret: String },
}

impl StoreError {
    /// Whether doing the whole transaction again may succeed: the database met a deadlock, a lost connection
    /// or a queue that was too long.
    pub fn is_transient(&self) -> bool {
        let StoreError::Database(error) = self else { return false };
        match error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => true,
            // PostgreSQL, appendix A: serialization failure, deadlock, lock not available, and shutting down.
            // SQLite: busy, and its extended forms.
            sqlx::Error::Database(error) => matches!(
                error.code().as_deref(),
                Some("40001" | "40P01" | "55P03" | "57P01" | "5" | "261" | "517" | "773")
            ),
            _ => false,
        }
    }

    /// Whether there was no room for what was to be kept, in the archive's folder or in the database. It succeeds once
    /// there is.
    pub fn is_disk_full(&self) -> bool {
        match self {
            StoreError::DiskFull { .. } => true,
            // SQLite: full. PostgreSQL: disk full.
            StoreError::Database(sqlx::Error::Database(error)) => {
                matches!(error.code().as_deref(), Some("13" | "53100"))
            }
            _ => false,
        }
    }

    pub(crate) fn not_found(what: &'static str, id: impl std::fmt::Display) -> Self {
        StoreError::NotFound { what, id: id.to_string() }
    }

    pub(crate) fn corrupt(what: impl Into<String>, why: impl std::fmt::Display) -> Self {
        StoreError::Corrupt { what: what.into(), why: why.to_string() }
    }
}
