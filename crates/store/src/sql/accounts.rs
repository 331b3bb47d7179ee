//! Accounts at services: how often they may be called, and how far their logs were asked. One row each,
//! shared by all nodes.

use crate::{
    StoreError,
    db::{Row, binds},
};
use model::{Absence, ConnectorId, InstanceId, Time};
use std::time::Duration;

noun!(
    /// Limits of accounts at services, and what was used of them.
    Accounts,
    accounts
);

/// How long a service that counts the last 24 hours is left alone when nothing is left there: one call then finds out.
pub const TRY_AGAIN: Duration = Duration::from_secs(60 * 60);
/// How long others wait while one call finds out; after that another may, since the first learnt nothing.
const FINDING_OUT: Duration = Duration::from_secs(60);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Calls that are permitted together at most: a process that dies forfeits those that it has not made.
const PERMITS_MAX: u32 = 50;
/// The longest that calls may be put off in advance: what lies further is a database clock that was set back.
const SLOT_AHEAD_MS_MAX: i64 = 60_000;

/// Whose calls, of which class, and what is assumed of them while the service has said nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaKey {
    pub connector: ConnectorId,
    pub account: String,
    pub class: &'static str,
    /// Never 0.
    pub per_second: u32,
    pub per_day: u32,
    /// Whether the service counts the last 24 hours, instead of a day of UTC.
    pub rolling: bool,
}

/// Whether calls may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permit {
    /// So many, the first of them after this wait.
    Granted { calls: u32, wait: Duration },
    /// None before that moment.
    Refused { until: Time, why: QuotaRefusal },
}

/// Why no calls may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotaRefusal {
    /// The service said so.
    Blocked,
    /// The day's limit that the service told is used up.
    Told { limit: u64 },
    /// The day's limit that is assumed is used up.
    Assumed { limit: u64 },
}

/// What is known of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaRow {
    pub class: String,
    /// The UTC day that the counts are of, in days since 1970.
    pub day: i64,
    /// Calls that were permitted on that day.
    pub used: u64,
    pub told_limit: Option<u64>,
    pub told_remaining: Option<u64>,
    /// When that was said, or the service was tried although nothing was left.
    pub told_at: Option<Time>,
    pub per_second: Option<u32>,
    pub blocked_until: Option<Time>,
}

impl QuotaRow {
    /// The calls left on the row's day, where this much is assumed as long as nothing was told.
    pub fn left(&self, per_day: u32) -> u64 {
        let left = self.told_limit.unwrap_or(per_day.into()).saturating_sub(self.used);
        self.told_remaining.map_or(left, |told| told.min(left))
    }
}

/// How an instance's log of changes is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollRow {
    pub read_until: Time,
    pub polled_at: Time,
    /// Why it cannot be asked.
    pub absence: Option<Absence>,
    /// When it is asked next.
    pub next_at: Option<Time>,
    /// Why that is later than the instance wants it.
    pub slowed: Option<String>,
}

/// The UTC day of a moment, in days since 1970.
pub fn day_of(time: Time) -> i64 {
    time.ms().div_euclid(DAY_MS)
}

/// When a UTC day ends.
pub fn day_end(day: i64) -> Time {
    Time::from_ms(day.saturating_add(1).saturating_mul(DAY_MS))
}

impl Accounts<'_> {
    /// Permits up to half a second's worth of calls, each counted against `now`'s day. Callers of all nodes stand
    /// in one line: calls of one permit may be made at once, those of the next half a second later.
    pub async fn permit(&mut self, key: &QuotaKey, now: Time) -> Result<Permit, StoreError> {
        let (row, next_slot) = self.row(key, now).await?;
        if let Some(until) = row.blocked_until.filter(|until| *until > now) {
            return Ok(Permit::Refused { until, why: QuotaRefusal::Blocked });
        }
        let left = row.left(key.per_day);
        if left == 0 {
            let why = match row.told_limit {
                Some(limit) => QuotaRefusal::Told { limit },
                None => QuotaRefusal::Assumed { limit: key.per_day.into() },
            };
            let until = match key.rolling {
                true => row.told_at.map_or(now, |told| told.min(now).plus(TRY_AGAIN)),
                false => day_end(row.day),
            };
            return match until > now {
                true => Ok(Permit::Refused { until, why }),
                false => self.try_one(key, now).await,
            };
        }
        let rate = row.per_second.unwrap_or(key.per_second).max(1);
        let calls = u32::try_from(left).unwrap_or(u32::MAX).min((rate / 2).clamp(1, PERMITS_MAX));
        let database_ms = self.tx.database_ms().await?;
        let start = next_slot.clamp(database_ms, database_ms + SLOT_AHEAD_MS_MAX);
        let after = start + i64::from(calls) * 1000 / i64::from(rate);
        let sql = "UPDATE call_quota SET used = used + $1, told_remaining = told_remaining - $1, next_slot = $2 \
                   WHERE connector = $3 AND account = $4 AND class = $5";
        self.tx.execute(sql, binds![calls, after, key.connector, key.account, key.class]).await?;
        let wait = Duration::from_millis(u64::try_from(start - database_ms).unwrap_or(0));
        Ok(Permit::Granted { calls, wait })
    }

    /// One call, though nothing is left for all that is known: its answer says what is.
    async fn try_one(&mut self, key: &QuotaKey, now: Time) -> Result<Permit, StoreError> {
        let sql = "UPDATE call_quota SET used = used + 1, told_at = $1 \
                   WHERE connector = $2 AND account = $3 AND class = $4";
        let again = now.minus(TRY_AGAIN).plus(FINDING_OUT);
        self.tx.execute(sql, binds![again, key.connector, key.account, key.class]).await?;
        Ok(Permit::Granted { calls: 1, wait: Duration::ZERO })
    }

    /// Takes back permitted calls that were not made.
    pub async fn give_back(&mut self, key: &QuotaKey, calls: u32, now: Time) -> Result<(), StoreError> {
        let sql = "UPDATE call_quota SET used = CASE WHEN used > $1 THEN used - $1 ELSE 0 END, \
                   told_remaining = told_remaining + $1 \
                   WHERE connector = $2 AND account = $3 AND class = $4 AND day = $5";
        self.tx.execute(sql, binds![calls, key.connector, key.account, key.class, day_of(now)]).await?;
        Ok(())
    }

    /// Keeps what the service said of the day's limit; `outstanding` calls are permitted and not made yet.
    pub async fn told_of_day(
        &mut self,
        key: &QuotaKey,
        (limit, remaining): (u64, u64),
        outstanding: u32,
        now: Time,
    ) -> Result<(), StoreError> {
        self.row(key, now).await?;
        let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let remaining = whole(remaining.saturating_sub(outstanding.into()));
        let sql = "UPDATE call_quota SET told_limit = $1, told_remaining = $2, told_at = $3 \
                   WHERE connector = $4 AND account = $5 AND class = $6";
        let whose = (&key.connector, &key.account, key.class);
        self.tx.execute(sql, binds![whole(limit), remaining, now, whose.0, whose.1, whose.2]).await?;
        Ok(())
    }

    /// Keeps how many calls a second there may be: by the service's word, or by its refusal, after which the next
    /// calls wait for a second.
    pub async fn set_pace(
        &mut self,
        key: &QuotaKey,
        per_second: u32,
        refused: bool,
        now: Time,
    ) -> Result<(), StoreError> {
        let (_, next_slot) = self.row(key, now).await?;
        let database_ms = self.tx.database_ms().await?;
        let slot = if refused { next_slot.max(database_ms + 1000) } else { next_slot };
        let sql = "UPDATE call_quota SET per_second = $1, next_slot = $2 \
                   WHERE connector = $3 AND account = $4 AND class = $5";
        self.tx.execute(sql, binds![per_second.max(1), slot, key.connector, key.account, key.class]).await?;
        Ok(())
    }

    /// Keeps that the service refuses calls of this class until that moment.
    pub async fn block(&mut self, key: &QuotaKey, until: Time, now: Time) -> Result<(), StoreError> {
        self.row(key, now).await?;
        let sql =
            "UPDATE call_quota SET blocked_until = $1 WHERE connector = $2 AND account = $3 AND class = $4";
        self.tx.execute(sql, binds![until, key.connector, key.account, key.class]).await?;
        Ok(())
    }

    /// What is known of an account's classes, by name.
    pub async fn quota(
        &mut self,
        connector: &ConnectorId,
        account: &str,
    ) -> Result<Vec<QuotaRow>, StoreError> {
        let sql = "SELECT class, day, used, told_limit, told_remaining, told_at, per_second, blocked_until \
                   FROM call_quota \
                   WHERE connector = $1 AND account = $2 ORDER BY class";
        self.tx.list(sql, binds![connector, account], quota_of).await
    }

    /// The row of a class, for this transaction alone until it ends. A new day begins with nothing used; a row
    /// that is ahead of `now` by more than a day was written by a clock that was wrong. What a service said that
    /// counts the last 24 hours holds over midnight.
    async fn row(&mut self, key: &QuotaKey, now: Time) -> Result<(QuotaRow, i64), StoreError> {
        let today = day_of(now);
        let sql = "INSERT INTO call_quota (connector, account, class, day, used, next_slot) \
                   VALUES ($1, $2, $3, $4, 0, 0) ON CONFLICT (connector, account, class) DO UPDATE SET \
                   used = CASE WHEN call_quota.day < $4 OR call_quota.day > $4 + 1 THEN 0 ELSE call_quota.used END, \
                   told_remaining = CASE WHEN call_quota.day > $4 + 1 OR (call_quota.day < $4 AND $5 = 0) THEN NULL \
                       ELSE call_quota.told_remaining END, \
                   per_second = CASE WHEN call_quota.day < $4 OR call_quota.day > $4 + 1 THEN NULL \
                       ELSE call_quota.per_second END, \
                   day = CASE WHEN call_quota.day < $4 OR call_quota.day > $4 + 1 THEN $4 ELSE call_quota.day END \
                   RETURNING class, day, used, told_limit, told_remaining, told_at, per_second, blocked_until, \
                   next_slot";
        let whose = binds![key.connector, key.account, key.class, today, key.rolling];
        let row = self.tx.one(sql, whose).await?;
        let row = row.ok_or_else(|| StoreError::corrupt("a quota", "it was not kept"))?;
        Ok((quota_of(&row)?, row.get("next_slot")?))
    }

    /// How an instance's log of changes is asked, once it was.
    pub async fn poll(&mut self, instance: &InstanceId) -> Result<Option<PollRow>, StoreError> {
        let sql = "SELECT read_until, polled_at, absence, next_at, slowed FROM poll WHERE instance = $1";
        self.tx.one(sql, binds![instance]).await?.as_ref().map(poll_of).transpose()
    }

    /// Keeps how far an instance's log of changes was asked.
    pub async fn set_poll(&mut self, instance: &InstanceId, poll: &PollRow) -> Result<(), StoreError> {
        let absence = poll.absence.as_ref().map(serde_json::to_string).transpose();
        let absence = absence.map_err(|e| StoreError::Invalid { what: "an absence", why: e.to_string() })?;
        let sql = "INSERT INTO poll (instance, read_until, polled_at, absence, next_at, slowed) \
                   VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (instance) DO UPDATE SET read_until = excluded.read_until, \
                   polled_at = excluded.polled_at, absence = excluded.absence, next_at = excluded.next_at, \
                   slowed = excluded.slowed";
        let PollRow { read_until, polled_at, next_at, slowed, .. } = poll;
        self.tx.execute(sql, binds![instance, read_until, polled_at, absence, next_at, slowed]).await?;
        Ok(())
    }
}

fn quota_of(row: &Row) -> Result<QuotaRow, StoreError> {
    // What was permitted after the service told may be more than it said was left.
    let remaining: Option<i64> = row.get("told_remaining")?;
    Ok(QuotaRow {
        class: row.get("class")?,
        day: row.get("day")?,
        used: row.get("used")?,
        told_limit: row.get("told_limit")?,
        told_remaining: remaining.map(|count| u64::try_from(count).unwrap_or(0)),
        told_at: row.get("told_at")?,
        per_second: row.get("per_second")?,
        blocked_until: row.get("blocked_until")?,
    })
}

fn poll_of(row: &Row) -> Result<PollRow, StoreError> {
    Ok(PollRow {
        read_until: row.get("read_until")?,
        polled_at: row.get("polled_at")?,
        absence: row.json_opt("absence")?,
        next_at: row.get("next_at")?,
        slowed: row.get("slowed")?,
    })
}
