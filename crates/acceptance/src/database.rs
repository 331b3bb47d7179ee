//! Where a house keeps what it knows, and a look into it that owes nothing to the product.

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};
use tokio::process::Command;

/// Prints the rows of a query as PostgreSQL would: bytes as `\x…`.
const SQLITE_ROWS: &str = r#"
import json, sqlite3, sys
base = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True, timeout=10)
base.row_factory = sqlite3.Row
plain = lambda v: "\\x" + v.hex() if isinstance(v, bytes) else v
print(json.dumps([{k: plain(row[k]) for k in row.keys()} for row in base.execute(sys.argv[2])]))
"#;

/// SQLite in the data folder, or a database of a PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres(String),
}

impl Database {
    pub fn sqlite() -> Self {
        Database::Sqlite
    }

    /// As people call it.
    pub fn name(&self) -> &'static str {
        match self {
            Database::Sqlite => "SQLite",
            Database::Postgres(_) => "PostgreSQL",
        }
    }

    /// A new database on the server that `cargo xtask test` started.
    pub async fn postgres() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("VOUCHSAFE_TEST_POSTGRES").expect(
            "VOUCHSAFE_TEST_POSTGRES is not set: run `cargo xtask test`, which starts a PostgreSQL, or name one \
             where databases may be made",
        );
        let name = format!("house_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        psql(&server, &format!("CREATE DATABASE {name}")).await;
        let (base, _) = server.rsplit_once('/').expect("the URL names a database");
        Database::Postgres(format!("{base}/{name}"))
    }

    /// The rows of a query, each an object; columns of bytes are texts in hex.
    pub(crate) async fn rows(&self, data: &Path, sql: &str) -> Vec<Value> {
        let printed = match self {
            Database::Sqlite => {
                let file = file_in(data);
                printed("python3", &["-c", SQLITE_ROWS, &file.display().to_string(), sql]).await
            }
            Database::Postgres(url) => {
                psql(url, &format!("SELECT coalesce(json_agg(t), '[]') FROM ({sql}) t")).await
            }
        };
        let mut rows: Vec<Value> = serde_json::from_str(&printed).expect("rows are JSON");
        for value in rows.iter_mut().filter_map(Value::as_object_mut).flat_map(|row| row.values_mut()) {
            if let Some(hex) = value.as_str().and_then(|text| text.strip_prefix("\\x")) {
                *value = Value::from(hex);
            }
        }
        rows
    }

    /// Lets the leases of killed processes end. They run on the database's clock, which no test can advance; a
    /// database in a file has one process, which takes its own jobs over when it starts.
    pub(crate) async fn end_leases(&self) {
        if let Database::Postgres(url) = self {
            psql(url, "UPDATE job SET lease_until = 0 WHERE state = 'running'").await;
            psql(url, "UPDATE lease SET lease_until = 0").await;
        }
    }

    /// Everything in it as text: a dump on PostgreSQL; on SQLite the files themselves are to be searched.
    pub(crate) async fn dump(&self) -> String {
        match self {
            Database::Sqlite => String::new(),
            Database::Postgres(url) => printed("pg_dump", &["--dbname", url]).await,
        }
    }
}

/// The database's file in a data folder.
fn file_in(data: &Path) -> PathBuf {
    data.join("vouchsafe.db")
}

async fn psql(url: &str, sql: &str) -> String {
    printed("psql", &["-qAtX", "-v", "ON_ERROR_STOP=1", url, "-c", sql]).await
}

async fn printed(program: &str, arguments: &[&str]) -> String {
    let ran = Command::new(program).args(arguments).kill_on_drop(true).output().await;
    let ran = ran.unwrap_or_else(|error| {
        panic!("{program}: {error} (Debian: apt-get install postgresql-client python3)")
    });
    assert!(ran.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).into_owned()
}
