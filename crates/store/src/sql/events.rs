//! Verified events of services.

use super::LIST_ROWS_MAX;
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{ContentHash, EventId, InstanceId, RunId, SetName, Time};
use serde_json::Value;

noun!(
    /// What services told us of changes, after it was verified.
    Events,
    events
);

/// One verified event.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    pub id: EventId,
    pub instance: InstanceId,
    /// The service's name of it.
    pub name: String,
    pub occurred_at: Time,
    pub received_at: Time,
    /// Who made the change, where the service says so.
    pub operator: Option<String>,
    pub old: Option<Value>,
    pub new: Option<Value>,
    /// Tells an event that is delivered again.
    pub digest: ContentHash,
    /// Whether it was found in the service's own log, instead of being told of by an event.
    pub from_log: bool,
    /// The signal sets that it touches; empty for one that touches none.
    pub sets: Vec<SetName>,
    /// The run that followed it.
    pub run: Option<RunId>,
    /// When the operator, and what it says of people, were erased from it.
    pub erased_at: Option<Time>,
}

/// How often a service told an instance of one kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventArrivals {
    pub name: String,
    pub first_at: Time,
    pub last_at: Time,
    pub count: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, instance, name, occurred_at, received_at, operator, old_value, new_value, digest, sets, run, ",
            "erased_at, from_log ",
            "FROM event ",
            $rest
        )
    };
}

impl Events<'_> {
    /// Keeps an event; `false` when one of the same digest is kept for that instance already.
    pub async fn insert(&mut self, event: &EventRow) -> Result<bool, StoreError> {
        let sets = serde_json::to_string(&event.sets)
            .map_err(|e| StoreError::Invalid { what: "an event's sets", why: e.to_string() })?;
        let inserted = self
            .tx
            .execute(
                "INSERT INTO event (id, instance, name, occurred_at, received_at, operator, old_value, new_value, \
                 digest, sets, run, erased_at, from_log) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                 ON CONFLICT (instance, digest) DO NOTHING",
                binds![
                    event.id,
                    event.instance,
                    event.name,
                    event.occurred_at,
                    event.received_at,
                    event.operator,
                    event.old,
                    event.new,
                    event.digest,
                    sets,
                    event.run,
                    event.erased_at,
                    event.from_log
                ],
            )
            .await?;
        Ok(inserted == 1)
    }

    /// The event.
    pub async fn get(&mut self, id: &EventId) -> Result<Option<EventRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// An instance's events, the latest received first.
    pub async fn list(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        limit: u32,
    ) -> Result<Vec<EventRow>, StoreError> {
        let sql = select!("WHERE instance = $1 ORDER BY received_at DESC, id DESC LIMIT $2");
        self.tx.list(sql, binds![instance, limit.min(LIST_ROWS_MAX)], row_of).await
    }

    /// Which events an instance was told of, by name: when first, when last, and how often. What was found in the
    /// service's log is not among them.
    pub async fn arrivals(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
    ) -> Result<Vec<EventArrivals>, StoreError> {
        let sql = "SELECT name, MIN(received_at) AS first_at, MAX(received_at) AS last_at, COUNT(*) AS count \
                   FROM event WHERE instance = $1 AND from_log = 0 GROUP BY name ORDER BY name LIMIT $2";
        self.tx
            .list(sql, binds![instance, LIST_ROWS_MAX], |row| {
                Ok(EventArrivals {
                    name: row.get("name")?,
                    first_at: row.get("first_at")?,
                    last_at: row.get("last_at")?,
                    count: row.get("count")?,
                })
            })
            .await
    }

    /// Gives an instance's events that touch some set, and that no run has followed yet, to this one. How many
    /// there were.
    pub async fn follow(&mut self, instance: &InstanceId, run: &RunId) -> Result<u64, StoreError> {
        let sql = "UPDATE event SET run = $1 WHERE instance = $2 AND run IS NULL AND sets <> '[]'";
        self.tx.execute(sql, binds![run, instance]).await
    }

    /// The events that a run followed, the latest first.
    pub async fn of_run(&mut self, run: &RunId) -> Result<Vec<EventRow>, StoreError> {
        let sql = select!("WHERE run = $1 ORDER BY occurred_at DESC, id DESC LIMIT $2");
        self.tx.list(sql, binds![run, LIST_ROWS_MAX], row_of).await
    }

    /// An instance's events that were received in this span, its ends included, the latest first.
    pub async fn received(
        &mut self,
        instance: &InstanceId,
        from: Time,
        to: Time,
    ) -> Result<Vec<EventRow>, StoreError> {
        let sql = select!(
            "WHERE instance = $1 AND received_at >= $2 AND received_at <= $3 \
             ORDER BY occurred_at DESC, id DESC LIMIT $4"
        );
        self.tx.list(sql, binds![instance, from, to, LIST_ROWS_MAX], row_of).await
    }
}

pub(super) fn row_of(row: &Row) -> Result<EventRow, StoreError> {
    Ok(EventRow {
        id: row.get("id")?,
        instance: row.get("instance")?,
        name: row.get("name")?,
        occurred_at: row.get("occurred_at")?,
        received_at: row.get("received_at")?,
        operator: row.get("operator")?,
        old: row.json_opt("old_value")?,
        new: row.json_opt("new_value")?,
        digest: row.get("digest")?,
        sets: row.json("sets")?,
        run: row.get("run")?,
        erased_at: row.get("erased_at")?,
        from_log: row.get::<i64>("from_log")? != 0,
    })
}
