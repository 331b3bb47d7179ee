//! Which version of which check counts, as intervals, with the files themselves; and what was put off.

use super::WHY_CHARS_MAX;
use crate::{
    Scope, StoreError,
    db::{Row, binds, placeholders},
};
use model::{CheckId, ContentHash, PrincipalId, Time};
use std::collections::BTreeMap;

noun!(
    /// The files of checks that were accepted. One interval of a check is open at most.
    PackChecks,
    pack_checks
);

/// One file of a check in bytes; packs refuse larger ones.
const TEXT_BYTES_MAX: usize = 1024 * 1024;
/// Hashes asked for in one statement.
const HASHES_PER_STATEMENT: usize = 100;

/// One interval during which a file counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackCheckRow {
    /// The check that the file defines; what is derived from it goes with it.
    pub check: CheckId,
    pub hash: ContentHash,
    /// Where it lay among the packs.
    pub path: String,
    pub accepted_at: Time,
    /// None for what came with the installation.
    pub accepted_by: Option<PrincipalId>,
}

/// A file that is to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPackCheck<'a> {
    pub check: &'a CheckId,
    pub hash: &'a ContentHash,
    pub path: &'a str,
    pub text: &'a str,
}

/// That somebody put off a file, or its removal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeferralRow {
    pub check: CheckId,
    /// None: that the file is gone.
    pub hash: Option<ContentHash>,
    pub why: String,
    pub by: PrincipalId,
    pub at: Time,
}

impl PackChecks<'_> {
    /// Counts up with every change; 0 while nothing was ever accepted.
    pub async fn generation(&mut self) -> Result<i64, StoreError> {
        match self.tx.one("SELECT number FROM pack_generation", vec![]).await? {
            Some(row) => row.get("number"),
            None => Err(StoreError::corrupt("pack_generation", "no row")),
        }
    }

    /// Makes another set of files count: closes those of `gone`, and of `new` whatever was open before. The next
    /// generation; none, and nothing was done, where it is no longer `generation` that is changed. Keeps other
    /// such transactions waiting until this one ends.
    pub async fn change(
        &mut self,
        generation: i64,
        gone: &[CheckId],
        new: &[NewPackCheck<'_>],
        by: Option<&PrincipalId>,
        at: Time,
    ) -> Result<Option<i64>, StoreError> {
        let sql = "UPDATE pack_generation SET number = number + 1 WHERE number = $1 RETURNING number";
        let Some(row) = self.tx.one(sql, binds![generation]).await? else { return Ok(None) };
        let next: i64 = row.get("number")?;
        for check in gone.iter().chain(new.iter().map(|new| new.check)) {
            // Where the clock has gone back since, the interval is empty rather than turned around.
            let sql = "UPDATE pack_check SET closed_at = CASE WHEN accepted_at > $1 THEN accepted_at ELSE $1 END \
                       WHERE check_id = $2 AND closed_at IS NULL";
            self.tx.execute(sql, binds![at, check]).await?;
        }
        for NewPackCheck { check, hash, path, text } in new {
            if text.len() > TEXT_BYTES_MAX {
                let why = format!("it has {} bytes, and may have {TEXT_BYTES_MAX}", text.len());
                return Err(StoreError::Invalid { what: "a check's file", why });
            }
            let sql = "INSERT INTO pack_text (hash, body) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";
            self.tx.execute(sql, binds![*hash, *text]).await?;
            let sql = "INSERT INTO pack_check (check_id, generation, hash, path, accepted_at, accepted_by) \
                       SELECT $1, $2, $3, $4, CASE WHEN MAX(closed_at) > $5 THEN MAX(closed_at) ELSE $5 END, $6 \
                       FROM pack_check WHERE check_id = $1";
            self.tx.execute(sql, binds![*check, next, *hash, *path, at, by]).await?;
        }
        Ok(Some(next))
    }

    /// What counted at that moment, by check.
    pub async fn at(&mut self, as_of: Time) -> Result<Vec<PackCheckRow>, StoreError> {
        let sql = "SELECT check_id, hash, path, accepted_at, accepted_by FROM pack_check \
                   WHERE accepted_at <= $1 AND (closed_at IS NULL OR closed_at > $1) ORDER BY check_id";
        self.tx.list(sql, binds![as_of], row_of).await
    }

    /// What counts, whatever the time it was accepted at: another node's clock may be ahead.
    pub async fn accepted(&mut self) -> Result<Vec<PackCheckRow>, StoreError> {
        let sql = "SELECT check_id, hash, path, accepted_at, accepted_by FROM pack_check \
                   WHERE closed_at IS NULL ORDER BY check_id";
        self.tx.list(sql, vec![], row_of).await
    }

    /// Files by their hashes.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where one was never accepted.
    pub async fn texts(
        &mut self,
        hashes: &[ContentHash],
    ) -> Result<BTreeMap<ContentHash, String>, StoreError> {
        let mut texts = BTreeMap::new();
        for some in hashes.chunks(HASHES_PER_STATEMENT) {
            let sql =
                format!("SELECT hash, body FROM pack_text WHERE hash IN ({})", placeholders(1, some.len()));
            let parameters = some.iter().flat_map(|hash| binds![hash]).collect();
            for row in self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await? {
                texts.insert(row.get("hash")?, row.get("body")?);
            }
        }
        match hashes.iter().find(|hash| !texts.contains_key(*hash)) {
            Some(missing) => Err(StoreError::not_found("a check's file", missing)),
            None => Ok(texts),
        }
    }

    /// Notes that a file, or its removal, was put off.
    pub async fn defer(&mut self, deferral: &DeferralRow) -> Result<(), StoreError> {
        let chars = deferral.why.chars().count();
        if chars > WHY_CHARS_MAX {
            let why = format!("it has {chars} characters, and may have {WHY_CHARS_MAX}");
            return Err(StoreError::Invalid { what: "why", why });
        }
        let DeferralRow { check, hash, why, by, at } = deferral;
        let sql = "INSERT INTO pack_deferral (check_id, number, hash, why, deferred_by, deferred_at) \
                   SELECT $1, COALESCE(MAX(number), 0) + 1, $2, $3, $4, $5 FROM pack_deferral WHERE check_id = $1";
        if self.tx.execute_unique(sql, binds![check, hash, why, by, at]).await?.is_none() {
            return Err(super::raced("a deferral"));
        }
        Ok(())
    }

    /// The last deferral of each check, by check.
    pub async fn deferrals(&mut self, _scope: &Scope) -> Result<Vec<DeferralRow>, StoreError> {
        let sql = "SELECT pack_deferral.check_id, hash, why, deferred_by, deferred_at FROM pack_deferral \
                   JOIN (SELECT check_id, MAX(number) AS number FROM pack_deferral GROUP BY check_id) AS newest \
                   ON newest.check_id = pack_deferral.check_id AND newest.number = pack_deferral.number \
                   ORDER BY pack_deferral.check_id";
        self.tx.list(sql, vec![], deferral_of).await
    }
}

fn row_of(row: &Row) -> Result<PackCheckRow, StoreError> {
    Ok(PackCheckRow {
        check: row.get("check_id")?,
        hash: row.get("hash")?,
        path: row.get("path")?,
        accepted_at: row.get("accepted_at")?,
        accepted_by: row.get("accepted_by")?,
    })
}

fn deferral_of(row: &Row) -> Result<DeferralRow, StoreError> {
    Ok(DeferralRow {
        check: row.get("check_id")?,
        hash: row.get("hash")?,
        why: row.get("why")?,
        by: row.get("deferred_by")?,
        at: row.get("deferred_at")?,
    })
}
