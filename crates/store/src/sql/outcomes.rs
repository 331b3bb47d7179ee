//! Outcomes of checks, as intervals.

use super::{LIST_ROWS_MAX, RACES_MAX, raced};
use crate::{
    Scope, StoreError,
    db::{Row, binds, placeholders},
};
use model::{CheckId, InstanceId, Outcome, OutcomeId, RunId, Time};

noun!(
    /// What checks found, and from when to when. Exactly one interval of an (instance, check) is open.
    Outcomes,
    outcomes
);

/// Instances asked for in one statement.
const INSTANCES_PER_STATEMENT: usize = 100;

/// One interval during which an outcome stood.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeRow {
    pub id: OutcomeId,
    pub instance: InstanceId,
    pub check: CheckId,
    pub outcome: Outcome,
    /// The run that led to it; none where time alone did.
    pub run: Option<RunId>,
    /// When the service was read.
    pub observed_at: Time,
    /// When we knew: the interval's beginning, which belongs to it.
    pub recorded_at: Time,
    /// The interval's end, which does not belong to it; `None` while it stands.
    pub closed_at: Option<Time>,
}

/// What a check found, to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct NewOutcome<'a> {
    /// The id of the interval, should it open one.
    pub id: &'a OutcomeId,
    pub instance: &'a InstanceId,
    pub check: &'a CheckId,
    pub outcome: &'a Outcome,
    /// The run that led to it; none where time alone did.
    pub run: Option<&'a RunId>,
    pub observed_at: Time,
    pub recorded_at: Time,
}

/// What recording an outcome did.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// The outcome is the one that stands; its interval stays open.
    Unchanged,
    /// A new interval is open; `previous` is what stood before, closed now.
    Changed { previous: Option<Box<OutcomeRow>> },
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, instance, check_id, number, body, run, observed_at, recorded_at, closed_at FROM outcome ",
            $rest
        )
    };
}

impl Outcomes<'_> {
    /// Records what a check found. An outcome equal to the one that stands, as canonical JSON, changes
    /// nothing; another closes it and opens the next at `recorded_at`, or where the one before began, should
    /// the clock have gone back since.
    pub async fn record(&mut self, new: NewOutcome<'_>) -> Result<Recorded, StoreError> {
        let NewOutcome { id, instance, check, outcome, run, observed_at, recorded_at } = new;
        let body = serde_json_canonicalizer::to_string(outcome)
            .map_err(|e| StoreError::Invalid { what: "an outcome", why: e.to_string() })?;
        // On PostgreSQL another transaction may record for the same check at the same time. Whoever is later
        // finds the open interval closed, or the index's place taken, and looks again.
        for _ in 0..RACES_MAX {
            let sql = select!("WHERE instance = $1 AND check_id = $2 AND closed_at IS NULL");
            let open = self.tx.one(sql, binds![instance, check]).await?;
            let (mut number, mut begins, mut previous) = (1, recorded_at, None);
            if let Some(open) = open {
                if open.get::<String>("body")? == body {
                    return Ok(Recorded::Unchanged);
                }
                let mut row = row_of(&open)?;
                number = open.get::<i64>("number")? + 1;
                begins = recorded_at.max(row.recorded_at);
                let sql = "UPDATE outcome SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL";
                if self.tx.execute(sql, binds![begins, row.id]).await? == 0 {
                    continue;
                }
                row.closed_at = Some(begins);
                previous = Some(Box::new(row));
            } else {
                let sql = select!("WHERE instance = $1 AND check_id = $2 ORDER BY number DESC LIMIT 1");
                if let Some(last) = self.tx.one(sql, binds![instance, check]).await? {
                    number = last.get::<i64>("number")? + 1;
                    begins = recorded_at.max(row_of(&last)?.closed_at.unwrap_or(recorded_at));
                }
            }
            let inserted = self
                .tx
                .execute_unique(
                    "INSERT INTO outcome (id, instance, check_id, number, verdict, body, run, observed_at, recorded_at) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    binds![id, instance, check, number, outcome.verdict, body, run, observed_at, begins],
                )
                .await?;
            if inserted.is_some() {
                return Ok(Recorded::Changed { previous });
            }
        }
        Err(raced("an outcome"))
    }

    /// Closes what stands of a check that goes on under another id, at that moment, or where it began, should the
    /// clock have gone back since. What stood, closed now; none where nothing did.
    pub async fn close(
        &mut self,
        instance: &InstanceId,
        check: &CheckId,
        at: Time,
    ) -> Result<Option<OutcomeRow>, StoreError> {
        for _ in 0..RACES_MAX {
            let sql = select!("WHERE instance = $1 AND check_id = $2 AND closed_at IS NULL");
            let Some(open) = self.tx.one(sql, binds![instance, check]).await? else { return Ok(None) };
            let mut row = row_of(&open)?;
            let ends = at.max(row.recorded_at);
            let sql = "UPDATE outcome SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL";
            if self.tx.execute(sql, binds![ends, row.id]).await? > 0 {
                row.closed_at = Some(ends);
                return Ok(Some(row));
            }
        }
        Err(raced("an outcome"))
    }

    /// The outcomes that stood at that moment, of these instances or of all, by instance and check. Those of
    /// instances deleted by then are among them: what is in scope is the caller's to say.
    pub async fn at(
        &mut self,
        _scope: &Scope,
        as_of: Time,
        instances: Option<&[InstanceId]>,
    ) -> Result<Vec<OutcomeRow>, StoreError> {
        let Some(instances) = instances else {
            let sql = select!(
                "WHERE recorded_at <= $1 AND (closed_at IS NULL OR closed_at > $1) ORDER BY instance, check_id"
            );
            return self.tx.list(sql, binds![as_of], row_of).await;
        };
        let mut rows = Vec::new();
        for some in instances.chunks(INSTANCES_PER_STATEMENT) {
            let sql = format!(
                "{} AND instance IN ({}) ORDER BY instance, check_id",
                select!("WHERE recorded_at <= $1 AND (closed_at IS NULL OR closed_at > $1)"),
                placeholders(2, some.len()),
            );
            let mut parameters = binds![as_of];
            parameters.extend(some.iter().flat_map(|id| binds![id]));
            rows.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, row_of).await?);
        }
        Ok(rows)
    }

    /// The intervals of a check on an instance, the latest first.
    pub async fn history(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        check: &CheckId,
        limit: u32,
    ) -> Result<Vec<OutcomeRow>, StoreError> {
        let sql = select!("WHERE instance = $1 AND check_id = $2 ORDER BY number DESC LIMIT $3");
        self.tx.list(sql, binds![instance, check, limit.min(LIST_ROWS_MAX)], row_of).await
    }

    /// How many intervals are open.
    pub async fn open_count(&mut self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM outcome WHERE closed_at IS NULL";
        match self.tx.one(sql, vec![]).await? {
            Some(row) => row.get("count"),
            None => Ok(0),
        }
    }
}

fn row_of(row: &Row) -> Result<OutcomeRow, StoreError> {
    Ok(OutcomeRow {
        id: row.get("id")?,
        instance: row.get("instance")?,
        check: row.get("check_id")?,
        outcome: row.json("body")?,
        run: row.get("run")?,
        observed_at: row.get("observed_at")?,
        recorded_at: row.get("recorded_at")?,
        closed_at: row.get("closed_at")?,
    })
}
