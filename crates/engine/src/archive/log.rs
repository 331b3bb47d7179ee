//! The status log: a line per day of UTC, whose figures add up, and what failed on it.

use super::{
    change::{day_number, day_text},
    view::CountsView,
};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::{InstanceId, MailboxId, RevisionId, Time};
use serde::Serialize;
use std::collections::BTreeSet;
use store::{utc_day, utc_day_begins};
use utoipa::ToSchema;

/// Days that are shown unless more are asked for, and at most.
const DAYS_DEFAULT: u32 = 90;
const DAYS_MAX: u32 = 1_000;
/// Failures of one page.
const FAILURES_MAX: u32 = 500;

/// One day of one connector.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LineView {
    /// A day of UTC: `2026-11-21`.
    pub day: String,
    /// When the line was, or will be, frozen: its figures are those of that moment.
    pub import_completed_at: Time,
    /// Whether the day is over.
    pub frozen: bool,
    /// Revisions that were captured on that day.
    pub available_from_source: u64,
    /// Bytes of their messages.
    pub bytes: u64,
    #[serde(flatten)]
    pub counts: CountsView,
    /// What an empty day says.
    pub message: Option<String>,
}

/// The lines of a connector, and their sums over items.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LogView {
    pub lines: Vec<LineView>,
    /// Over items, not over lines: what was tried on two days stands on two lines, and once here.
    pub totals: CountsView,
    pub revisions: u64,
}

/// A delivery that did not reach a mailbox whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FailureView {
    pub day: String,
    pub item: String,
    /// The user's id at the source.
    pub user: String,
    /// The mailbox's address, where it is known.
    pub mailbox: Option<String>,
    /// `quarantined`, `failed` or `partial`.
    pub state: String,
    pub code: Option<String>,
    pub reason: Option<String>,
    /// Where the next page goes on.
    pub cursor: String,
}

impl Engine {
    /// The status log of a connector, also of a deleted one: the latest day first, every day since its beginning.
    pub async fn archive_log(&self, actor: &Actor, id: &InstanceId, days: Option<u32>) -> Result<LogView> {
        let scope = actor.may(UseCase::ReadArchive)?;
        let row = self.archive_row_ever(id).await?;
        let days = i64::from(days.unwrap_or(DAYS_DEFAULT).clamp(1, DAYS_MAX));
        let today = utc_day(self.clock.now());
        let last = row.deleted_at.map_or(today, utc_day);
        let first = utc_day(row.created_at).max(today - days + 1);
        let mut tx = self.store.read().await?;
        let captured = tx.archive_lines().captured(scope, id, first).await?;
        let delivered = tx.archive_lines().deliveries(scope, id, first).await?;
        let totals = tx.archive_lines().total(scope, id).await?;
        let shown: BTreeSet<i64> =
            (first..=last).chain(captured.keys().copied()).chain(delivered.keys().copied()).collect();
        let lines = shown.into_iter().rev().map(|day| {
            let (from_source, bytes) = captured.get(&day).copied().unwrap_or_default();
            let counts: CountsView = delivered.get(&day).copied().unwrap_or_default().into();
            let text = day_text(day);
            let empty = from_source == 0 && counts.available == 0;
            LineView {
                message: empty.then(|| format!("No items ingested on {text}.")),
                day: text,
                import_completed_at: utc_day_begins(day + 1),
                frozen: day < today,
                available_from_source: from_source,
                bytes,
                counts,
            }
        });
        Ok(LogView { lines: lines.collect(), totals: totals.deliveries.into(), revisions: totals.revisions })
    }

    /// What did not reach a mailbox on a day: a page, after that cursor.
    pub async fn archive_failures(
        &self,
        actor: &Actor,
        id: &InstanceId,
        day: &str,
        after: Option<&str>,
    ) -> Result<Vec<FailureView>> {
        let scope = actor.may(UseCase::ReadArchive)?;
        self.archive_row_ever(id).await?;
        let number = day_number(day)?;
        let after = after.and_then(parse_cursor);
        let after = after.as_ref().map(|(revision, user)| (revision, user.as_str()));
        let mut tx = self.store.read().await?;
        let failed = tx.archive_lines().failed_of_day(scope, id, number, after, FAILURES_MAX).await?;
        let mailboxes: BTreeSet<MailboxId> = failed.iter().filter_map(|row| row.mailbox.clone()).collect();
        let addresses = tx.mailboxes().addresses(&mailboxes.into_iter().collect::<Vec<_>>()).await?;
        let view = |row: store::FailedDelivery| FailureView {
            cursor: format!("{}:{}", row.revision, row.user),
            day: day.to_owned(),
            item: row.item,
            user: row.user,
            mailbox: row.mailbox.and_then(|mailbox| addresses.get(&mailbox).cloned()),
            state: row.state.as_str().to_owned(),
            code: row.code,
            reason: row.reason,
        };
        Ok(failed.into_iter().map(view).collect())
    }
}

fn parse_cursor(text: &str) -> Option<(RevisionId, String)> {
    let (revision, user) = text.split_once(':')?;
    Some((revision.parse().ok()?, user.to_owned()))
}
