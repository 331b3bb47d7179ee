//! Reconciliation: per day and kind, what the source counts against what was captured, with the gaps named. It compares;
//! it proves nothing.

use super::{Capture, change::day_text, settings::ArchiveSettings};
use crate::{
    Engine, Result, Topic,
    access::{Actor, UseCase},
    jobs::{self, Claimed, Failure, Work},
    posture::quota::Permits,
};
use async_trait::async_trait;
use connect::source::archive::{ArchiveAccount, Counted, Stream};
use model::{InstanceId, ItemKind, Time};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use store::{ArchiveInstanceRow, ReconciliationRow, utc_day, utc_day_begins};
use utoipa::ToSchema;

/// How often the days are looked at.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How soon after a source that could not be asked.
const AGAIN_AFTER: Duration = Duration::from_secs(30 * 60);
/// A day is compared until it is so old; late edits and deletions change no count.
const COMPARED_FOR_DAYS: i64 = 7;
/// Days of one comparison: a back-fill brings years, which are compared little by little.
const DAYS_MAX: u32 = 60;
/// Ids of a day that are looked through, and that are listed.
const IDS_MAX: usize = 200_000;
const MISSING_MAX: usize = 1_000;
/// Days shown unless more are asked for, and at most.
const SHOWN_DEFAULT: u32 = 90;
const SHOWN_MAX: u32 = 1_000;

/// Compares the days of an archive connector that are over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Reconcile {
    pub instance: InstanceId,
}

/// One gap.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct GapView {
    /// The day on which it was found.
    pub day: String,
    pub item: String,
    pub code: String,
    pub detail: String,
    pub found_at: Time,
}

/// One day and kind.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReconciliationView {
    /// The day of UTC on which the items were created.
    pub day: String,
    pub kind: ItemKind,
    /// None where the source does not count these.
    pub at_source: Option<u64>,
    pub captured: u64,
    /// By choice: groups, people and kinds that are left out.
    pub left_out: u64,
    /// What the source has and was not captured: their ids, as far as they are listed.
    pub missing: Vec<String>,
    pub missing_count: u64,
    /// Captured, and no longer at the source.
    pub gone_at_source: u64,
    pub checked_at: Time,
}

#[async_trait]
impl Work for Reconcile {
    const KIND: &'static str = "archive_reconcile";

    fn dedupe_key(&self) -> String {
        self.instance.to_string()
    }

    fn lane(&self) -> String {
        format!("{}:reconcile", self.instance)
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let Some(row) = engine.store.read().await?.archive_instances().get(&self.instance).await? else {
            return job.complete_alone(engine).await;
        };
        let now = engine.clock.now();
        let whole = match engine.archive_account(&row).await? {
            Ok(account) => engine.compare_days(&row, account.as_ref(), job).await?,
            Err(_) => false,
        };
        let mut tx = job.write(engine).await?;
        // At the next day's beginning: what a day made is compared when it is over.
        let next = if whole {
            utc_day_begins(utc_day(now) + 1).plus(Duration::from_secs(15 * 60))
        } else {
            now.plus(AGAIN_AFTER)
        };
        if row.paused_at.is_none() {
            jobs::enqueue(&mut tx, &self, next.min(now.plus(EVERY))).await?;
        }
        tx.archive_lines().sum_up(&row.id).await?;
        job.complete(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}

impl Engine {
    /// Compares days; whether the source could be asked about all of them.
    async fn compare_days(
        &self,
        row: &ArchiveInstanceRow,
        account: &dyn ArchiveAccount,
        job: &Claimed,
    ) -> Result<bool, Failure> {
        let now = self.clock.now();
        let today = utc_day(now);
        let mut tx = self.store.read().await?;
        // Before the first back-fill has ended everything would be a gap.
        let posts = tx.archive_instances().position(&row.id, Stream::Posts.as_str()).await?;
        let comments = tx.archive_instances().position(&row.id, Stream::Comments.as_str()).await?;
        let Some(read_until) = posts.done_at.min(comments.done_at) else { return Ok(false) };
        let since = Time::from_ms(0);
        let mut days = tx.archive_gaps().days_to_compare(&row.id, today, since, DAYS_MAX).await?;
        drop(tx);
        let read_day = utc_day(read_until);
        days.extend((today - COMPARED_FOR_DAYS..today).filter(|day| *day < read_day));
        days.sort_unstable();
        days.dedup();
        let settings = ArchiveSettings::of_row(row)?;
        let mut kinds: Vec<_> = settings.kinds.iter().copied().collect();
        kinds.extend(settings.has_messages().then_some(ItemKind::Message));
        let mut permits = self.archive_permits(row)?;
        let mut whole = true;
        'days: for day in days {
            let chosen = settings.from.is_none_or(|from| utc_day(from) < day);
            for kind in kinds.iter().copied().filter(|_| chosen) {
                match self.compare(row, account, (kind, day), &mut permits).await? {
                    Some(compared) => {
                        let mut tx = job.write(self).await?;
                        let before = tx.archive_gaps().last(&row.id, kind, day).await?;
                        tx.archive_gaps().put(&row.id, &compared).await?;
                        // What a stream missed is read again from the beginning, once; what is known is dropped. What is
                        // missing after that stays named.
                        let new = before.is_none_or(|before| before.missing_count < compared.missing_count);
                        if compared.missing_count > 0 && new {
                            self.begin_again(&mut tx, &row.id).await?;
                            jobs::enqueue(&mut tx, &Capture { instance: row.id.clone() }, now).await?;
                        }
                        self.changed(&mut tx, Topic::Archive, Some(&row.id));
                        tx.commit().await?;
                    }
                    None => {
                        whole = false;
                        break 'days;
                    }
                }
            }
        }
        permits.settle().await;
        Ok(whole)
    }

    /// Compares one day and kind; none where the source could not be asked.
    async fn compare(
        &self,
        row: &ArchiveInstanceRow,
        account: &dyn ArchiveAccount,
        (kind, day): (ItemKind, i64),
        permits: &mut Permits<'_>,
    ) -> Result<Option<ReconciliationRow>, Failure> {
        let (from, until) = (utc_day_begins(day), utc_day_begins(day + 1));
        if permits.one(account.class()).await.is_err() {
            return Ok(None);
        }
        let at_source = match account.count(kind, from, until).await {
            Ok(Counted::Items(items)) => Some(items),
            Ok(Counted::Unknown) => None,
            Err(_) => return Ok(None),
        };
        let (captured, left_out) =
            self.store.read().await?.archive_gaps().known_of_day(&row.id, kind, day).await?;
        let mut missing = Vec::new();
        if at_source.is_some_and(|items| items > captured + left_out) {
            let mut after: Option<String> = None;
            let mut looked = 0;
            while looked < IDS_MAX {
                if permits.one(account.class()).await.is_err() {
                    return Ok(None);
                }
                let Ok(ids) = account.ids(kind, from, until, after.as_deref()).await else { return Ok(None) };
                let Some(last) = ids.last().cloned() else { break };
                looked += ids.len();
                missing.extend(self.store.read().await?.archive_gaps().unknown(&row.id, &ids).await?);
                if after.replace(last.clone()) == Some(last) {
                    break;
                }
            }
        }
        let missing_count = missing.len() as u64;
        missing.truncate(MISSING_MAX);
        let checked_at = self.clock.now();
        Ok(Some(ReconciliationRow {
            day,
            kind,
            at_source,
            captured,
            left_out,
            missing,
            missing_count,
            checked_at,
        }))
    }

    /// The comparisons of a connector's days, the latest first.
    pub async fn reconciliation(
        &self,
        actor: &Actor,
        id: &InstanceId,
        days: Option<u32>,
    ) -> Result<Vec<ReconciliationView>> {
        let scope = actor.may(UseCase::ReadArchive)?;
        self.archive_row_ever(id).await?;
        let from = self.first_day(days);
        let rows = self.store.read().await?.archive_gaps().reconciliations(scope, id, from).await?;
        let view = |row: ReconciliationRow| ReconciliationView {
            day: day_text(row.day),
            kind: row.kind,
            gone_at_source: row.at_source.map_or(0, |at_source| {
                (row.captured + row.left_out + row.missing_count).saturating_sub(at_source)
            }),
            at_source: row.at_source,
            captured: row.captured,
            left_out: row.left_out,
            missing: row.missing,
            missing_count: row.missing_count,
            checked_at: row.checked_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    /// What is not in the archive as it was at the source, the latest found first.
    pub async fn archive_gaps(
        &self,
        actor: &Actor,
        id: &InstanceId,
        days: Option<u32>,
    ) -> Result<Vec<GapView>> {
        let scope = actor.may(UseCase::ReadArchive)?;
        self.archive_row_ever(id).await?;
        let from = self.first_day(days);
        let rows = self.store.read().await?.archive_gaps().list(scope, id, from, 1_000).await?;
        let view = |row: store::ArchiveGapRow| GapView {
            day: day_text(row.day),
            item: row.item,
            code: row.code,
            detail: row.detail,
            found_at: row.found_at,
        };
        Ok(rows.into_iter().map(view).collect())
    }

    fn first_day(&self, days: Option<u32>) -> i64 {
        let days = days.unwrap_or(SHOWN_DEFAULT).clamp(1, SHOWN_MAX);
        utc_day(self.clock.now()) - i64::from(days) + 1
    }
}
