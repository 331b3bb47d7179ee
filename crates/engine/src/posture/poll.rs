//! Asking a service's own log for changes, for instances whose service tells of none by itself.
//!
//! An instance is asked for while no verified event has come within the last day: every five minutes, one call as a
//! rule. Each entry becomes an event once, and makes the sets due that it touches. Where the log cannot be asked,
//! because the right is missing, asking stops until the next refresh over all sets, and changes are found by that.

use super::{
    Refresh,
    quota::Permits,
    read_set::{RetryAt, SetFailure},
};
use crate::{
    Engine, Result,
    access::house,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use connect::source::{Account, Changes, Notice};
use model::{Absence, InstanceId, SetName, Time};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::{InstanceRow, PollRow, Tx};
use utoipa::ToSchema;

/// How often a log is asked.
pub(crate) const POLL_EVERY: Duration = Duration::from_secs(5 * 60);
/// An entry may appear in a service's log so long after its time.
const LATE: Duration = Duration::from_secs(15 * 60);
/// How long an instance counts as one that is told of changes after its last event.
const TOLD_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// The farthest back that a log is asked after a pause; the daily refresh has seen what was before.
const BACK_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a log is left alone that may not be asked, or that answers what is not understood.
const REST: Duration = Duration::from_secs(24 * 60 * 60);
const REST_AFTER_FAILURE: Duration = Duration::from_secs(60 * 60);
/// Pages of one asking: at 300 entries a page, three thousand changes in five minutes.
const PAGES_MAX: usize = 10;

/// How changes at the service are noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoticingView {
    /// `events`, `polling` or `daily`.
    pub by: &'static str,
    /// In a sentence.
    pub message: String,
    /// When the service's log was last asked.
    pub polled_at: Option<Time>,
    /// Why the log cannot be asked, and the right that would mend it.
    pub absence: Option<Absence>,
}

/// One asking of an instance's log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Poll {
    pub instance: InstanceId,
}

#[async_trait]
impl Work for Poll {
    const KIND: &'static str = "poll";

    fn dedupe_key(&self) -> String {
        self.instance.to_string()
    }

    /// A lane of its own: a long refresh does not delay the noticing of changes.
    fn lane(&self) -> String {
        format!("poll:{}", self.instance)
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let mut tx = engine.store.read().await?;
        let Some(instance) = tx.instances().get(&self.instance).await? else {
            drop(tx);
            return job.complete_alone(engine).await;
        };
        let row = tx.accounts().poll(&instance.id).await?;
        drop(tx);
        let now = engine.clock.now();
        if !engine.is_polled(&instance, now) {
            return job.complete_alone(engine).await;
        }
        let known_until = row.as_ref().map_or(now.minus(POLL_EVERY), |row| row.read_until).min(now);
        let since = known_until.minus(LATE).max(now.minus(BACK_MAX));
        let asked = match engine.account(&instance).await? {
            Ok(account) => ask(engine, &instance, account.as_ref(), since).await,
            Err(failure) => Err(failure),
        };
        let mut tx = job.write(engine).await?;
        // Locked, and there still: events are kept of instances that are.
        if !tx.instances().lock(&instance.id).await? {
            drop(tx);
            return job.complete_alone(engine).await;
        }
        let again = match asked {
            Ok(Asked::Entries(notices)) => {
                engine.keep_entries(&mut tx, &instance, notices, now).await?;
                let row = PollRow { read_until: now, polled_at: now, absence: None };
                tx.accounts().set_poll(&instance.id, &row).await?;
                now.plus(POLL_EVERY)
            }
            Ok(Asked::Absent(absence)) => {
                tracing::info!(instance = %instance.id, message = absence.message, "the log cannot be asked");
                let row = PollRow { read_until: known_until, polled_at: now, absence: Some(absence) };
                tx.accounts().set_poll(&instance.id, &row).await?;
                now.plus(REST)
            }
            Err(failure) => {
                tracing::warn!(instance = %instance.id, detail = failure.detail, "the log was not asked");
                match failure.retry {
                    Some(RetryAt::Told(at)) => at.max(now.plus(POLL_EVERY)),
                    Some(RetryAt::Backoff) => now.plus(POLL_EVERY),
                    None => now.plus(REST_AFTER_FAILURE),
                }
            }
        };
        jobs::enqueue(&mut tx, &self, again).await?;
        job.complete(&mut tx).await?;
        tx.commit().await?;
        engine.nudge.notify_one();
        Ok(())
    }
}

enum Asked {
    Entries(Vec<Notice>),
    Absent(Absence),
}

/// Asks the log from `since` to its end.
async fn ask(
    engine: &Engine,
    instance: &InstanceRow,
    account: &dyn Account,
    since: Time,
) -> Result<Asked, SetFailure> {
    let mut permits = Permits::of(engine, instance);
    let asked = pages(engine, &mut permits, account, since).await;
    permits.settle().await;
    asked
}

async fn pages(
    engine: &Engine,
    permits: &mut Permits<'_>,
    account: &dyn Account,
    since: Time,
) -> Result<Asked, SetFailure> {
    let class = account.class_of_changes();
    let (mut notices, mut cursor) = (Vec::new(), None);
    for _ in 0..PAGES_MAX {
        permits.one(class).await?;
        let page = match account.changes(since, cursor.as_ref()).await {
            Ok(Changes::Page(page)) => page,
            Ok(Changes::Absent(absence)) => return Ok(Asked::Absent(absence)),
            Ok(Changes::NotSupported) => break,
            Err(error) => {
                permits.failed(class, &error).await;
                return Err(SetFailure::of(&error, engine.clock.now()));
            }
        };
        permits.said(class, page.allowance);
        notices.extend(page.notices);
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    Ok(Asked::Entries(notices))
}

impl Engine {
    /// Whether the service's log is asked for this instance, as no event has come of late.
    pub(super) fn is_polled(&self, instance: &InstanceRow, now: Time) -> bool {
        let asks = self.source(&instance.connector).is_ok_and(|source| source.asks_every().is_some());
        asks && !is_told(instance, now)
    }

    /// Every instance that is to be asked for has its next asking waiting.
    pub(crate) async fn schedule_polls(&self) -> Result<()> {
        let now = self.clock.now();
        let mut missing = Vec::new();
        let mut tx = self.store.read().await?;
        let all_waiting = tx.jobs().waiting_of(Poll::KIND).await?;
        for instance in tx.instances().list(&house()).await? {
            let work = Poll { instance: instance.id.clone() };
            let latest = now.plus(REST);
            let waiting = all_waiting.get(&work.dedupe_key()).copied();
            if !self.is_polled(&instance, now) || waiting.is_some_and(|due| due <= latest) {
                continue;
            }
            let last = tx.accounts().poll(&instance.id).await?;
            let pause = |row: &PollRow| if row.absence.is_some() { REST } else { POLL_EVERY };
            let due = last.map_or(now, |row| row.polled_at.min(now).plus(pause(&row)));
            missing.push((work, due));
        }
        drop(tx);
        if missing.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for (work, due) in missing {
            jobs::enqueue(&mut tx, &work, due).await?;
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }

    /// Has a log asked that never was, or that could not be: somebody may have added the right.
    pub(super) async fn resume_polling(&self, tx: &mut Tx, id: &InstanceId) -> Result<()> {
        let now = self.clock.now();
        let Some(instance) = tx.instances().get(id).await? else { return Ok(()) };
        let asked = tx.accounts().poll(id).await?.is_some_and(|row| row.absence.is_none());
        if !asked && self.is_polled(&instance, now) {
            jobs::enqueue(tx, &Poll { instance: id.clone() }, now).await?;
        }
        Ok(())
    }

    /// The entries that are new, as events, and one refresh of the sets that they touch.
    async fn keep_entries(
        &self,
        tx: &mut Tx,
        instance: &InstanceRow,
        mut notices: Vec<Notice>,
        now: Time,
    ) -> Result<()> {
        notices.sort_by_key(|notice| notice.occurred_at);
        let mut touched: BTreeSet<SetName> = BTreeSet::new();
        for notice in notices {
            touched.extend(self.record_event(tx, instance, notice, now).await?.unwrap_or_default());
        }
        if !touched.is_empty() {
            jobs::enqueue(tx, &Refresh::after_event(&instance.id, touched), now).await?;
        }
        Ok(())
    }

    /// How changes of this instance are noticed at present.
    pub(super) async fn noticing(&self, tx: &mut Tx, instance: &InstanceRow) -> Result<NoticingView> {
        let row = tx.accounts().poll(&instance.id).await?;
        let absence = row.as_ref().and_then(|row| row.absence.clone());
        let polled_at = row.map(|row| row.polled_at);
        let (by, message) = if is_told(instance, self.clock.now()) {
            ("events", "Changes are noticed within seconds, by the service's events.".to_owned())
        } else if !self.is_polled(instance, self.clock.now()) {
            ("daily", "Changes are found at the daily refresh.".to_owned())
        } else if let Some(absence) = &absence {
            let right = absence
                .right
                .as_ref()
                .map(|right| format!(" Add {right} at the service, or"))
                .unwrap_or_default();
            let mend = if right.is_empty() { " Set" } else { " set" };
            let message = format!(
                "Changes are found at the daily refresh: the service's log cannot be asked, and no event came within 24 hours.{right}{mend} up an event subscription."
            );
            ("daily", message)
        } else {
            (
                "polling",
                "Changes are noticed within minutes: the service's log is asked every 5 minutes.".to_owned(),
            )
        };
        Ok(NoticingView { by, message, polled_at, absence })
    }
}

/// Whether the service tells of changes by itself: an event came within a day.
fn is_told(instance: &InstanceRow, now: Time) -> bool {
    instance.event_secret.is_some() && instance.last_event_at.is_some_and(|at| now.since(at) < TOLD_FOR)
}
