//! Fresh databases of both kinds, for the tests of this room and of those above it.
//!
//! ```ignore
//! for db in TestDb::ALL {
//!     let fresh = db.fresh().await;
//!     let store = fresh.open(clock.clone()).await;
//! }
//! ```
//! A missing PostgreSQL fails the test with the line that installs it; nothing is skipped.

mod postgres;

use crate::{Store, StoreConfig};
use model::{Clock, JobId, SystemClock, SystemRandom};
use std::sync::Arc;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestDb {
    Sqlite,
    Postgres,
}

/// An empty database, gone when this is dropped.
pub struct Fresh {
    pub config: StoreConfig,
    folder: tempfile::TempDir,
    database: Option<postgres::Database>,
}

impl TestDb {
    pub const ALL: [TestDb; 2] = [TestDb::Sqlite, TestDb::Postgres];

    /// An empty database of this kind, with a folder of its own for the key file.
    pub async fn fresh(self) -> Fresh {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let database = match self {
            TestDb::Sqlite => None,
            TestDb::Postgres => Some(postgres::Database::make(&unique_name()).await),
        };
        let url = match &database {
            None => format!("sqlite:{}", folder.path().join("vouchsafe.db").display()),
            Some(database) => database.url.clone(),
        };
        let config = StoreConfig::new(url, folder.path().join("master.key"));
        Fresh { config, folder, database }
    }
}

impl Fresh {
    /// Opens the store, as often as one likes.
    pub async fn open(&self, clock: Arc<dyn Clock>) -> Store {
        Store::open(&self.config, clock, Arc::new(SystemRandom)).await.expect("the store opens")
    }

    /// The folder of the key file and, for SQLite, of the database.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// The PostgreSQL database's URL, where it is one.
    pub fn postgres_url(&self) -> Option<&str> {
        self.database.as_ref().map(|database| database.url.as_str())
    }
}

fn unique_name() -> String {
    format!("vouchsafe_test_{}", JobId::make(&SystemClock, &SystemRandom).as_str().replace('-', ""))
}
