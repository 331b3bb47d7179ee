//! Opening the store and beginning transactions.

use crate::{
    Blobs, StoreConfig, StoreError, Tx,
    db::Db,
    migrate::{MIGRATIONS, Migration, migrate},
    vault::MasterKey,
};
use model::{Clock, Random};
use std::sync::Arc;

/// Tables whose deleted rows must not linger: keys of destroyed secrets, and erased personal data.
const SCRUBBED: &[&str] = &["vault_key", "vault_secret", "blob_key", "ledger_opening", "event"];

/// Everything that is kept. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Store {
    db: Arc<Db>,
    shared: Arc<Shared>,
    blobs: Blobs,
}

/// What every transaction carries along.
pub(crate) struct Shared {
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub key: MasterKey,
}

impl Store {
    /// Opens the database, brings its schema up to date, and makes the installation and its key where there
    /// is none yet.
    ///
    /// # Errors
    /// [`StoreError::Url`] and [`StoreError::Unreachable`]: no database there. [`StoreError::Newer`] and
    /// [`StoreError::Altered`]: not this program's schema. [`StoreError::Key`]: the key file is missing,
    /// readable by others, or another database's.
    pub async fn open(
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Store, StoreError> {
        Self::open_at(config, clock, random, MIGRATIONS).await
    }

    pub(crate) async fn open_at(
        config: &StoreConfig,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        migrations: &[Migration],
    ) -> Result<Store, StoreError> {
        let key = MasterKey::load_or_make(&config.key_file, &*random)?;
        let db = Arc::new(Db::open(config).await?);
        let shared = Arc::new(Shared { clock, random, key });
        let blobs = Blobs::new(config, shared.clone())?;
        let store = Store { db, shared, blobs };
        migrate(&store.db, &store.shared, migrations).await?;
        let mut tx = store.write().await?;
        tx.installation().ensure().await?;
        tx.commit().await?;
        Ok(store)
    }

    /// Begins a transaction that may change things. On SQLite it waits until no other such transaction is
    /// open; on PostgreSQL several run side by side (READ COMMITTED).
    pub async fn write(&self) -> Result<Tx, StoreError> {
        self.db.write(&self.shared).await
    }

    /// Begins a snapshot that may not change anything: all its statements see one state of the database.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        self.db.read(&self.shared).await
    }

    /// The archive's bytes. What is known of them is in the database: `tx.blobs()`.
    pub fn blobs(&self) -> &Blobs {
        &self.blobs
    }

    /// Whether other processes may be using this database now: true on PostgreSQL. On SQLite whatever was
    /// running before the start is known to be dead.
    pub fn is_shared(&self) -> bool {
        self.db.is_shared()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.read().await?.database_ms().await.map(drop)
    }

    /// Gets the bytes of destroyed secrets and erased openings out of the database's free pages and
    /// write-ahead log; `false` when snapshots were open for too long and it has to be tried again. To be
    /// run within a day of each deletion. On SQLite it writes the file anew, on PostgreSQL those tables.
    pub async fn scrub(&self) -> Result<bool, StoreError> {
        self.db.scrub(SCRUBBED).await
    }

    /// Ends all connections; waits for transactions in progress.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
