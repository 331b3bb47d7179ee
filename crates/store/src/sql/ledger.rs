//! The ledger's leaves and checkpoints. What their bytes mean is the room `ledger`'s business.
//!
//! A transaction appends leaves without a number. One sequencer at a time, which holds the lease, numbers
//! them in batches and signs a checkpoint; its fence keeps one that was given up for lost from doing so.

use super::{LIST_ROWS_MAX, jobs::until};
use crate::{
    StoreError,
    db::{Row, binds},
};
use model::{LeafId, Time};
use serde_json::Value;
use std::time::Duration;

noun!(
    /// Leaves, what their commitments open to, and checkpoints.
    Ledger,
    ledger
);

const LEASE: &str = "ledger";
/// Leaves, or openings, of one statement.
const LEAVES_PER_STATEMENT: usize = 200;

/// What a commitment opens to. Erasable: verifying works without it.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    pub name: String,
    pub salt: [u8; 32],
    pub value: Value,
}

/// A leaf to be appended.
#[derive(Debug, Clone, PartialEq)]
pub struct NewLeaf {
    pub id: LeafId,
    pub body: Vec<u8>,
    pub leaf_hash: [u8; 32],
    pub openings: Vec<Opening>,
}

/// One leaf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeafRow {
    pub id: LeafId,
    /// 0, 1, 2, … once it is numbered.
    pub seq: Option<u64>,
    pub body: Vec<u8>,
    pub leaf_hash: [u8; 32],
}

/// A signed head of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointRow {
    /// How many leaves it covers.
    pub size: u64,
    pub root: [u8; 32],
    /// What the next leaves are appended to, in the form of the room `ledger`.
    pub frontier: Vec<u8>,
    /// The signed note.
    pub note: String,
    pub at: Time,
}

macro_rules! select_leaf {
    ($rest:literal) => {
        concat!("SELECT id, seq, body, leaf_hash FROM ledger_leaf ", $rest)
    };
}

impl Ledger<'_> {
    /// Appends leaves, not numbered yet.
    pub async fn append(&mut self, leaves: &[NewLeaf]) -> Result<(), StoreError> {
        for some in leaves.chunks(LEAVES_PER_STATEMENT) {
            let sql = "INSERT INTO ledger_leaf (id, body, leaf_hash) VALUES ";
            let sql = format!("{sql}{}", self.tx.value_rows(3, some.len()));
            let rows = some.iter().flat_map(|leaf| binds![leaf.id, leaf.body, leaf.leaf_hash]);
            self.tx.execute(sqlx::AssertSqlSafe(sql), rows.collect()).await?;
        }
        let openings = leaves.iter().flat_map(|leaf| leaf.openings.iter().map(|opening| (&leaf.id, opening)));
        let openings: Vec<_> = openings.collect();
        for some in openings.chunks(LEAVES_PER_STATEMENT) {
            let sql = "INSERT INTO ledger_opening (leaf, name, salt, value) VALUES ";
            let sql = format!("{sql}{}", self.tx.value_rows(4, some.len()));
            let rows =
                some.iter().flat_map(|(id, opening)| binds![id, opening.name, opening.salt, opening.value]);
            self.tx.execute(sqlx::AssertSqlSafe(sql), rows.collect()).await?;
        }
        Ok(())
    }

    /// Takes, or keeps, the sequencer's lease for `owner` and gives its fence; `None` while another holds it.
    pub async fn lease(&mut self, owner: &str, lease: Duration) -> Result<Option<i64>, StoreError> {
        let now = self.tx.database_ms().await?;
        let sql = "INSERT INTO lease (name, owner, fence, lease_until) VALUES ($1, $2, 1, $3) \
                   ON CONFLICT (name) DO UPDATE SET \
                   fence = CASE WHEN lease.owner = excluded.owner THEN lease.fence ELSE lease.fence + 1 END, \
                   owner = excluded.owner, lease_until = excluded.lease_until \
                   WHERE lease.owner = excluded.owner OR lease.lease_until <= $4 RETURNING fence";
        let row = self.tx.one(sql, binds![LEASE, owner, until(now, lease), now]).await?;
        row.map(|row| row.get("fence")).transpose()
    }

    /// Ends whatever lease there is: its holder is known to be dead, as after a start on SQLite.
    pub async fn end_lease(&mut self) -> Result<(), StoreError> {
        self.tx.execute("UPDATE lease SET lease_until = 0 WHERE name = $1", binds![LEASE]).await?;
        Ok(())
    }

    /// The leaves without a number, the oldest first.
    pub async fn unsequenced(&mut self, limit: u32) -> Result<Vec<LeafRow>, StoreError> {
        let sql = select_leaf!("WHERE seq IS NULL ORDER BY id LIMIT $1");
        self.tx.list(sql, binds![limit.min(LIST_ROWS_MAX)], leaf_of).await
    }

    /// Numbers leaves, in the order given, from `first` on.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] when the lease is another's, or when the log does not end where `first` says.
    pub async fn assign(&mut self, fence: i64, first: u64, leaves: &[LeafId]) -> Result<(), StoreError> {
        self.hold(fence).await?;
        if self.size().await? != first {
            return Err(StoreError::Fenced);
        }
        let numbered: Vec<_> = (first as i64..).zip(leaves).collect();
        for some in numbered.chunks(LEAVES_PER_STATEMENT) {
            let sql = format!(
                "UPDATE ledger_leaf SET seq = given.column1 FROM (VALUES {}) AS given \
                 WHERE ledger_leaf.id = given.column2 AND ledger_leaf.seq IS NULL",
                self.tx.value_rows(2, some.len())
            );
            let rows = some.iter().flat_map(|(seq, id)| binds![seq, id]);
            let done = self.tx.execute(sqlx::AssertSqlSafe(sql), rows.collect()).await?;
            if done != some.len() as u64 {
                let what = format!("{} of {} leaves from {first} on", some.len() as u64 - done, some.len());
                return Err(StoreError::not_found("unnumbered leaf", what));
            }
        }
        Ok(())
    }

    /// How many leaves are numbered.
    pub async fn size(&mut self) -> Result<u64, StoreError> {
        let sql = "SELECT COALESCE(MAX(seq), -1) + 1 AS size FROM ledger_leaf WHERE seq IS NOT NULL";
        self.tx.one(sql, vec![]).await?.map_or(Ok(0), |row| row.get("size"))
    }

    /// Keeps a signed checkpoint.
    ///
    /// # Errors
    /// [`StoreError::Fenced`] when the lease is another's.
    pub async fn put_checkpoint(&mut self, fence: i64, checkpoint: &CheckpointRow) -> Result<(), StoreError> {
        self.hold(fence).await?;
        let sql =
            "INSERT INTO ledger_checkpoint (size, root, frontier, note, at) VALUES ($1, $2, $3, $4, $5)";
        let size = checkpoint.size as i64;
        let parameters = binds![size, checkpoint.root, checkpoint.frontier, checkpoint.note, checkpoint.at];
        self.tx.execute(sql, parameters).await?;
        Ok(())
    }

    /// The latest checkpoint.
    pub async fn latest_checkpoint(&mut self) -> Result<Option<CheckpointRow>, StoreError> {
        let sql = "SELECT size, root, frontier, note, at FROM ledger_checkpoint ORDER BY size DESC LIMIT 1";
        self.tx.one(sql, vec![]).await?.as_ref().map(checkpoint_of).transpose()
    }

    /// The numbered leaves from `from` up to, not including, `to`, in order; the first 1,000 of them.
    pub async fn leaves(&mut self, from: u64, to: u64) -> Result<Vec<LeafRow>, StoreError> {
        let sql = select_leaf!("WHERE seq >= $1 AND seq < $2 ORDER BY seq LIMIT $3");
        self.tx.list(sql, binds![from as i64, to as i64, LIST_ROWS_MAX], leaf_of).await
    }

    /// The leaf of that id.
    pub async fn leaf(&mut self, id: &LeafId) -> Result<Option<LeafRow>, StoreError> {
        self.tx.one(select_leaf!("WHERE id = $1"), binds![id]).await?.as_ref().map(leaf_of).transpose()
    }

    /// What a leaf's commitments open to, by name; what was erased is not there.
    pub async fn openings(&mut self, leaf: &LeafId) -> Result<Vec<Opening>, StoreError> {
        let sql = "SELECT name, salt, value FROM ledger_opening WHERE leaf = $1 ORDER BY name";
        self.tx.list(sql, binds![leaf], opening_of).await
    }

    /// Erases what a leaf's commitments open to; how many. [`crate::Store::scrub`] then gets the bytes out
    /// of the database's files.
    pub async fn erase_openings(&mut self, leaf: &LeafId) -> Result<u64, StoreError> {
        self.tx.execute("DELETE FROM ledger_opening WHERE leaf = $1", binds![leaf]).await
    }

    /// Holds the lease against others until the transaction ends, if it is still this fence's.
    async fn hold(&mut self, fence: i64) -> Result<(), StoreError> {
        let sql = "UPDATE lease SET fence = fence WHERE name = $1 AND fence = $2";
        match self.tx.execute(sql, binds![LEASE, fence]).await? {
            0 => Err(StoreError::Fenced),
            _ => Ok(()),
        }
    }
}

fn leaf_of(row: &Row) -> Result<LeafRow, StoreError> {
    Ok(LeafRow {
        id: row.get("id")?,
        seq: row.get("seq")?,
        body: row.get("body")?,
        leaf_hash: row.get("leaf_hash")?,
    })
}

fn checkpoint_of(row: &Row) -> Result<CheckpointRow, StoreError> {
    Ok(CheckpointRow {
        size: row.get("size")?,
        root: row.get("root")?,
        frontier: row.get("frontier")?,
        note: row.get("note")?,
        at: row.get("at")?,
    })
}

fn opening_of(row: &Row) -> Result<Opening, StoreError> {
    Ok(Opening { name: row.get("name")?, salt: row.get("salt")?, value: row.json("value")? })
}
