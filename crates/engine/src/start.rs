//! Putting the house together, once, at the start.

use crate::{
    Config, Engine, Error, PackFiles, Result, accepted::Accepted, accounts::Accounts, catalog, live::Live,
    memo::Memo,
};
use assure::Catalog;
use connect::source::{Source, SourcesConfig, archive::ArchiveSource};
use ledger::{LeafKind, SigningKey, Subject};
use model::{Clock, ConnectorId, Random};
use serde_json::json;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};
use store::{Store, StoreConfig};
use url::Url;

/// What the operator says when starting the product.
#[derive(Debug, Clone)]
pub struct Installation {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// The vault's master key; made at the first start.
    pub key_file: PathBuf,
    /// The folder of what is archived, sealed; beside the key file when left out. Nodes over one database share it.
    pub archive: Option<PathBuf>,
    /// A folder of packs and regulations that is added to those in the binary.
    pub packs: Option<PathBuf>,
    /// Other addresses for services than their own, by connector: simulators'. Never come from a browser.
    pub bases: BTreeMap<ConnectorId, Url>,
    pub config: Config,
}

/// What an engine is made of.
pub struct Parts {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub catalog: Catalog,
    /// What was refused while loading it.
    pub pack_problems: Vec<String>,
    pub sources: BTreeMap<ConnectorId, Arc<dyn Source>>,
    pub archive_sources: BTreeMap<ConnectorId, Arc<dyn ArchiveSource>>,
    pub config: Config,
}

impl Engine {
    /// Opens an installation with everything that the product is made of.
    pub async fn open(
        installation: Installation,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Arc<Engine>> {
        let Installation { database, key_file, archive, packs, bases, config } = installation;
        let loaded = catalog::load_packs(packs.as_deref())?;
        for problem in &loaded.problems {
            tracing::error!(%problem, "a pack's file is left out");
        }
        let mut store_config = StoreConfig::new(database, key_file);
        store_config.blobs = archive.unwrap_or(store_config.blobs);
        let store = Store::open(&store_config, clock.clone(), random.clone()).await?;
        let pack_problems = loaded.problems.iter().map(ToString::to_string).collect();
        let unmade = |error| Error::Internal(format!("the connectors could not be made: {error}"));
        let sources_config = SourcesConfig { bases };
        let sources = connect::source::sources(&sources_config, &clock).map_err(unmade)?;
        let archive_sources = connect::source::archive_sources(&sources_config, &clock).map_err(unmade)?;
        let catalog = loaded.catalog;
        let parts = Parts { store, clock, random, catalog, pack_problems, sources, archive_sources, config };
        Self::start_with(parts, loaded.files).await
    }

    /// Makes the engine of a catalog without files: all its checks count, and none is pinned.
    pub async fn start(parts: Parts) -> Result<Arc<Engine>> {
        Self::start_with(parts, PackFiles::default()).await
    }

    /// Makes the engine; at the first start of an installation also the ledger's key and its first leaf. Of the
    /// checks in `files`, of which the catalog was loaded, those count that were accepted.
    pub async fn start_with(parts: Parts, files: PackFiles) -> Result<Arc<Engine>> {
        let engine = Self::of(parts, files);
        engine.begin_log().await?;
        engine.accept_first().await?;
        engine.take_over().await?;
        Ok(Arc::new(engine))
    }

    /// An engine beside a server that may be running over the same database, for what is done on its machine: it
    /// knows no pack and no connector, and leaves the server's work alone.
    pub async fn beside(
        database: String,
        key_file: PathBuf,
        config: Config,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Arc<Engine>> {
        let store = Store::open(&StoreConfig::new(database, key_file), clock.clone(), random.clone()).await?;
        let (catalog, pack_problems, sources, archive_sources) = Default::default();
        let parts = Parts { store, clock, random, catalog, pack_problems, sources, archive_sources, config };
        let engine = Self::of(parts, PackFiles::default());
        engine.begin_log().await?;
        Ok(Arc::new(engine))
    }

    fn of(parts: Parts, files: PackFiles) -> Engine {
        let Parts { store, clock, random, catalog, pack_problems, sources, archive_sources, config } = parts;
        Engine {
            store,
            clock,
            random,
            catalog: Accepted::new(catalog, files),
            pack_problems,
            sources,
            accounts: Accounts::default(),
            archive_sources,
            archive_accounts: Accounts::default(),
            config,
            live: Live::new(),
            nudge: tokio::sync::Notify::new(),
            full_disk: crate::jobs::FullDisk::default(),
            figures: Memo::new(),
        }
    }

    /// Closes the database, once the workers have ended: what SQLite keeps beside its file is written into it.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// A database in a file has one process: whoever held jobs before this one is gone, and what they had begun
    /// need not wait for the end of their leases.
    async fn take_over(&self) -> Result<()> {
        if self.store.is_shared() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        let taken = tx.jobs().release_owner("").await?;
        tx.ledger().end_lease().await?;
        tx.commit().await?;
        if taken > 0 {
            tracing::info!(taken, "work that was interrupted goes on");
        }
        Ok(())
    }

    async fn begin_log(&self) -> Result<()> {
        let mut tx = self.store.write().await?;
        let installation = tx.installation().get().await?;
        if installation.signing_key.is_some() {
            return Ok(());
        }
        let key = SigningKey::generate(&installation.origin, self.random.as_ref())
            .map_err(|error| Error::Internal(format!("the log's key could not be made: {error}")))?;
        let sealed = tx.vault().seal(&key.to_secret()).await?;
        if !tx.installation().set_signing_key(&sealed).await? {
            // Another node of the same installation was faster: its key stays, ours goes with the transaction.
            return Ok(());
        }
        let values =
            [("log_key", json!(key.verifying_key().to_string())), ("origin", json!(installation.origin))];
        self.leaf(&mut tx, LeafKind::INSTALLATION_CREATED, Subject::new(), &values).await?;
        Ok(tx.commit().await?)
    }
}
