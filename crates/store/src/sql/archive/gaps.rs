//! What is not in the archive as it was at the source, and the comparison of both by day.

use super::{ROWS_AT_ONCE, utc_day};
use crate::{
    Scope, StoreError,
    db::{Row, binds, placeholders},
};
use model::{InstanceId, ItemKind, JobId, Time};
use std::collections::BTreeMap;

/// Gaps and days of one list at most.
const ROWS_MAX: u32 = 10_000;

noun!(
    /// Gaps, and the reconciliation that looks for them.
    ArchiveGaps,
    archive_gaps
);

/// One gap. Its texts hold ids and no content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveGapRow {
    pub day: i64,
    pub item: String,
    pub code: String,
    pub detail: String,
    pub found_at: Time,
}

/// What a day's comparison said of one kind of item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconciliationRow {
    /// The day on which the items were created.
    pub day: i64,
    pub kind: ItemKind,
    pub at_source: Option<u64>,
    pub captured: u64,
    pub left_out: u64,
    /// Ids that were not captured, as far as they are listed.
    pub missing: Vec<String>,
    pub missing_count: u64,
    pub checked_at: Time,
}

impl ArchiveGaps<'_> {
    /// Names gaps; one that is named already stays as it is.
    pub async fn name(
        &mut self,
        instance: &InstanceId,
        gaps: &[(String, &'static str, String)],
        now: Time,
    ) -> Result<(), StoreError> {
        let shared = self.tx.shared.clone();
        for some in gaps.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO archive_gap (id, instance, day, item, code, detail, found_at) VALUES {} \
                 ON CONFLICT (instance, item, code, detail) DO NOTHING",
                self.tx.value_rows(7, some.len())
            );
            let mut parameters = Vec::with_capacity(7 * some.len());
            for (item, code, detail) in some {
                let id = JobId::make(&*shared.clock, &*shared.random);
                parameters.extend(binds![id, instance, utc_day(now), item, code, detail, now]);
            }
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// Gaps found since that day, the latest first.
    pub async fn list(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        from: i64,
        limit: u32,
    ) -> Result<Vec<ArchiveGapRow>, StoreError> {
        let sql = "SELECT day, item, code, detail, found_at FROM archive_gap WHERE instance = $1 AND day >= $2 \
                   ORDER BY found_at DESC, id DESC LIMIT $3";
        let row_of = |row: &Row| {
            Ok(ArchiveGapRow {
                day: row.get("day")?,
                item: row.get("item")?,
                code: row.get("code")?,
                detail: row.get("detail")?,
                found_at: row.get("found_at")?,
            })
        };
        self.tx.list(sql, binds![instance, from, limit.min(ROWS_MAX)], row_of).await
    }

    /// How many items of a kind that were created on a day are known: captured, and left out.
    pub async fn known_of_day(
        &mut self,
        instance: &InstanceId,
        kind: ItemKind,
        day: i64,
    ) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT COUNT(*) AS count, COUNT(left_out) AS left_out FROM archive_item \
                   WHERE instance = $1 AND kind = $2 AND created_day = $3";
        match self.tx.one(sql, binds![instance, kind.as_str(), day]).await? {
            Some(row) => {
                let (all, left_out): (u64, u64) = (row.get("count")?, row.get("left_out")?);
                Ok((all.saturating_sub(left_out), left_out))
            }
            None => Ok((0, 0)),
        }
    }

    /// Which of these items are not known.
    pub async fn unknown(
        &mut self,
        instance: &InstanceId,
        items: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let mut unknown = Vec::new();
        for some in items.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT item FROM archive_item WHERE instance = $1 AND item IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|item| binds![item]));
            let known: Vec<String> =
                self.tx.list(sqlx::AssertSqlSafe(sql), parameters, |row| row.get("item")).await?;
            unknown.extend(some.iter().filter(|item| !known.contains(item)).cloned());
        }
        Ok(unknown)
    }

    /// Keeps what a comparison said, in the place of the one before.
    pub async fn put(&mut self, instance: &InstanceId, row: &ReconciliationRow) -> Result<(), StoreError> {
        let missing = serde_json::to_string(&row.missing)
            .map_err(|e| StoreError::Invalid { what: "a reconciliation", why: e.to_string() })?;
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        let sql = "INSERT INTO reconciliation (instance, day, kind, at_source, captured, left_out, missing, \
                   missing_count, checked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (instance, day, kind) DO UPDATE SET at_source = excluded.at_source, \
                   captured = excluded.captured, left_out = excluded.left_out, missing = excluded.missing, \
                   missing_count = excluded.missing_count, checked_at = excluded.checked_at";
        let parameters = binds![
            instance,
            row.day,
            row.kind.as_str(),
            row.at_source.map(number),
            number(row.captured),
            number(row.left_out),
            missing,
            number(row.missing_count),
            row.checked_at
        ];
        self.tx.execute(sql, parameters).await?;
        Ok(())
    }

    /// What the last comparison of a day and kind said.
    pub async fn last(
        &mut self,
        instance: &InstanceId,
        kind: ItemKind,
        day: i64,
    ) -> Result<Option<ReconciliationRow>, StoreError> {
        let sql = "SELECT day, kind, at_source, captured, left_out, missing, missing_count, checked_at \
                   FROM reconciliation WHERE instance = $1 AND kind = $2 AND day = $3";
        let row = self.tx.one(sql, binds![instance, kind.as_str(), day]).await?;
        row.as_ref().map(reconciliation_of).transpose()
    }

    /// The comparisons of days, the latest day first.
    pub async fn reconciliations(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        from: i64,
    ) -> Result<Vec<ReconciliationRow>, StoreError> {
        let sql = "SELECT day, kind, at_source, captured, left_out, missing, missing_count, checked_at \
                   FROM reconciliation WHERE instance = $1 AND day >= $2 ORDER BY day DESC, kind LIMIT $3";
        self.tx.list(sql, binds![instance, from, ROWS_MAX], reconciliation_of).await
    }

    /// The days on which known items were created and that were not compared since: the first of them.
    pub async fn days_to_compare(
        &mut self,
        instance: &InstanceId,
        before: i64,
        compared_since: Time,
        limit: u32,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT DISTINCT i.created_day AS day FROM archive_item AS i WHERE i.instance = $1 \
                   AND i.created_day < $2 AND NOT EXISTS (SELECT 1 FROM reconciliation AS r \
                   WHERE r.instance = i.instance AND r.day = i.created_day AND r.checked_at >= $3) \
                   ORDER BY i.created_day DESC LIMIT $4";
        self.tx.list(sql, binds![instance, before, compared_since, limit], |row| row.get("day")).await
    }

    /// Items captured per kind.
    pub async fn items(&mut self, instance: &InstanceId) -> Result<BTreeMap<String, u64>, StoreError> {
        let sql = "SELECT kind, COUNT(*) AS count FROM archive_item WHERE instance = $1 AND left_out IS NULL \
                   GROUP BY kind";
        let rows = self.tx.all(sql, binds![instance]).await?;
        rows.iter().map(|row| Ok((row.get("kind")?, row.get("count")?))).collect()
    }
}

fn reconciliation_of(row: &Row) -> Result<ReconciliationRow, StoreError> {
    Ok(ReconciliationRow {
        day: row.get("day")?,
        kind: row.word("kind", ItemKind::parse)?,
        at_source: row.get("at_source")?,
        captured: row.get("captured")?,
        left_out: row.get("left_out")?,
        missing: row.json("missing")?,
        missing_count: row.get("missing_count")?,
        checked_at: row.get("checked_at")?,
    })
}
