//! The rows of blobs: where each lies, its wrapped key, and who needs it.
//!
//! A reference and a destruction of the same blob never both succeed: the first shares the blob's row and the second
//! takes it alone, each until its transaction ends, and both look at it only then.

use super::LIST_ROWS_MAX;
use crate::{
    Sealed, StoreError, UnlockedBlob,
    blobs::{checked_lengths, key_purpose},
    db::{Bind, Row, binds},
    vault::Key,
};
use model::{BlobId, ContentHash, SegmentId, Time};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, BTreeSet};

noun!(
    /// What the database knows of blobs.
    BlobRows,
    blobs
);

/// Rows of one statement at most.
const ROWS_AT_ONCE: usize = 500;
/// Names of owners and of what a blob is to them, in bytes.
const REF_BYTES_MAX: usize = 200;

const COLUMNS: &str = "id, segment, place, sealed_bytes, plain_bytes, sha256, created_at, destroyed_at";

/// Where a blob lies, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    pub id: BlobId,
    pub segment: SegmentId,
    /// Where its record begins in the segment's file.
    pub place: u64,
    pub sealed_bytes: u64,
    pub plain_bytes: u64,
    /// None once it was destroyed.
    pub sha256: Option<ContentHash>,
    pub created_at: Time,
    pub destroyed_at: Option<Time>,
}

/// That somebody needs a blob.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlobRef {
    pub blob: BlobId,
    /// Whose it is: the id of a row that may be deleted, such as a message's.
    pub owner: String,
    /// What it is to the owner, in one word.
    pub what: String,
}

impl BlobRows<'_> {
    /// Makes a segment that was sealed part of the archive, when this transaction commits.
    pub async fn insert(&mut self, sealed: &Sealed) -> Result<(), StoreError> {
        if sealed.blobs.is_empty() {
            return Ok(());
        }
        let now = self.tx.clock().now();
        self.tx
            .execute(
                "INSERT INTO segment (id, bytes, created_at) VALUES ($1, $2, $3)",
                binds![sealed.segment, int("a segment", sealed.bytes)?, now],
            )
            .await?;
        for blobs in sealed.blobs.chunks(ROWS_AT_ONCE) {
            let (mut rows, mut keys) = (Vec::new(), Vec::new());
            for blob in blobs {
                let (place, bytes) = (int("a blob", blob.place)?, int("a blob", blob.sealed_bytes)?);
                let plain = int("a blob", blob.plain_bytes)?;
                rows.extend(binds![blob.id, sealed.segment, place, bytes, plain, blob.sha256, now]);
                keys.extend(binds![blob.id, blob.wrapped]);
            }
            let columns = "id, segment, place, sealed_bytes, plain_bytes, sha256, created_at";
            let values = self.tx.value_rows(7, blobs.len());
            let sql = format!("INSERT INTO blob ({columns}) VALUES {values}");
            self.tx.execute(AssertSqlSafe(sql), rows).await?;
            let values = self.tx.value_rows(2, blobs.len());
            let sql = format!("INSERT INTO blob_key (blob, wrapped) VALUES {values}");
            self.tx.execute(AssertSqlSafe(sql), keys).await?;
        }
        Ok(())
    }

    /// One blob's row, also of a destroyed one.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn get(&mut self, id: &BlobId) -> Result<BlobRow, StoreError> {
        let mut rows = self.rows(std::slice::from_ref(id), "").await?;
        rows.remove(id).ok_or_else(|| StoreError::not_found("blob", id))
    }

    /// A blob of the same bytes that is there already, the oldest. It is kept only from when a reference to it is
    /// added, which fails where it was destroyed meanwhile: then there is none of the same bytes any more.
    pub async fn find_by_hash(&mut self, sha256: &ContentHash) -> Result<Option<BlobRow>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM blob WHERE sha256 = $1 AND destroyed_at IS NULL ORDER BY id LIMIT 1"
        );
        let row = self.tx.one(AssertSqlSafe(sql), binds![sha256]).await?;
        row.as_ref().map(blob_row).transpose()
    }

    /// A blob with its key, for [`crate::Blobs::open`].
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Destroyed`]; [`StoreError::Corrupt`] when the key does not open.
    pub async fn unlock(&mut self, id: &BlobId) -> Result<UnlockedBlob, StoreError> {
        let mut unlocked = self.unlock_all(std::slice::from_ref(id)).await?;
        unlocked.pop().ok_or_else(|| StoreError::not_found("blob", id))
    }

    /// As [`BlobRows::unlock`], for several, in their order.
    pub async fn unlock_all(&mut self, ids: &[BlobId]) -> Result<Vec<UnlockedBlob>, StoreError> {
        let mut unlocked = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS_AT_ONCE) {
            let rows = self.rows(ids, "").await?;
            let values = self.tx.value_rows(1, ids.len());
            let sql = format!("SELECT blob, wrapped FROM blob_key WHERE blob IN (VALUES {values})");
            let mut keys: BTreeMap<BlobId, Vec<u8>> = BTreeMap::new();
            for row in self.tx.all(AssertSqlSafe(sql), bind_ids(ids)).await? {
                keys.insert(row.get("blob")?, row.get("wrapped")?);
            }
            for id in ids {
                let row = rows.get(id).ok_or_else(|| StoreError::not_found("blob", id))?;
                let wrapped = match keys.get(id) {
                    Some(wrapped) if row.destroyed_at.is_none() => wrapped,
                    _ => return Err(StoreError::Destroyed { blob: id.to_string() }),
                };
                checked_lengths(row)?;
                let key = self.tx.shared.key.unwrap(&key_purpose(id), wrapped);
                let key = key.and_then(|key| <[u8; 32]>::try_from(&key[..]).ok()).ok_or_else(|| {
                    StoreError::corrupt(
                        format!("the key of blob {id}"),
                        "it does not open under the master key",
                    )
                })?;
                unlocked.push(UnlockedBlob { row: row.clone(), key: Key::new(key) });
            }
        }
        Ok(unlocked)
    }

    /// Says that somebody needs a blob; `false` when that was said already.
    ///
    /// # Errors
    /// As of [`BlobRows::add_refs`].
    pub async fn add_ref(&mut self, blob: &BlobId, owner: &str, what: &str) -> Result<bool, StoreError> {
        let one = BlobRef { blob: blob.clone(), owner: owner.to_owned(), what: what.to_owned() };
        Ok(self.add_refs(&[one]).await? == 1)
    }

    /// As [`BlobRows::add_ref`], for several; how many are new. None of them is destroyed while this transaction is
    /// open.
    ///
    /// # Errors
    /// [`StoreError::Destroyed`], [`StoreError::NotFound`].
    pub async fn add_refs(&mut self, refs: &[BlobRef]) -> Result<u64, StoreError> {
        let mut added = 0;
        for refs in refs.chunks(ROWS_AT_ONCE) {
            let blobs: Vec<_> =
                refs.iter().map(|r| r.blob.clone()).collect::<BTreeSet<_>>().into_iter().collect();
            let shared = self.tx.share_locked();
            let rows = self.rows(&blobs, shared).await?;
            for blob in &blobs {
                match rows.get(blob) {
                    None => return Err(StoreError::not_found("blob", blob)),
                    Some(row) if row.destroyed_at.is_some() => {
                        return Err(StoreError::Destroyed { blob: blob.to_string() });
                    }
                    Some(_) => {}
                }
            }
            let mut values = Vec::new();
            for BlobRef { blob, owner, what } in refs {
                if owner.len() > REF_BYTES_MAX || what.len() > REF_BYTES_MAX {
                    let why = format!("its owner or its word has more than {REF_BYTES_MAX} bytes");
                    return Err(StoreError::Invalid { what: "a reference to a blob", why });
                }
                values.extend(binds![owner, blob, what]);
            }
            let rows = self.tx.value_rows(3, refs.len());
            let sql =
                format!("INSERT INTO blob_ref (owner, blob, what) VALUES {rows} ON CONFLICT DO NOTHING");
            added += self.tx.execute(AssertSqlSafe(sql), values).await?;
        }
        Ok(added)
    }

    /// Says that somebody needs a blob no more; `false` when nobody had said the contrary. The blob stays until it is
    /// destroyed.
    pub async fn remove_ref(&mut self, blob: &BlobId, owner: &str, what: &str) -> Result<bool, StoreError> {
        let sql = "DELETE FROM blob_ref WHERE owner = $1 AND blob = $2 AND what = $3";
        Ok(self.tx.execute(sql, binds![owner, blob, what]).await? == 1)
    }

    /// Who needs a blob: [`LIST_ROWS_MAX`] of them at most.
    pub async fn refs(&mut self, blob: &BlobId) -> Result<Vec<BlobRef>, StoreError> {
        let sql = "SELECT owner, blob, what FROM blob_ref WHERE blob = $1 ORDER BY owner, what LIMIT $2";
        self.tx.list(sql, binds![blob, LIST_ROWS_MAX], blob_ref).await
    }

    /// What somebody needs: [`LIST_ROWS_MAX`] at most.
    pub async fn refs_of(&mut self, owner: &str) -> Result<Vec<BlobRef>, StoreError> {
        let sql = "SELECT owner, blob, what FROM blob_ref WHERE owner = $1 ORDER BY blob, what LIMIT $2";
        self.tx.list(sql, binds![owner, LIST_ROWS_MAX], blob_ref).await
    }

    /// Destroys a blob for ever: nobody can read it from when this transaction commits. [`crate::Store::scrub`] then
    /// gets its key's bytes out of the database's files, and [`crate::Store::sweep_orphans`] removes its segment once
    /// all that lies there is destroyed. Its row stays; `false` when it was destroyed before.
    ///
    /// # Errors
    /// [`StoreError::Kept`] while somebody needs it; [`StoreError::NotFound`].
    pub async fn destroy(&mut self, id: &BlobId) -> Result<bool, StoreError> {
        let alone = self.tx.update_locked();
        let rows = self.rows(std::slice::from_ref(id), alone).await?;
        let row = rows.get(id).ok_or_else(|| StoreError::not_found("blob", id))?;
        if row.destroyed_at.is_some() {
            return Ok(false);
        }
        if let Some(why) = self.kept_by(id).await? {
            return Err(StoreError::Kept { blob: id.to_string(), why });
        }
        self.forget(id).await?;
        Ok(true)
    }

    /// Ends all that somebody needs, and destroys those blobs that nobody else needs; gives these.
    pub async fn release(&mut self, owner: &str) -> Result<Vec<BlobId>, StoreError> {
        let sql = "DELETE FROM blob_ref WHERE owner = $1 RETURNING blob";
        let ended = self.tx.list(sql, binds![owner], |row| row.get::<BlobId>("blob")).await?;
        // In one order, so that two that release the same blobs do not wait for each other.
        let blobs: Vec<_> = ended.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let alone = self.tx.update_locked();
        let mut destroyed = Vec::new();
        for blobs in blobs.chunks(ROWS_AT_ONCE) {
            for (blob, row) in self.rows(blobs, alone).await? {
                if row.destroyed_at.is_none() && self.kept_by(&blob).await?.is_none() {
                    self.forget(&blob).await?;
                    destroyed.push(blob);
                }
            }
        }
        Ok(destroyed)
    }

    /// Why a blob may not be destroyed, if it may not. To be asked while its row is taken alone: every reason why a
    /// blob is kept is one that is looked for here.
    async fn kept_by(&mut self, id: &BlobId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM blob_ref WHERE blob = $1";
        let row = self.tx.one(sql, binds![id]).await?;
        let refs: i64 = row.map_or(Ok(0), |row| row.get("count"))?;
        Ok((refs > 0).then(|| format!("it is still needed, {refs} times")))
    }

    async fn forget(&mut self, id: &BlobId) -> Result<(), StoreError> {
        self.tx.execute("DELETE FROM blob_key WHERE blob = $1", binds![id]).await?;
        let now = self.tx.clock().now();
        // What its hash was would let somebody prove a guess of what it held.
        let sql = "UPDATE blob SET destroyed_at = $1, sha256 = NULL WHERE id = $2 AND destroyed_at IS NULL";
        self.tx.execute(sql, binds![now, id]).await.map(drop)
    }

    /// Of some segments, those that are part of the archive and whose file has to be there.
    pub(crate) async fn standing(&mut self, ids: &[SegmentId]) -> Result<Vec<SegmentId>, StoreError> {
        let values = self.tx.value_rows(1, ids.len());
        let sql = format!("SELECT id FROM segment WHERE removed_at IS NULL AND id IN (VALUES {values})");
        self.tx.list(AssertSqlSafe(sql), bind_ids(ids), |row| row.get("id")).await
    }

    /// Segments of which every blob was destroyed, and whose file may still be there.
    pub(crate) async fn emptied(&mut self, rows: u32) -> Result<Vec<SegmentId>, StoreError> {
        let sql = "SELECT id FROM segment WHERE removed_at IS NULL AND NOT EXISTS \
                   (SELECT 1 FROM blob WHERE blob.segment = segment.id AND destroyed_at IS NULL) \
                   ORDER BY id LIMIT $1";
        self.tx.list(sql, binds![rows], |row| row.get("id")).await
    }

    /// Says that the files of some segments are gone.
    pub(crate) async fn removed(&mut self, ids: &[SegmentId], now: Time) -> Result<(), StoreError> {
        for id in ids {
            let sql = "UPDATE segment SET removed_at = $1 WHERE id = $2 AND removed_at IS NULL";
            self.tx.execute(sql, binds![now, id]).await?;
        }
        Ok(())
    }

    /// The rows of some blobs, at most [`ROWS_AT_ONCE`], taken in the order of their ids.
    async fn rows(&mut self, ids: &[BlobId], taken: &str) -> Result<BTreeMap<BlobId, BlobRow>, StoreError> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        let values = self.tx.value_rows(1, ids.len());
        let sql = format!("SELECT {COLUMNS} FROM blob WHERE id IN (VALUES {values}) ORDER BY id{taken}");
        let rows = self.tx.list(AssertSqlSafe(sql), bind_ids(ids), blob_row).await?;
        Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
    }
}

fn bind_ids<T: crate::db::ToBind>(ids: &[T]) -> Vec<Bind> {
    ids.iter().map(crate::db::ToBind::to_bind).collect()
}

fn int(what: &'static str, number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Invalid { what, why: "it is too long".to_owned() })
}

fn blob_row(row: &Row) -> Result<BlobRow, StoreError> {
    Ok(BlobRow {
        id: row.get("id")?,
        segment: row.get("segment")?,
        place: row.get("place")?,
        sealed_bytes: row.get("sealed_bytes")?,
        plain_bytes: row.get("plain_bytes")?,
        sha256: row.get("sha256")?,
        created_at: row.get("created_at")?,
        destroyed_at: row.get("destroyed_at")?,
    })
}

fn blob_ref(row: &Row) -> Result<BlobRef, StoreError> {
    Ok(BlobRef { blob: row.get("blob")?, owner: row.get("owner")?, what: row.get("what")? })
}
