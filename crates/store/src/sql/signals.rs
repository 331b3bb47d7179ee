//! Readings: what was read from an instance, set by set.

use super::LIST_ROWS_MAX;
use crate::{
    StoreError,
    db::{Row, binds, placeholders},
};
use model::{Absence, ContentHash, InstanceId, Presence, Reading, RunId, SetName, SignalName, Time};
use std::collections::{BTreeMap, BTreeSet};

noun!(
    /// What was read from services. A set is replaced whole or not at all; equal content is kept once.
    Signals,
    signals
);

/// The content of one signal in bytes, as canonical JSON.
pub const CONTENT_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Instances asked for in one statement.
const INSTANCES_PER_STATEMENT: usize = 100;

/// A set as it was committed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetRow {
    pub set: SetName,
    pub run: RunId,
    /// When the oldest of its signals was read.
    pub read_at: Time,
    pub recorded_at: Time,
}

/// What the commit of a set did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    pub recorded_at: Time,
    /// The signals whose content is not what it was: each with the number of the commit that holds what it was;
    /// none where it was not read before, or parts of that were erased since.
    pub changed: BTreeMap<SignalName, Option<i64>>,
}

/// A signal as it stands, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalState {
    pub read_at: Time,
    /// `document`, `table` or `absent`.
    pub presence: &'static str,
    /// Set where the signal is absent.
    pub absence: Option<Absence>,
}

/// A signal's content became another.
#[derive(Debug, Clone, PartialEq)]
pub struct TransitionRow {
    pub signal: SignalName,
    /// When the service was last seen as it was before.
    pub seen_at: Time,
    /// When it was first seen as it is after.
    pub read_at: Time,
    pub recorded_at: Time,
    /// The run that read it.
    pub run: RunId,
    pub old: Presence,
    pub new: Presence,
}

impl Signals<'_> {
    /// Commits a set that was read to its end, and tells what that changed, and the recorded time: `now`, or that
    /// of the instance's previous set where the clock has gone back since. Keeps other transactions from the
    /// instance until this one ends.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the instance was deleted meanwhile; [`StoreError::Invalid`] when there
    /// is nothing in the set, or a signal is larger than [`CONTENT_BYTES_MAX`].
    pub async fn commit_set(
        &mut self,
        instance: &InstanceId,
        set: &SetName,
        run: &RunId,
        parts: &[(SignalName, Presence, Time)],
        now: Time,
    ) -> Result<Committed, StoreError> {
        let Some(read_at) = parts.iter().map(|(_, _, read_at)| *read_at).min() else {
            return Err(StoreError::Invalid { what: "a signal set", why: "it is empty".to_owned() });
        };
        let sql = "UPDATE instance SET commits = commits + 1, \
                   committed_at = CASE WHEN committed_at > $1 THEN committed_at ELSE $1 END \
                   WHERE id = $2 AND deleted_at IS NULL RETURNING commits, committed_at";
        let row = self.tx.one(sql, binds![now, instance]).await?;
        let row = row.ok_or_else(|| StoreError::not_found("instance", instance))?;
        let (number, recorded_at): (i64, Time) = (row.get("commits")?, row.get("committed_at")?);
        self.tx
            .execute(
                "INSERT INTO set_commit (instance, number, set_name, run, read_at, recorded_at) \
                 VALUES ($1, $2, $3, $4, $5, $6)",
                binds![instance, number, set, run, read_at, recorded_at],
            )
            .await?;
        let before = self.contents_now(instance, parts.iter().map(|(signal, _, _)| signal)).await?;
        // In the order of the hashes: two transactions that keep the same contents wait for each other in turn
        // instead of crosswise.
        let mut readings = Vec::with_capacity(parts.len());
        for (signal, presence, read_at) in parts {
            readings.push((content(presence)?, signal, *read_at, presence.as_str()));
        }
        readings.sort();
        let mut changed = BTreeMap::new();
        for ((hash, body), signal, read_at, presence) in readings {
            // What was erased and is read again is there again.
            let sql = "INSERT INTO signal_content (hash, presence, body) VALUES ($1, $2, $3) \
                       ON CONFLICT (hash) DO UPDATE \
                       SET body = excluded.body, erased_at = NULL WHERE signal_content.erased_at IS NOT NULL";
            let is_there_anew = self.tx.execute(sql, binds![hash, presence, body]).await? > 0;
            match before.get(signal) {
                Some((same, _)) if *same == hash && !is_there_anew => {}
                Some((other, number)) if *other != hash => _ = changed.insert(signal.clone(), Some(*number)),
                _ => _ = changed.insert(signal.clone(), None),
            }
            self.tx
                .execute(
                    "INSERT INTO reading (instance, number, signal, read_at, recorded_at, content) \
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    binds![instance, number, signal, read_at, recorded_at, hash],
                )
                .await?;
        }
        Ok(Committed { recorded_at, changed })
    }

    /// The hash of the newest content of these signals, and the number of the commit that it came with.
    async fn contents_now(
        &mut self,
        instance: &InstanceId,
        signals: impl ExactSizeIterator<Item = &SignalName>,
    ) -> Result<BTreeMap<SignalName, (ContentHash, i64)>, StoreError> {
        let sql = format!(
            "SELECT reading.signal AS signal, content, newest.number AS number FROM reading JOIN \
             (SELECT signal, MAX(number) AS number FROM reading WHERE instance = $1 AND signal IN ({}) \
             GROUP BY signal) AS newest \
             ON newest.signal = reading.signal AND newest.number = reading.number WHERE reading.instance = $1",
            placeholders(2, signals.len()),
        );
        let mut parameters = binds![instance];
        parameters.extend(signals.flat_map(|signal| binds![signal]));
        let rows = self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await?;
        rows.into_iter()
            .map(|row| Ok((row.get("signal")?, (row.get("content")?, row.get("number")?))))
            .collect()
    }

    /// The newest readings of these signals of an instance, of those that were read. See [`Self::newest`].
    pub async fn newest_of(
        &mut self,
        instance: &InstanceId,
        signals: &BTreeSet<SignalName>,
    ) -> Result<BTreeMap<SignalName, Reading>, StoreError> {
        if signals.is_empty() {
            return Ok(BTreeMap::new());
        }
        let newest = self.contents_now(instance, signals.iter()).await?;
        let numbers = newest.into_iter().map(|(signal, (_, number))| (signal, number)).collect();
        self.of_commits(instance, &numbers).await
    }

    /// The readings of these signals that came with the commits of these numbers.
    pub async fn of_commits(
        &mut self,
        instance: &InstanceId,
        numbers: &BTreeMap<SignalName, i64>,
    ) -> Result<BTreeMap<SignalName, Reading>, StoreError> {
        let mut readings = BTreeMap::new();
        // One at a time: a list of all people is large, as text and as what is made of it.
        for (signal, number) in numbers {
            let sql = "SELECT signal, read_at, recorded_at, body FROM reading JOIN signal_content ON hash = content \
                       WHERE instance = $1 AND number = $2 AND signal = $3";
            if let Some(row) = self.tx.one(sql, binds![instance, *number, signal]).await? {
                readings.insert(signal.clone(), reading_of(&row)?);
            }
        }
        Ok(readings)
    }

    /// How often sets of an instance were committed: whoever finds the same number finds the same readings.
    pub async fn commits(&mut self, instance: &InstanceId) -> Result<i64, StoreError> {
        let row = self.tx.one("SELECT commits FROM instance WHERE id = $1", binds![instance]).await?;
        row.ok_or_else(|| StoreError::not_found("instance", instance))?.get("commits")
    }

    /// How each signal of an instance stands now, without what is in it.
    pub async fn states(
        &mut self,
        instance: &InstanceId,
    ) -> Result<BTreeMap<SignalName, SignalState>, StoreError> {
        let sql = "SELECT reading.signal AS signal, read_at, presence, \
                   CASE WHEN presence = 'absent' THEN body END AS body FROM reading \
                   JOIN (SELECT signal, MAX(number) AS number FROM reading WHERE instance = $1 GROUP BY signal) \
                   AS newest ON newest.signal = reading.signal AND newest.number = reading.number \
                   JOIN signal_content ON hash = content WHERE reading.instance = $1";
        let states = self.tx.list(sql, binds![instance], |row| Ok((row.get("signal")?, state_of(row)?)));
        Ok(states.await?.into_iter().collect())
    }

    /// The newest reading of each of an instance's signals, whatever the time it was recorded at: the clock of
    /// another node may be ahead, and this one's may have been set back.
    pub async fn newest(
        &mut self,
        instance: &InstanceId,
    ) -> Result<BTreeMap<SignalName, Reading>, StoreError> {
        self.latest(instance, Time::from_ms(i64::MAX)).await
    }

    /// The latest reading of each of an instance's signals that was recorded by `as_of`.
    pub async fn latest(
        &mut self,
        instance: &InstanceId,
        as_of: Time,
    ) -> Result<BTreeMap<SignalName, Reading>, StoreError> {
        let sql = "SELECT reading.signal, reading.read_at, reading.recorded_at, body FROM reading \
                   JOIN (SELECT signal, MAX(number) AS number FROM reading \
                         WHERE instance = $1 AND recorded_at <= $2 GROUP BY signal) AS newest \
                   ON newest.signal = reading.signal AND newest.number = reading.number \
                   JOIN signal_content ON hash = content WHERE reading.instance = $1";
        let readings = self.tx.list(sql, binds![instance, as_of], reading_of).await?;
        Ok(readings.into_iter().map(|reading| (reading.signal.clone(), reading)).collect())
    }

    /// When the latest reading, recorded by `as_of`, of each signal of these instances was made.
    pub async fn latest_times(
        &mut self,
        instances: &[InstanceId],
        as_of: Time,
    ) -> Result<BTreeMap<(InstanceId, SignalName), Time>, StoreError> {
        let mut times = BTreeMap::new();
        for some in instances.chunks(INSTANCES_PER_STATEMENT) {
            let sql = format!(
                "SELECT reading.instance, reading.signal, reading.read_at FROM reading \
                 JOIN (SELECT instance, signal, MAX(number) AS number FROM reading \
                       WHERE recorded_at <= $1 AND instance IN ({}) GROUP BY instance, signal) AS newest \
                 ON newest.instance = reading.instance AND newest.signal = reading.signal \
                 AND newest.number = reading.number",
                placeholders(2, some.len()),
            );
            let mut parameters = binds![as_of];
            parameters.extend(some.iter().flat_map(|id| binds![id]));
            for row in self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await? {
                times.insert((row.get("instance")?, row.get("signal")?), row.get("read_at")?);
            }
        }
        Ok(times)
    }

    /// What a run read: each signal, the hash of its content, and when the service was asked for it.
    pub async fn of_run(
        &mut self,
        instance: &InstanceId,
        run: &RunId,
    ) -> Result<Vec<(SignalName, ContentHash, Time)>, StoreError> {
        let sql = "SELECT signal, content, reading.read_at FROM reading JOIN set_commit \
                   ON set_commit.instance = reading.instance AND set_commit.number = reading.number \
                   WHERE reading.instance = $1 AND run = $2 ORDER BY signal, reading.number";
        let of = |row: &Row| Ok((row.get("signal")?, row.get("content")?, row.get("read_at")?));
        self.tx.list(sql, binds![instance, run], of).await
    }

    /// Where the content of these signals became another, the latest first: each with the content before and
    /// after, recorded by `until`.
    pub async fn transitions(
        &mut self,
        instance: &InstanceId,
        signals: &[SignalName],
        until: Time,
        limit: u32,
    ) -> Result<Vec<TransitionRow>, StoreError> {
        if signals.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT step.signal, step.read_at, step.recorded_at, seen_at, run, old.body AS old_body, \
             new.body AS new_body FROM (\
               SELECT instance, signal, number, read_at, recorded_at, content, \
               LAG(content) OVER (PARTITION BY signal ORDER BY number) AS before, \
               LAG(read_at) OVER (PARTITION BY signal ORDER BY number) AS seen_at \
               FROM reading WHERE instance = $1 AND signal IN ({})\
             ) AS step JOIN set_commit ON set_commit.instance = step.instance AND set_commit.number = step.number \
             JOIN signal_content AS old ON old.hash = before \
             JOIN signal_content AS new ON new.hash = step.content \
             WHERE before <> step.content AND step.recorded_at <= $2 \
             ORDER BY step.number DESC, step.signal LIMIT $3",
            placeholders(4, signals.len()),
        );
        let mut parameters = binds![instance, until, limit.min(LIST_ROWS_MAX)];
        parameters.extend(signals.iter().flat_map(|signal| binds![signal]));
        self.tx.list(sqlx::AssertSqlSafe(sql), parameters, transition_of).await
    }

    /// An instance's sets as they were committed last, by name.
    pub async fn sets(&mut self, instance: &InstanceId) -> Result<Vec<SetRow>, StoreError> {
        let sql = "SELECT set_commit.set_name, run, read_at, recorded_at FROM set_commit \
                   JOIN (SELECT MAX(number) AS number FROM set_commit WHERE instance = $1 GROUP BY set_name) \
                   AS newest ON newest.number = set_commit.number WHERE instance = $1 \
                   ORDER BY set_commit.set_name";
        self.tx.list(sql, binds![instance], set_of).await
    }
}

/// A signal's content as canonical JSON, with its hash.
fn content(presence: &Presence) -> Result<(ContentHash, String), StoreError> {
    let invalid = |why: String| StoreError::Invalid { what: "a signal's content", why };
    let body = serde_json_canonicalizer::to_string(presence).map_err(|e| invalid(e.to_string()))?;
    if body.len() > CONTENT_BYTES_MAX {
        return Err(invalid(format!("it has {} bytes, and may have {CONTENT_BYTES_MAX}", body.len())));
    }
    Ok((ContentHash::of(body.as_bytes()), body))
}

fn reading_of(row: &Row) -> Result<Reading, StoreError> {
    Ok(Reading {
        signal: row.get("signal")?,
        presence: row.json("body")?,
        read_at: row.get("read_at")?,
        recorded_at: row.get("recorded_at")?,
    })
}

fn state_of(row: &Row) -> Result<SignalState, StoreError> {
    let absence = match row.json_opt("body")? {
        Some(Presence::Absent(absence)) => Some(absence),
        _ => None,
    };
    let presence = row.word("presence", |word| Presence::WORDS.into_iter().find(|known| *known == word))?;
    Ok(SignalState { read_at: row.get("read_at")?, presence, absence })
}

fn transition_of(row: &Row) -> Result<TransitionRow, StoreError> {
    Ok(TransitionRow {
        signal: row.get("signal")?,
        seen_at: row.get("seen_at")?,
        read_at: row.get("read_at")?,
        recorded_at: row.get("recorded_at")?,
        run: row.get("run")?,
        old: row.json("old_body")?,
        new: row.json("new_body")?,
    })
}

fn set_of(row: &Row) -> Result<SetRow, StoreError> {
    Ok(SetRow {
        set: row.get("set_name")?,
        run: row.get("run")?,
        read_at: row.get("read_at")?,
        recorded_at: row.get("recorded_at")?,
    })
}
