//! Counts that are kept as what each transaction changed: a page is shown without counting a million rows.
//!
//! A *line* is what a day's line shows, and freezes with the day; a *total* is over items, and moves with them. Rows are
//! only added, so that transactions never wait for each other; once a day they are summed up.

use super::{DeliveryOutcome, ROWS_AT_ONCE};
use crate::{StoreError, Tx, db::binds};
use model::InstanceId;
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;

/// What else is counted than how deliveries stand.
pub(super) const REVISIONS: &str = "revisions";
pub(super) const BYTES: &str = "bytes";

/// What a transaction changes: by day and what is counted, by how much its line and its total change.
#[derive(Default)]
pub(super) struct CountChange(BTreeMap<(i64, &'static str), (i64, i64)>);

impl CountChange {
    /// So many deliveries stand so from now on, and are on that day's line.
    pub fn came(&mut self, day: i64, state: DeliveryOutcome, count: i64) {
        self.captured(day, state.as_str(), count);
    }

    /// So many deliveries of a day's line stand so no more. An earlier day's line stays as it was.
    pub fn left(&mut self, (day, state, count): (i64, DeliveryOutcome, i64), today: i64) {
        let change = self.0.entry((day, state.as_str())).or_default();
        if day == today {
            change.0 -= count;
        }
        change.1 -= count;
    }

    /// So much was captured on that day.
    pub fn captured(&mut self, day: i64, what: &'static str, count: i64) {
        let change = self.0.entry((day, what)).or_default();
        change.0 += count;
        change.1 += count;
    }

    pub async fn keep(self, tx: &mut Tx, instance: &InstanceId) -> Result<(), StoreError> {
        let rows = self.0.into_iter().filter(|(_, change)| *change != (0, 0));
        let rows: Vec<_> = rows.map(|((day, what), change)| (day, what.to_owned(), change)).collect();
        add(tx, instance, &rows).await
    }
}

/// Sums up what was added since it was summed up last.
pub(super) async fn sum_up(tx: &mut Tx, instance: &InstanceId) -> Result<(), StoreError> {
    let sql = "DELETE FROM archive_count WHERE instance = $1 RETURNING day, what, line, total";
    let mut sums: BTreeMap<(i64, String), (i64, i64)> = BTreeMap::new();
    for row in tx.all(sql, binds![instance]).await? {
        let sum = sums.entry((row.get("day")?, row.get("what")?)).or_default();
        sum.0 += row.get::<i64>("line")?;
        sum.1 += row.get::<i64>("total")?;
    }
    let rows: Vec<_> = sums.into_iter().map(|((day, what), sum)| (day, what, sum)).collect();
    add(tx, instance, &rows).await
}

async fn add(
    tx: &mut Tx,
    instance: &InstanceId,
    rows: &[(i64, String, (i64, i64))],
) -> Result<(), StoreError> {
    for some in rows.chunks(ROWS_AT_ONCE) {
        let values = tx.value_rows(5, some.len());
        let sql = format!("INSERT INTO archive_count (instance, day, what, line, total) VALUES {values}");
        let binds =
            some.iter().flat_map(|(day, what, (line, total))| binds![instance, day, what, line, total]);
        let binds = binds.collect();
        tx.execute(AssertSqlSafe(sql), binds).await?;
    }
    Ok(())
}
