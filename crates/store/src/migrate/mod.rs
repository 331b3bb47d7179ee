//! Bringing a database to the schema that this program knows.
//!
//! One ordered list. What was applied is kept with a checksum, so that a database made by another program,
//! or a newer one, is refused instead of being guessed at.

use crate::{
    StoreError,
    db::{Db, binds},
    store::Shared,
};
use model::ContentHash;
use std::{collections::BTreeMap, sync::Arc};

/// One step of the schema. Never edited once it has been released.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Migration {
    /// 1, 2, 3, … without gaps.
    pub version: i64,
    pub name: &'static str,
    /// Statements in SQLite's spelling of column types; see [`Db::spell`].
    pub sql: &'static str,
}

/// All of them, in order.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { version: 1, name: "posture", sql: include_str!("0001_posture.sql") },
    Migration { version: 2, name: "quota", sql: include_str!("0002_quota.sql") },
    Migration { version: 3, name: "parameters", sql: include_str!("0003_parameters.sql") },
    Migration { version: 4, name: "access", sql: include_str!("0004_access.sql") },
    Migration { version: 5, name: "alerts", sql: include_str!("0005_alerts.sql") },
    Migration { version: 6, name: "drafts", sql: include_str!("0006_drafts.sql") },
    Migration { version: 7, name: "erasure", sql: include_str!("0007_erasure.sql") },
    Migration { version: 8, name: "tests_by_hand", sql: include_str!("0008_tests_by_hand.sql") },
    Migration { version: 9, name: "event_erasure", sql: include_str!("0009_event_erasure.sql") },
    Migration { version: 10, name: "services", sql: include_str!("0010_services.sql") },
    Migration { version: 11, name: "blobs", sql: include_str!("0011_blobs.sql") },
    Migration { version: 12, name: "archive", sql: include_str!("0012_archive.sql") },
    Migration { version: 13, name: "break_glass", sql: include_str!("0013_break_glass.sql") },
    Migration { version: 14, name: "archive_counts", sql: include_str!("0014_archive_counts.sql") },
];

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (
    version BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

/// Applies what is missing of `migrations`, all of it or nothing. A SQLite database that exists already is
/// copied first.
///
/// # Errors
/// [`StoreError::Newer`] and [`StoreError::Altered`] where the database is not one that this program made.
pub(crate) async fn migrate(
    db: &Db,
    shared: &Arc<Shared>,
    migrations: &[Migration],
) -> Result<(), StoreError> {
    let mut tx = db.write(shared).await?;
    db.lock_schema(&mut tx).await?;
    tx.script(sqlx::AssertSqlSafe(db.spell(TABLE))).await?;
    let applied = applied(&mut tx, migrations).await?;
    // Ends the lock too: a copy cannot be made within a transaction. The list is read again below.
    tx.commit().await?;
    if applied == migrations.len() {
        return Ok(());
    }
    if applied > 0
        && let Some(copy) = db.copy_before(applied as i64, shared.clock.now().ms()).await?
    {
        tracing::info!(copy = %copy.display(), "copied the database before changing its schema");
    }

    let mut tx = db.write(shared).await?;
    db.lock_schema(&mut tx).await?;
    let applied = self::applied(&mut tx, migrations).await?;
    for migration in &migrations[applied..] {
        tx.script(sqlx::AssertSqlSafe(db.spell(migration.sql))).await?;
        tx.execute(
            "INSERT INTO migration (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
            binds![migration.version, migration.name, checksum(migration), shared.clock.now()],
        )
        .await?;
        tracing::info!(version = migration.version, name = migration.name, "migrated the database");
    }
    tx.commit().await
}

/// How many of the list this database has, after holding each against its checksum.
async fn applied(tx: &mut crate::Tx, migrations: &[Migration]) -> Result<usize, StoreError> {
    let rows = tx.all("SELECT version, name, checksum FROM migration ORDER BY version", vec![]).await?;
    let known: BTreeMap<i64, &Migration> = migrations.iter().map(|m| (m.version, m)).collect();
    let newest = known.keys().next_back().copied().unwrap_or(0);
    for row in &rows {
        let version: i64 = row.get("version")?;
        let name: String = row.get("name")?;
        match known.get(&version) {
            None => return Err(StoreError::Newer { found: version.max(newest + 1), known: newest }),
            Some(migration) if checksum(migration) != row.get::<ContentHash>("checksum")? => {
                return Err(StoreError::Altered { version, name });
            }
            Some(_) => {}
        }
    }
    Ok(rows.len())
}

fn checksum(migration: &Migration) -> ContentHash {
    ContentHash::of(migration.sql.as_bytes())
}
