//! Counts: per day of UTC and connector, and over items.

use super::{
    DeliveryOutcome,
    counts::{self, BYTES, REVISIONS},
};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{InstanceId, MailboxId, RevisionId};
use std::collections::BTreeMap;

/// Days of one list at most: three years.
const DAYS_MAX: i64 = 1_100;

noun!(
    /// What was archived, in figures.
    Lines,
    archive_lines
);

/// Deliveries by how they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub imported: u64,
    pub partial: u64,
    pub skipped: u64,
    pub failed: u64,
    pub waiting: u64,
    pub quarantined: u64,
}

/// Figures over items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub deliveries: Counts,
    pub revisions: u64,
    /// Of the messages that are staged, in their RFC 5322 form.
    pub bytes: u64,
}

/// A delivery that failed, with what a log shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedDelivery {
    pub revision: RevisionId,
    pub item: String,
    pub user: String,
    pub state: DeliveryOutcome,
    pub code: Option<String>,
    pub reason: Option<String>,
    pub mailbox: Option<MailboxId>,
    pub day: i64,
}

impl Counts {
    /// What was available for import: the sum, by definition of what is counted.
    pub fn available(&self) -> u64 {
        self.imported + self.partial + self.skipped + self.failed + self.waiting + self.quarantined
    }

    fn add(&mut self, state: DeliveryOutcome, count: u64) {
        let figure = match state {
            DeliveryOutcome::Waiting => &mut self.waiting,
            DeliveryOutcome::Imported => &mut self.imported,
            DeliveryOutcome::Partial => &mut self.partial,
            DeliveryOutcome::Skipped => &mut self.skipped,
            DeliveryOutcome::Failed => &mut self.failed,
            DeliveryOutcome::Quarantined => &mut self.quarantined,
        };
        *figure += count;
    }
}

impl Lines<'_> {
    /// Deliveries per day of their line, of the days from that one on: how each stood at the day's end, or stands now.
    pub async fn deliveries(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        from: i64,
    ) -> Result<BTreeMap<i64, Counts>, StoreError> {
        let sql = "SELECT day, what, CAST(SUM(line) AS BIGINT) AS count FROM archive_count \
                   WHERE instance = $1 AND day >= $2 AND what NOT IN ('revisions', 'bytes') \
                   GROUP BY day, what ORDER BY day, what LIMIT $3";
        let limit = DAYS_MAX * DeliveryOutcome::ALL.len() as i64;
        let mut days: BTreeMap<i64, Counts> = BTreeMap::new();
        for row in self.tx.all(sql, binds![instance, from, limit]).await? {
            let state = row.word("what", DeliveryOutcome::parse)?;
            days.entry(row.get("day")?).or_default().add(state, row.get("count")?);
        }
        Ok(days)
    }

    /// Revisions captured per day: the day, how many, and their bytes as far as they are staged.
    pub async fn captured(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        from: i64,
    ) -> Result<BTreeMap<i64, (u64, u64)>, StoreError> {
        let sql = "SELECT day, what, CAST(SUM(line) AS BIGINT) AS count FROM archive_count \
                   WHERE instance = $1 AND day >= $2 AND what IN ('revisions', 'bytes') \
                   GROUP BY day, what ORDER BY day, what LIMIT $3";
        let mut days: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
        for row in self.tx.all(sql, binds![instance, from, 2 * DAYS_MAX]).await? {
            let day = days.entry(row.get("day")?).or_default();
            match row.get::<String>("what")?.as_str() {
                BYTES => day.1 = row.get("count")?,
                _ => day.0 = row.get("count")?,
            }
        }
        Ok(days)
    }

    /// Over everything ever captured.
    pub async fn total(&mut self, _scope: &Scope, instance: &InstanceId) -> Result<Totals, StoreError> {
        let sql = "SELECT what, CAST(SUM(total) AS BIGINT) AS count FROM archive_count \
                   WHERE instance = $1 GROUP BY what";
        let mut totals = Totals::default();
        for row in self.tx.all(sql, binds![instance]).await? {
            match row.get::<String>("what")?.as_str() {
                REVISIONS => totals.revisions = row.get("count")?,
                BYTES => totals.bytes = row.get("count")?,
                _ => totals.deliveries.add(row.word("what", DeliveryOutcome::parse)?, row.get("count")?),
            }
        }
        Ok(totals)
    }

    /// Sums up what the counts are made of: done once a day.
    pub async fn sum_up(&mut self, instance: &InstanceId) -> Result<(), StoreError> {
        counts::sum_up(self.tx, instance).await
    }

    /// What failed or is quarantined on a day's line, the first captured first, after that one.
    pub async fn failed_of_day(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        day: i64,
        after: Option<(&RevisionId, &str)>,
        limit: u32,
    ) -> Result<Vec<FailedDelivery>, StoreError> {
        let (revision, user) = after.map_or((String::new(), String::new()), |(revision, user)| {
            (revision.to_string(), user.to_owned())
        });
        let sql = "SELECT d.revision, r.item, d.user_id, d.state, d.code, d.reason, d.mailbox, d.day FROM (\
                   SELECT revision, user_id, state, code, reason, mailbox, day FROM archive_delivery \
                   WHERE instance = $1 AND day = $2 AND state IN ('failed', 'quarantined', 'partial') UNION ALL \
                   SELECT revision, user_id, state, code, reason, mailbox, day FROM archive_delivery_past \
                   WHERE instance = $1 AND day = $2 AND state IN ('failed', 'quarantined', 'partial')) AS d \
                   JOIN revision AS r ON r.id = d.revision \
                   WHERE (d.revision, d.user_id) > ($3, $4) ORDER BY d.revision, d.user_id LIMIT $5";
        self.tx.list(sql, binds![instance, day, revision, user, limit], failed_of).await
    }
}

fn failed_of(row: &Row) -> Result<FailedDelivery, StoreError> {
    Ok(FailedDelivery {
        revision: row.get("revision")?,
        item: row.get("item")?,
        user: row.get("user_id")?,
        state: row.word("state", DeliveryOutcome::parse)?,
        code: row.get("code")?,
        reason: row.get("reason")?,
        mailbox: row.get("mailbox")?,
        day: row.get("day")?,
    })
}
