//! Opening either database.

use super::{Tx, tx::Conn};
use crate::{StoreConfig, StoreError, config::ACQUIRE_TIMEOUT, store::Shared};
use sqlx::{
    Connection as _, PgPool, Row as _, SqliteConnection, SqlitePool,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::PathBuf, str::FromStr, sync::Arc, time::Duration};

/// How long SQLite waits for another process that is writing.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long PostgreSQL lets a statement wait for a lock. Past it something hangs that should not.
const PG_LOCK_TIMEOUT: &str = "30s";
/// A first connection that takes longer than this is no connection.
const PG_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The database, whichever it is.
pub(crate) enum Db {
    Sqlite { path: PathBuf, write: SqlitePool, read: SqlitePool },
    Pg(PgPool),
}

impl Db {
    /// Opens the database that the configuration names; a SQLite file that is not there is made, readable
    /// by its owner only.
    pub async fn open(config: &StoreConfig) -> Result<Db, StoreError> {
        match config.url.split_once(':') {
            Some(("sqlite", path)) if !path.is_empty() => {
                Self::open_sqlite(path.strip_prefix("//").unwrap_or(path).into(), config).await
            }
            Some(("postgres" | "postgresql", _)) => Self::open_pg(config).await,
            _ => Err(StoreError::Url { why: "it is neither of SQLite nor of PostgreSQL".to_owned() }),
        }
    }

    async fn open_sqlite(path: PathBuf, config: &StoreConfig) -> Result<Db, StoreError> {
        crate::vault::make_private_file(&path)?;
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            // What is deleted is overwritten, so that a destroyed key does not linger in free pages.
            .pragma("secure_delete", "on");
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .after_release(|connection, _| Box::pin(is_free(connection)))
            .connect_with(
                options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full),
            )
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(config.connections.max(1))
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Db::Sqlite { path, write, read })
    }

    async fn open_pg(config: &StoreConfig) -> Result<Db, StoreError> {
        // The URL is not repeated in the error: it may hold a password.
        let options = PgConnectOptions::from_str(&config.url)
            .map_err(|_| StoreError::Url { why: "it is not a URL of PostgreSQL".to_owned() })?
            .application_name("vouchsafe")
            .options([("lock_timeout", PG_LOCK_TIMEOUT)]);
        let place = format!(
            "{}:{} (database {})",
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or("of the user's name"),
        );
        let unreachable = |why: String| StoreError::Unreachable { place: place.clone(), why };
        let pool = PgPoolOptions::new()
            // Two at least: a transaction in progress must not keep the health check waiting.
            .max_connections(config.connections.max(2))
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_lazy_with(options.clone());
        let first = tokio::time::timeout(PG_CONNECT_TIMEOUT, first_connection(&options)).await;
        let encoding = match first {
            Ok(Ok(encoding)) => encoding,
            Ok(Err(error)) => return Err(unreachable(error.to_string())),
            Err(_) => {
                return Err(unreachable(format!("no answer within {} s", PG_CONNECT_TIMEOUT.as_secs())));
            }
        };
        if encoding != "UTF8" {
            return Err(unreachable(format!("its encoding is {encoding}, and has to be UTF8")));
        }
        Ok(Db::Pg(pool))
    }

    /// Begins a transaction that may change things. On SQLite it is alone; on PostgreSQL it is READ COMMITTED.
    pub async fn write(&self, shared: &Arc<Shared>) -> Result<Tx, StoreError> {
        let conn = match self {
            Db::Sqlite { write, .. } => Conn::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?),
            Db::Pg(pool) => Conn::Pg(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?),
        };
        Ok(Tx::new(conn, shared.clone()))
    }

    /// Begins a snapshot: all its statements see the database as it was at the first of them.
    pub async fn read(&self, shared: &Arc<Shared>) -> Result<Tx, StoreError> {
        let conn = match self {
            Db::Sqlite { read, .. } => Conn::Sqlite(read.begin_with("BEGIN DEFERRED").await?),
            Db::Pg(pool) => {
                Conn::Pg(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        };
        Ok(Tx::new(conn, shared.clone()))
    }

    /// Whether other processes may be using the database.
    pub fn is_shared(&self) -> bool {
        matches!(self, Db::Pg(_))
    }

    /// A migration's text with the column types spelled as this database has them. Texts compare by their
    /// bytes on both: SQLite does so by itself, PostgreSQL where a column says so.
    pub fn spell(&self, sql: &str) -> String {
        match self {
            Db::Sqlite { .. } => sql.to_owned(),
            Db::Pg(_) => sql.replace(" TEXT", " TEXT COLLATE \"C\"").replace(" BLOB", " BYTEA"),
        }
    }

    /// Takes the lock under which the schema may change, until the transaction ends. On SQLite the
    /// transaction is alone already.
    pub async fn lock_schema(&self, tx: &mut Tx) -> Result<(), StoreError> {
        /// "vouchsaf" as a number: any that no other program is likely to take.
        const KEY: i64 = 0x766F_7563_6873_6166;
        match self {
            Db::Sqlite { .. } => Ok(()),
            Db::Pg(_) => {
                let sql = "SELECT 1 AS locked FROM (SELECT pg_advisory_xact_lock($1)) AS lock";
                tx.all(sql, super::binds![KEY]).await.map(drop)
            }
        }
    }

    /// Copies a SQLite database, as it stands, into a new file beside it, readable by its owner only; gives
    /// the copy's path. Of PostgreSQL backups are made with its own tools: `None`.
    pub async fn copy_before(&self, version: i64, at_ms: i64) -> Result<Option<PathBuf>, StoreError> {
        let Db::Sqlite { path, write, .. } = self else { return Ok(None) };
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".before-schema-{version}-{at_ms}.bak"));
        let copy = PathBuf::from(name);
        crate::vault::make_private_file(&copy)?;
        sqlx::query("VACUUM INTO $1").bind(copy.to_string_lossy().into_owned()).execute(write).await?;
        Ok(Some(copy))
    }

    /// Gets what was deleted out of free pages and write-ahead logs; `false` when readers were in the way.
    pub async fn scrub(&self, tables: &'static [&'static str]) -> Result<bool, StoreError> {
        match self {
            Db::Sqlite { write, .. } => {
                sqlx::query("VACUUM").execute(write).await?;
                let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(write).await?;
                Ok(row.try_get::<i64, _>("busy")? == 0)
            }
            Db::Pg(pool) => {
                for table in tables {
                    // FULL writes the table anew: plain VACUUM leaves the old bytes in their pages.
                    sqlx::query(sqlx::AssertSqlSafe(format!("VACUUM FULL {table}"))).execute(pool).await?;
                }
                // The write-ahead log is recycled from a checkpoint on; a user without the right to order
                // one waits for the server's own, every 5 minutes by default.
                if let Err(error) = sqlx::query("CHECKPOINT").execute(pool).await {
                    tracing::debug!(%error, "PostgreSQL makes its checkpoint by itself");
                }
                Ok(true)
            }
        }
    }

    /// Closes all connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Db::Sqlite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Db::Pg(pool) => pool.close().await,
        }
    }
}

/// Whether a connection that comes back may be used again. A full disk, and a few errors more, have SQLite end a
/// transaction by itself; sqlx still counts it as open, can neither end it nor begin another, and the connection would
/// refuse everything from then on.
async fn is_free(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // What was dropped is rolled back first.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Connects once, without the pool's patience, and tells the database's encoding.
async fn first_connection(options: &PgConnectOptions) -> Result<String, sqlx::Error> {
    use sqlx::ConnectOptions as _;
    let mut connection = options.connect().await?;
    let row = sqlx::query("SELECT current_setting('server_encoding') AS encoding")
        .fetch_one(&mut connection)
        .await?;
    let encoding = row.try_get("encoding")?;
    connection.close().await?;
    Ok(encoding)
}
