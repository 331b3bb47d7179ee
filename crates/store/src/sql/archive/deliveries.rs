//! Deliveries: one row per revision and participant, with how it stands.
//!
//! `day` is the day of the line that counts the row: the one on which it became available or was tried last. Before it
//! is tried on a later day, how it stood goes to `archive_delivery_past`, so that the earlier day's line stays as it was.

use super::{ROWS_AT_ONCE, stored_words, utc_day};
use crate::{
    StoreError,
    db::{Row, binds, placeholders},
};
use model::{InstanceId, MailboxId, Participant, ParticipantRole, RevisionId, Time};

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

/// A participant of an item's latest revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticipantRow {
    pub item: String,
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
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// The participants of the latest revision of each of these items.
    pub async fn participants(
        &mut self,
        instance: &InstanceId,
        items: &[String],
    ) -> Result<Vec<ParticipantRow>, StoreError> {
        let mut found = Vec::new();
        for some in items.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT i.item, d.user_id, d.roles, d.certain FROM archive_item AS i \
                 JOIN archive_delivery AS d ON d.revision = i.latest \
                 WHERE i.instance = $1 AND i.item IN ({}) ORDER BY i.item, d.user_id",
                placeholders(2, some.len())
            );
            let mut parameters = binds![instance];
            parameters.extend(some.iter().flat_map(|item| binds![item]));
            found.extend(
                self.tx
                    .list(sqlx::AssertSqlSafe(sql), parameters, |row| {
                        Ok(ParticipantRow { item: row.get("item")?, participant: participant_of(row)? })
                    })
                    .await?,
            );
        }
        Ok(found)
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
            let rows = self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await?;
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
            found.extend(self.tx.list(sqlx::AssertSqlSafe(sql), parameters, row_of).await?);
        }
        Ok(found)
    }

    /// Deliveries of staged revisions that are to be tried again by now.
    pub async fn due_again(
        &mut self,
        instance: &InstanceId,
        now: Time,
        limit: u32,
    ) -> Result<Vec<ItemDelivery>, StoreError> {
        let sql = "SELECT d.revision, d.user_id, d.state, d.code, d.reason, d.mailbox, d.attempts, d.day \
                   FROM archive_delivery AS d JOIN revision AS r ON r.id = d.revision \
                   WHERE d.instance = $1 AND d.state = 'waiting' AND d.next_at <= $2 AND r.state = 'done' \
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

    /// Whose deliveries are quarantined, and why: by person, with how many.
    pub async fn quarantined_people(
        &mut self,
        instance: &InstanceId,
    ) -> Result<Vec<(String, String, String, i64)>, StoreError> {
        let sql = "SELECT user_id, COALESCE(code, '') AS code, COALESCE(MAX(reason), '') AS reason, \
                   COUNT(*) AS count FROM archive_delivery WHERE instance = $1 AND state = 'quarantined' \
                   GROUP BY user_id, code ORDER BY COUNT(*) DESC, user_id LIMIT 1000";
        self.tx
            .list(sql, binds![instance], |row| {
                Ok((row.get("user_id")?, row.get("code")?, row.get("reason")?, row.get("count")?))
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
        self.keep_past(
            "instance = $2 AND state = 'quarantined' AND ($3 = '' OR user_id = $3) AND day <> $1",
            binds![utc_day(now), instance, user.unwrap_or_default()],
        )
        .await?;
        let sql = "UPDATE archive_delivery SET state = 'waiting', next_at = $1, day = $2 \
                   WHERE instance = $3 AND state = 'quarantined' AND ($4 = '' OR user_id = $4)";
        self.tx.execute(sql, binds![now, utc_day(now), instance, user.unwrap_or_default()]).await
    }

    /// Has the deliveries of revisions tried again that were captured on that day.
    pub async fn redo_day(&mut self, instance: &InstanceId, day: i64, now: Time) -> Result<u64, StoreError> {
        self.keep_past(
            "instance = $2 AND state <> 'waiting' AND day <> $1 \
             AND revision IN (SELECT id FROM revision WHERE instance = $2 AND day = $3 AND state = 'done')",
            binds![utc_day(now), instance, day],
        )
        .await?;
        let sql = "UPDATE archive_delivery SET state = 'waiting', next_at = $1, day = $2 \
                   WHERE instance = $3 AND state <> 'waiting' \
                   AND revision IN (SELECT id FROM revision WHERE instance = $3 AND day = $4 AND state = 'done')";
        self.tx.execute(sql, binds![now, utc_day(now), instance, day]).await
    }

    /// Keeps how deliveries stood on an earlier day.
    async fn keep_past(
        &mut self,
        which: &'static str,
        binds: Vec<crate::db::Bind>,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO archive_delivery_past (revision, user_id, instance, day, state, code, reason, mailbox) \
             SELECT revision, user_id, instance, day, state, code, reason, mailbox FROM archive_delivery WHERE {which} \
             ON CONFLICT (revision, user_id, day) DO NOTHING"
        );
        self.tx.execute(sqlx::AssertSqlSafe(sql), binds).await?;
        Ok(())
    }

    /// Keeps how tries ended. Those that were counted on an earlier day stay counted there as they stood.
    pub async fn settle(&mut self, changes: &[DeliveryChange], now: Time) -> Result<(), StoreError> {
        let today = utc_day(now);
        for some in changes.chunks(ROWS_AT_ONCE) {
            let pairs = self.tx.value_rows(2, some.len());
            let sql = format!(
                "WITH tried (revision, user_id) AS (VALUES {pairs}) \
                 INSERT INTO archive_delivery_past (revision, user_id, instance, day, state, code, reason, mailbox) \
                 SELECT d.revision, d.user_id, d.instance, d.day, d.state, d.code, d.reason, d.mailbox \
                 FROM archive_delivery AS d JOIN tried AS t ON t.revision = d.revision AND t.user_id = d.user_id \
                 WHERE d.day <> {today} ON CONFLICT (revision, user_id, day) DO NOTHING"
            );
            let parameters = some.iter().flat_map(|one| binds![one.revision, one.user]).collect();
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
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
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
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
