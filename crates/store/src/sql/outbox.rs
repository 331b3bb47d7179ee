//! The outbox: notices of what was committed, numbered in the order of the commits.
//!
//! On PostgreSQL transactions commit in another order than they draw numbers from a sequence, and whoever
//! follows the numbers would miss rows. Here a transaction's notices are numbered as the last thing before it
//! commits, from a counter whose row it then holds: who sees number *n* has seen all below it, and there are
//! no gaps. Since nothing is locked after the counter, waiting for it cannot deadlock.

use super::LIST_ROWS_MAX;
use crate::{
    StoreError, Tx,
    db::{Row, binds},
};
use model::Time;
use serde_json::Value;

noun!(
    /// Notices of what was committed, in the order of the commits.
    Outbox,
    outbox
);

/// A notice that waits for its transaction's end.
pub(crate) struct OutboxPush {
    topic: String,
    subject: Value,
    at: Time,
}

/// One notice.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// 1, 2, 3, … without gaps.
    pub seq: i64,
    pub topic: String,
    pub subject: Value,
    pub at: Time,
}

impl Outbox<'_> {
    /// Adds a notice, which is written when the transaction commits.
    pub fn push(&mut self, topic: &str, subject: Value) {
        let at = self.tx.clock().now();
        self.tx.pushes.push(OutboxPush { topic: topic.to_owned(), subject, at });
    }

    /// The notices after that number, in order.
    pub async fn after(&mut self, seq: i64, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        let sql = "SELECT seq, topic, subject, at FROM outbox WHERE seq > $1 ORDER BY seq LIMIT $2";
        self.tx.list(sql, binds![seq, limit.min(LIST_ROWS_MAX)], row_of).await
    }

    /// The number of the latest notice, 0 before the first: where who only wants news begins.
    pub async fn latest(&mut self) -> Result<i64, StoreError> {
        match self.tx.one("SELECT seq FROM outbox_end", vec![]).await? {
            Some(row) => row.get("seq"),
            None => Err(StoreError::corrupt("the outbox", "its counter is gone")),
        }
    }

    /// Forgets the notices from before that moment; how many.
    pub async fn prune(&mut self, before: Time) -> Result<u64, StoreError> {
        self.tx.execute("DELETE FROM outbox WHERE at < $1", binds![before]).await
    }
}

impl Tx {
    /// Numbers and writes this transaction's notices. Nothing but the commit may follow.
    pub(crate) async fn flush_outbox(&mut self) -> Result<(), StoreError> {
        let pushes = std::mem::take(&mut self.pushes);
        if pushes.is_empty() {
            return Ok(());
        }
        let sql = "UPDATE outbox_end SET seq = seq + $1 RETURNING seq";
        let row = self.one(sql, binds![pushes.len() as i64]).await?;
        let last: i64 =
            row.ok_or_else(|| StoreError::corrupt("the outbox", "its counter is gone"))?.get("seq")?;
        for (seq, push) in (last - pushes.len() as i64 + 1..).zip(&pushes) {
            self.execute(
                "INSERT INTO outbox (seq, topic, subject, at) VALUES ($1, $2, $3, $4)",
                binds![seq, push.topic, push.subject, push.at],
            )
            .await?;
        }
        Ok(())
    }
}

fn row_of(row: &Row) -> Result<OutboxRow, StoreError> {
    Ok(OutboxRow {
        seq: row.get("seq")?,
        topic: row.get("topic")?,
        subject: row.json("subject")?,
        at: row.get("at")?,
    })
}
