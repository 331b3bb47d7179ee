//! Outcomes of checks, as intervals.

use super::{LIST_ROWS_MAX, RACES_MAX, raced};
use crate::{
    Scope, StoreError,
    db::{Row, binds, placeholders},
};
use model::{CheckId, InstanceId, Outcome, OutcomeId, RunId, Time, Verdict};
use std::collections::BTreeMap;

noun!(
    /// What checks found, and from when to when. Exactly one interval of an (instance, check) is open.
    Outcomes,
    outcomes
);

/// Outcomes recorded by one statement: nine parameters each, of the 32,766 that SQLite takes.
const OUTCOMES_PER_STATEMENT: usize = 200;
/// The latest interval of a check on an instance.
const LAST: &str = "number = (SELECT MAX(number) FROM outcome AS other WHERE other.instance = outcome.instance \
                    AND other.check_id = outcome.check_id)";
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
    pub outcome: &'a OutcomeBody,
    /// The run that led to it; none where time alone did.
    pub run: Option<&'a RunId>,
    pub observed_at: Time,
    pub recorded_at: Time,
}

/// An outcome as it is kept: canonical JSON, by which outcomes are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeBody {
    verdict: Verdict,
    text: String,
}

impl OutcomeBody {
    /// # Errors
    /// [`StoreError::Invalid`] for an outcome that has no canonical form.
    pub fn of(outcome: &Outcome) -> Result<Self, StoreError> {
        let text = serde_json_canonicalizer::to_string(outcome)
            .map_err(|e| StoreError::Invalid { what: "an outcome", why: e.to_string() })?;
        Ok(Self { verdict: outcome.verdict, text })
    }
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// What recording an outcome did.
#[derive(Debug, Clone, PartialEq)]
pub enum Recorded {
    /// The outcome is the one that stands; its interval stays open.
    Unchanged,
    /// A new interval is open; `previous` is what stood before, closed now. `first`: the check never had one there.
    Changed { previous: Option<Box<OutcomeRow>>, first: bool },
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
    /// Records what one check found: see [`Self::record_all`].
    pub async fn record(&mut self, new: NewOutcome<'_>) -> Result<Recorded, StoreError> {
        let recorded = self.record_all(&[new]).await?;
        recorded.into_iter().next().ok_or_else(|| raced("an outcome"))
    }

    /// Records what checks found, each of them once, and tells in the same order what that did. An outcome equal to
    /// the one that stands, as canonical JSON, changes nothing; another closes it and opens the next at
    /// `recorded_at`, or where the one before began, should the clock have gone back since.
    pub async fn record_all(&mut self, new: &[NewOutcome<'_>]) -> Result<Vec<Recorded>, StoreError> {
        let mut recorded = Vec::with_capacity(new.len());
        for of_one in new.chunk_by(|one, other| one.instance == other.instance) {
            for some in of_one.chunks(OUTCOMES_PER_STATEMENT) {
                recorded.extend(self.record_some(some).await?);
            }
        }
        Ok(recorded)
    }

    /// Records outcomes of one instance.
    async fn record_some(&mut self, new: &[NewOutcome<'_>]) -> Result<Vec<Recorded>, StoreError> {
        let mut recorded: Vec<Option<Recorded>> = vec![None; new.len()];
        // What was closed here stays so, though the statement that opens the next has to be tried again.
        let mut closed: Vec<Option<Box<OutcomeRow>>> = vec![None; new.len()];
        // On PostgreSQL another transaction may record for the same check at the same time. Whoever is later
        // finds the open interval closed, or the index's place taken, and looks again.
        for _ in 0..RACES_MAX {
            let waiting: Vec<_> = (0..new.len()).filter(|at| recorded[*at].is_none()).collect();
            if waiting.is_empty() {
                break;
            }
            let open = self.intervals_of(new, "closed_at IS NULL").await?;
            let last = match waiting.iter().all(|at| open.contains_key(new[*at].check)) {
                true => BTreeMap::new(),
                false => self.intervals_of(new, LAST).await?,
            };
            let mut opened = Vec::new();
            for at in waiting {
                let NewOutcome { check, recorded_at, .. } = new[at];
                let (mut number, mut begins) = (1, recorded_at);
                if let Some(open) = open.get(check) {
                    if open.get::<String>("body")? == new[at].outcome.text {
                        recorded[at] = Some(Recorded::Unchanged);
                        continue;
                    }
                    let mut row = row_of(open)?;
                    number = open.get::<i64>("number")? + 1;
                    begins = recorded_at.max(row.recorded_at);
                    let sql = "UPDATE outcome SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL";
                    if self.tx.execute(sql, binds![begins, row.id]).await? == 0 {
                        continue;
                    }
                    row.closed_at = Some(begins);
                    closed[at] = Some(Box::new(row));
                } else if let Some(last) = last.get(check) {
                    number = last.get::<i64>("number")? + 1;
                    begins = recorded_at.max(row_of(last)?.closed_at.unwrap_or(recorded_at));
                }
                opened.push((at, number, begins));
            }
            if !opened.is_empty() && self.open(new, &opened).await? {
                for (at, number, _) in opened {
                    recorded[at] =
                        Some(Recorded::Changed { previous: closed[at].take(), first: number == 1 });
                }
            }
        }
        let all: Option<Vec<_>> = recorded.into_iter().collect();
        all.ok_or_else(|| raced("an outcome"))
    }

    /// Opens intervals: of which outcome, with which number, from when. Not one of them where another transaction was
    /// faster with one.
    async fn open(
        &mut self,
        new: &[NewOutcome<'_>],
        intervals: &[(usize, i64, Time)],
    ) -> Result<bool, StoreError> {
        let sql = format!(
            "INSERT INTO outcome (id, instance, check_id, number, verdict, body, run, observed_at, recorded_at) \
             VALUES {}",
            self.tx.value_rows(9, intervals.len())
        );
        let mut parameters = Vec::with_capacity(9 * intervals.len());
        for (at, number, begins) in intervals {
            let NewOutcome { id, instance, check, outcome, run, observed_at, .. } = new[*at];
            let OutcomeBody { verdict, text } = outcome;
            parameters.extend(binds![
                id,
                instance,
                check,
                *number,
                *verdict,
                text,
                run,
                observed_at,
                *begins
            ]);
        }
        Ok(self.tx.execute_unique(sqlx::AssertSqlSafe(sql), parameters).await?.is_some())
    }

    /// One interval of each of these checks of an instance: those for which the condition holds.
    async fn intervals_of(
        &mut self,
        new: &[NewOutcome<'_>],
        condition: &'static str,
    ) -> Result<BTreeMap<CheckId, Row>, StoreError> {
        let Some(first) = new.first() else { return Ok(BTreeMap::new()) };
        let sql = format!(
            "{} AND check_id IN ({}) AND {condition}",
            select!("WHERE instance = $1"),
            placeholders(2, new.len())
        );
        let mut parameters = binds![first.instance];
        parameters.extend(new.iter().flat_map(|one| binds![one.check]));
        let rows = self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await?;
        rows.into_iter().map(|row| Ok((row.get("check_id")?, row))).collect()
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

    /// The outcomes that stood on these instances at that moment, of these checks or of all, by instance and check.
    /// Whether an instance was deleted by then makes no difference: what is in scope is the caller's to say.
    pub async fn at(
        &mut self,
        _scope: &Scope,
        as_of: Time,
        instances: &[InstanceId],
        checks: Option<&[CheckId]>,
    ) -> Result<Vec<OutcomeRow>, StoreError> {
        if checks.is_some_and(<[_]>::is_empty) {
            return Ok(Vec::new());
        }
        let mut rows = Vec::new();
        for some in instances.chunks(INSTANCES_PER_STATEMENT) {
            let of_checks = checks.map_or_else(String::new, |checks| {
                format!("AND check_id IN ({})", placeholders(2 + some.len(), checks.len()))
            });
            let sql = format!(
                "{} AND instance IN ({}) {of_checks} ORDER BY instance, check_id",
                select!("WHERE recorded_at <= $1 AND (closed_at IS NULL OR closed_at > $1)"),
                placeholders(2, some.len()),
            );
            let mut parameters = binds![as_of];
            parameters.extend(some.iter().flat_map(|id| binds![id]));
            parameters.extend(checks.into_iter().flatten().flat_map(|id| binds![id]));
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
