//! Deliveries: one row per revision and participant, with how it stands.
//!
//! `day` is the day of the line that counts the row: the one on which it became available or was tried last. Before it
//! is tried on a later day, how it stood goes to `archive_delivery_past`, so that the earlier day's line stays as it was.

use super::{ROWS_AT_ONCE, counts::CountChange, stored_words, utc_day};
use crate::{
    StoreError,
    db::{Bind, Row, ToBind, binds, placeholders},
};
use model::{InstanceId, MailboxId, Participant, ParticipantRole, RevisionId, Time};
use sqlx::AssertSqlSafe;

noun!(
    /// Who is to get which revision.
    Deliveries,
    deliveries
);

stored_words! {
    /// How a delivery stands: one of the six that every line adds up.
    DeliveryOutcome {
        /// Not tried yet, or to be tried again.
        Waiting = "waiting",
        Imported = "imported",
        /// The destination took less than the whole.
        Partial = "partial",
        /// It was there already, also because another participant has the same mailbox.
        Skipped = "skipped",
        /// The destination refused it.
        Failed = "failed",
        /// Nobody knows the mailbox.
        Quarantined = "quarantined",
    }
}

/// A revision that becomes available to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDelivery {
    pub revision: RevisionId,
    pub participant: Participant,
}

/// A delivery that is to be tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemDelivery {
    pub revision: RevisionId,
    pub user: String,
    pub state: DeliveryOutcome,
    pub code: Option<String>,
    pub reason: Option<String>,
    pub mailbox: Option<MailboxId>,
    pub attempts: u32,
    pub day: i64,
}

/// Whose deliveries are quarantined for one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    pub user: String,
    pub code: String,
    pub reason: String,
    pub count: u64,
    /// When the first and the last of them happened at the source.
    pub first: Time,
    pub last: Time,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryChange {
    pub revision: RevisionId,
    pub user: String,
    pub state: DeliveryOutcome,
    pub code: Option<&'static str>,
    pub reason: Option<String>,
    pub mailbox: Option<MailboxId>,
    /// When a waiting one is tried again.
    pub next_at: Time,
}

impl Deliveries<'_> {
    /// Makes revisions available to their participants.
    pub async fn insert(
        &mut self,
        instance: &InstanceId,
        new: &[NewDelivery],
        now: Time,
    ) -> Result<(), StoreError> {
        for some in new.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO archive_delivery (revision, user_id, instance, roles, certain, state, next_at, day) VALUES {}",
                self.tx.value_rows(8, some.len())
            );
            let mut parameters = Vec::with_capacity(8 * some.len());
            for NewDelivery { revision, participant } in some {
                let roles: Vec<_> = participant.roles.iter().map(|role| role.as_str()).collect();
                parameters.extend(binds![
                    revision,
                    participant.user,
                    instance,
                    roles.join(","),
                    participant.certain,
                    DeliveryOutcome::Waiting,
                    now,
                    utc_day(now)
                ]);
            }
            self.tx.execute(AssertSqlSafe(sql), parameters).await?;
        }
        let mut changed = CountChange::default();
        let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
        changed.came(utc_day(now), DeliveryOutcome::Waiting, count);
        changed.keep(self.tx, instance).await
    }

    /// The participants of these revisions.
    pub async fn of_revisions(
        &mut self,
        revisions: &[RevisionId],
    ) -> Result<Vec<(RevisionId, Participant)>, StoreError> {
        let mut found = Vec::new();
        for some in revisions.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT revision, user_id, roles, certain FROM archive_delivery WHERE revision IN ({}) \
                 ORDER BY revision, user_id",
                placeholders(1, some.len())
            );
            let parameters = some.iter().flat_map(|id| binds![id]).collect();
            let rows = self.tx.all(AssertSqlSafe(sql), parameters).await?;
            for row in &rows {
                found.push((row.get("revision")?, participant_of(row)?));
            }
        }
        Ok(found)
    }

    /// The deliveries of these revisions that wait.
    pub async fn waiting_of(&mut self, revisions: &[RevisionId]) -> Result<Vec<ItemDelivery>, StoreError> {
        let mut found = Vec::new();
        for some in revisions.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT revision, user_id, state, code, reason, mailbox, attempts, day FROM archive_delivery \
                 WHERE revision IN ({}) AND state = 'waiting' ORDER BY revision, user_id",
                placeholders(1, some.len())
            );
            let parameters = some.iter().flat_map(|id| binds![id]).collect();
            found.extend(self.tx.list(AssertSqlSafe(sql), parameters, row_of).await?);
        }
        Ok(found)
    }

    /// Deliveries that were tried before and are to be tried again by now.
    pub async fn due_again(
        &mut self,
        instance: &InstanceId,
        now: Time,
        limit: u32,
    ) -> Result<Vec<ItemDelivery>, StoreError> {
        let sql = "SELECT d.revision, d.user_id, d.state, d.code, d.reason, d.mailbox, d.attempts, d.day \
                   FROM archive_delivery AS d JOIN revision AS r ON r.id = d.revision \
                   WHERE d.instance = $1 AND d.state = 'waiting' AND d.attempts > 0 AND d.next_at <= $2 AND r.state = 'done' \
                   ORDER BY d.next_at, d.revision, d.user_id LIMIT $3";
        self.tx.list(sql, binds![instance, now, limit], row_of).await
    }

    /// All deliveries of a revision.
    pub async fn of_revision(&mut self, revision: &RevisionId) -> Result<Vec<ItemDelivery>, StoreError> {
        let sql = "SELECT revision, user_id, state, code, reason, mailbox, attempts, day FROM archive_delivery \
                   WHERE revision = $1 ORDER BY user_id LIMIT 20000";
        self.tx.list(sql, binds![revision], row_of).await
    }

    /// Quarantined deliveries, the first captured first, after that one.
    pub async fn quarantined(
        &mut self,
        instance: &InstanceId,
        after: Option<(&RevisionId, &str)>,
        limit: u32,
    ) -> Result<Vec<ItemDelivery>, StoreError> {
        let (revision, user) = after.map_or((String::new(), String::new()), |(revision, user)| {
            (revision.to_string(), user.to_owned())
        });
        let sql = "SELECT revision, user_id, state, code, reason, mailbox, attempts, day FROM archive_delivery \
                   WHERE instance = $1 AND state = 'quarantined' AND (revision, user_id) > ($2, $3) \
                   ORDER BY revision, user_id LIMIT $4";
        self.tx.list(sql, binds![instance, revision, user, limit], row_of).await
    }

    /// Of these people those whose deliveries are quarantined.
    pub async fn quarantined_of(
        &mut self,
        instance: &InstanceId,
        users: &[String],
    ) -> Result<Vec<String>, StoreError> {
        let sql =
            "SELECT 1 AS one FROM archive_delivery WHERE instance = $1 AND state = 'quarantined' LIMIT 1";
        if users.is_empty() || self.tx.one(sql, binds![instance]).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for some in users.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT DISTINCT user_id FROM archive_delivery WHERE instance = $1 AND state = 'quarantined' \
                 AND user_id IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|user| binds![user]));
            found.extend(self.tx.list(AssertSqlSafe(sql), parameters, |row| row.get("user_id")).await?);
        }
        Ok(found)
    }

    /// Whose deliveries are quarantined, and why: the most first, a thousand people at most.
    pub async fn quarantined_people(
        &mut self,
        instance: &InstanceId,
    ) -> Result<Vec<QuarantinedRow>, StoreError> {
        let sql = "SELECT d.user_id, COALESCE(d.code, '') AS code, COALESCE(MAX(d.reason), '') AS reason, \
                   COUNT(*) AS count, MIN(r.at) AS first, MAX(r.at) AS last FROM archive_delivery AS d \
                   JOIN revision AS r ON r.id = d.revision WHERE d.instance = $1 AND d.state = 'quarantined' \
                   GROUP BY d.user_id, d.code ORDER BY COUNT(*) DESC, d.user_id LIMIT 1000";
        self.tx
            .list(sql, binds![instance], |row| {
                Ok(QuarantinedRow {
                    user: row.get("user_id")?,
                    code: row.get("code")?,
                    reason: row.get("reason")?,
                    count: row.get("count")?,
                    first: row.get("first")?,
                    last: row.get("last")?,
                })
            })
            .await
    }

    /// Has quarantined deliveries tried again, of one person or of all: how many.
    pub async fn release(
        &mut self,
        instance: &InstanceId,
        user: Option<&str>,
        now: Time,
    ) -> Result<u64, StoreError> {
        let which = "state = 'quarantined' AND ($2 = '' OR user_id = $2)";
        self.try_again(instance, which, user.unwrap_or_default().to_bind(), now).await
    }

    /// Has the deliveries of revisions tried again that were captured on that day.
    pub async fn redo_day(&mut self, instance: &InstanceId, day: i64, now: Time) -> Result<u64, StoreError> {
        let which = "state <> 'waiting' AND revision IN \
                     (SELECT id FROM revision WHERE instance = $1 AND day = $2 AND state = 'done')";
        self.try_again(instance, which, day.to_bind(), now).await
    }

    /// Has those of the instance `$1` tried again that `which` says of `$2`: how many.
    async fn try_again(
        &mut self,
        instance: &InstanceId,
        which: &'static str,
        of: Bind,
        now: Time,
    ) -> Result<u64, StoreError> {
        let today = utc_day(now);
        self.lock(instance).await?;
        let mut binds = binds![instance];
        binds.push(of);
        let from = format!("archive_delivery WHERE instance = $1 AND {which}");
        let changed = self.counted(&from, binds.clone()).await?;
        binds.extend(binds![today]);
        self.keep_past(&format!("{from} AND day <> $3"), binds.clone()).await?;
        binds.extend(binds![now]);
        let sql = format!(
            "UPDATE archive_delivery SET state = 'waiting', next_at = $4, day = $3 WHERE instance = $1 AND {which}"
        );
        let count = self.tx.execute(AssertSqlSafe(sql), binds).await?;
        let mut counts = CountChange::default();
        for (state, day, count) in changed {
            counts.left((day, state, count), today);
            counts.came(today, DeliveryOutcome::Waiting, count);
        }
        counts.keep(self.tx, instance).await?;
        Ok(count)
    }

    /// Keeps how tries ended. Those that were counted on an earlier day stay counted there as they stood.
    pub async fn settle(
        &mut self,
        instance: &InstanceId,
        changes: &[DeliveryChange],
        now: Time,
    ) -> Result<(), StoreError> {
        let today = utc_day(now);
        self.lock(instance).await?;
        let mut counts = CountChange::default();
        for some in changes.chunks(ROWS_AT_ONCE) {
            let pairs = self.tx.value_rows(2, some.len());
            // Joined: for an `IN` of pairs SQLite reads every delivery there is.
            let from = format!(
                "(VALUES {pairs}) AS tried JOIN archive_delivery ON revision = tried.column1 \
                 AND user_id = tried.column2"
            );
            let binds: Vec<_> = some.iter().flat_map(|one| binds![one.revision, one.user]).collect();
            let before = self.counted(&from, binds.clone()).await?;
            if before.iter().any(|(_, day, _)| *day != today) {
                self.keep_past(&format!("{from} AND day <> {today}"), binds).await?;
            }
            let rows = self.tx.value_rows(7, some.len());
            let sql = format!(
                "WITH new (revision, user_id, state, code, reason, mailbox, next_at) AS (VALUES {rows}) \
                 UPDATE archive_delivery SET state = new.state, code = new.code, reason = new.reason, \
                 mailbox = new.mailbox, next_at = CAST(new.next_at AS BIGINT), attempts = attempts + 1, day = {today} \
                 FROM new WHERE archive_delivery.revision = new.revision AND archive_delivery.user_id = new.user_id"
            );
            let mut parameters = Vec::with_capacity(7 * some.len());
            for one in some {
                parameters.extend(binds![
                    one.revision,
                    one.user,
                    one.state,
                    one.code.map(str::to_owned),
                    one.reason,
                    one.mailbox,
                    one.next_at
                ]);
            }
            let changed = self.tx.execute(AssertSqlSafe(sql), parameters).await?;
            if usize::try_from(changed).ok() != Some(some.len()) {
                return Err(StoreError::Fenced);
            }
            before.into_iter().for_each(|before| counts.left((before.1, before.0, before.2), today));
            some.iter().for_each(|one| counts.came(today, one.state, 1));
        }
        counts.keep(self.tx, instance).await
    }

    /// Has others who change how these stand wait, so that what is counted is what is changed.
    async fn lock(&mut self, instance: &InstanceId) -> Result<(), StoreError> {
        let locked = self.tx.change_locked();
        let sql = format!("SELECT id FROM archive_instance WHERE id = $1{locked}");
        self.tx.one(AssertSqlSafe(sql), binds![instance]).await?;
        Ok(())
    }

    /// How many of these deliveries stand how, and on which day's line.
    async fn counted(
        &mut self,
        from: &str,
        binds: Vec<Bind>,
    ) -> Result<Vec<(DeliveryOutcome, i64, i64)>, StoreError> {
        let sql = format!("SELECT state, day, COUNT(*) AS count FROM {from} GROUP BY state, day");
        let row =
            |row: &Row| Ok((row.word("state", DeliveryOutcome::parse)?, row.get("day")?, row.get("count")?));
        self.tx.list(AssertSqlSafe(sql), binds, row).await
    }

    /// Keeps how deliveries stood on an earlier day.
    async fn keep_past(&mut self, from: &str, binds: Vec<Bind>) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO archive_delivery_past (revision, user_id, instance, day, state, code, reason, mailbox) \
             SELECT revision, user_id, instance, day, state, code, reason, mailbox FROM {from} \
             ON CONFLICT (revision, user_id, day) DO NOTHING"
        );
        self.tx.execute(AssertSqlSafe(sql), binds).await?;
        Ok(())
    }
}

fn participant_of(row: &Row) -> Result<Participant, StoreError> {
    let roles: String = row.get("roles")?;
    Ok(Participant {
        user: row.get("user_id")?,
        roles: roles.split(',').filter_map(ParticipantRole::parse).collect(),
        certain: row.get::<i64>("certain")? == 1,
    })
}

fn row_of(row: &Row) -> Result<ItemDelivery, StoreError> {
    Ok(ItemDelivery {
        revision: row.get("revision")?,
        user: row.get("user_id")?,
        state: row.word("state", DeliveryOutcome::parse)?,
        code: row.get("code")?,
        reason: row.get("reason")?,
        mailbox: row.get("mailbox")?,
        attempts: row.get("attempts")?,
        day: row.get("day")?,
    })
}
