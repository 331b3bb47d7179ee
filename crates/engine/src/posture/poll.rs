//! Asking a service's own log for changes, for instances whose service tells of none by itself.
//!
//! An instance is asked for while no verified event has come within the last day: as often as its connector does by
//! itself, or as the instance was set to, one call as a rule. Each entry becomes an event once, and makes the sets due
//! that it touches. Where the log cannot be asked, because the right is missing, asking stops until the next refresh
//! over all sets, and changes are found by that. Where few of the day's calls are left, it slows down and says so.

use super::{
    Refresh,
    quota::Permits,
    read_set::{RetryAt, SetFailure},
};
use crate::{
    Engine, Error, Result,
    access::house,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use connect::source::{Account, CallClass, Changes, Notice};
use model::{Absence, InstanceId, SetName, Time};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::{InstanceRow, PollRow, Tx};
use utoipa::ToSchema;

/// What an instance may be set to, in seconds, where its connector does not say.
const PERIOD_S_MIN: u32 = 30;
const PERIOD_S_MAX: u32 = 60 * 60;
/// The share of a day's calls below which the rest is kept for refreshes: asking slows down to the longer of both.
const FEW_PERCENT: u64 = 10;
const SLOW: Duration = Duration::from_secs(15 * 60);
const SLOW_TIMES: u32 = 4;
/// An entry may appear in a service's log so long after its time.
const LATE: Duration = Duration::from_secs(15 * 60);
/// How long an instance counts as one that is told of changes after its last event.
const TOLD_FOR: Duration = Duration::from_secs(24 * 60 * 60);
/// The farthest back that a log is asked after a pause; the daily refresh has seen what was before.
const BACK_MAX: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a log is left alone that may not be asked, or that answers what is not understood.
const REST: Duration = Duration::from_secs(24 * 60 * 60);
const REST_AFTER_FAILURE: Duration = Duration::from_secs(60 * 60);
/// Pages of one asking: at 300 entries a page, three thousand changes.
const PAGES_MAX: usize = 10;

/// How changes at the service are noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoticingView {
    /// `events`, `polling` or `daily`.
    pub by: &'static str,
    /// In a sentence.
    pub message: String,
    /// When the service's log was last asked, and when it is asked next.
    pub polled_at: Option<Time>,
    pub next_at: Option<Time>,
    /// How often it is asked while nothing is in the way; none where the service has no such log.
    pub period: Option<PollPeriod>,
    /// Why the log cannot be asked, and the right that would mend it.
    pub absence: Option<Absence>,
}

/// How often a service's log is asked, in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PollPeriod {
    pub every_s: u32,
    /// What the instance was set to; none: as often as the connector does by itself.
    pub set_s: Option<u32>,
    pub default_s: u32,
    pub min_s: u32,
    pub max_s: u32,
}

impl PollPeriod {
    fn every(&self) -> Duration {
        Duration::from_secs(self.every_s.into())
    }
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
        let Some(period) = engine.period(&instance).filter(|_| engine.is_polled(&instance, now)) else {
            return job.complete_alone(engine).await;
        };
        let every = period.every();
        let known_until = row.as_ref().map_or(now.minus(every), |row| row.read_until).min(now);
        let since = known_until.minus(LATE).max(now.minus(BACK_MAX));
        let (asked, class) = match engine.account(&instance).await? {
            Ok(account) => {
                (ask(engine, &instance, account.as_ref(), since).await, account.class_of_changes())
            }
            Err(failure) => (Err(failure), None),
        };
        let mut tx = job.write(engine).await?;
        // Locked, and there still: events are kept of instances that are.
        if !tx.instances().lock(&instance.id).await? {
            drop(tx);
            return job.complete_alone(engine).await;
        }
        let mut after = PollRow {
            read_until: known_until,
            polled_at: now,
            absence: None,
            next_at: Some(now.plus(every)),
            slowed: None,
        };
        match asked {
            Ok(Asked::Entries(notices)) => {
                engine.keep_entries(&mut tx, &instance, notices, now).await?;
                after.read_until = now;
                if let Some((pause, why)) = engine.slowed(&mut tx, &instance, class, &period).await? {
                    after.next_at = Some(now.plus(pause));
                    after.slowed = Some(why);
                }
            }
            Ok(Asked::Absent(absence)) => {
                tracing::info!(instance = %instance.id, message = absence.message, "the log cannot be asked");
                after.absence = Some(absence);
                after.next_at = Some(now.plus(REST));
            }
            Err(failure) => {
                tracing::warn!(instance = %instance.id, detail = failure.detail, "the log was not asked");
                after.polled_at = row.as_ref().map_or(now, |row| row.polled_at);
                let told = match failure.retry {
                    Some(RetryAt::Told(at)) => at,
                    Some(RetryAt::Backoff) => now,
                    None => now.plus(REST_AFTER_FAILURE),
                };
                let next = told.max(now.plus(every));
                after.next_at = Some(next);
                after.slowed =
                    Some(format!("The service's log is not asked before {next}. {}", failure.detail));
            }
        }
        tx.accounts().set_poll(&instance.id, &after).await?;
        jobs::enqueue(&mut tx, &self, after.next_at.unwrap_or(now)).await?;
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
    let asked = pages(engine, &mut permits, account, since, &instance.account_id).await;
    permits.settle().await;
    asked
}

async fn pages(
    engine: &Engine,
    permits: &mut Permits<'_>,
    account: &dyn Account,
    since: Time,
    pinned: &str,
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
        if let Some(other) = page.notices.iter().find(|notice| notice.account_id != pinned) {
            return Err(SetFailure::other_account(&other.account_id, pinned));
        }
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
            let every = self.period(&instance).map_or(REST, |period| period.every());
            let pause = |row: &PollRow| if row.absence.is_some() { REST } else { every };
            let due = |row: PollRow| match row.next_at {
                Some(next) => next.min(latest),
                None => row.polled_at.min(now).plus(pause(&row)),
            };
            missing.push((work, last.map_or(now, due)));
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
            touched.extend(self.record_event(tx, instance, notice, true, now).await?.unwrap_or_default());
        }
        if !touched.is_empty() {
            jobs::enqueue(tx, &Refresh::after_event(&instance.id, touched), now).await?;
        }
        Ok(())
    }

    /// How changes of this instance are noticed at present.
    pub(super) async fn noticing(&self, tx: &mut Tx, instance: &InstanceRow) -> Result<NoticingView> {
        let now = self.clock.now();
        let row = tx.accounts().poll(&instance.id).await?;
        let absence = row.as_ref().and_then(|row| row.absence.clone());
        let polled_at = row.as_ref().map(|row| row.polled_at);
        let period = self.period(instance);
        let slowed = row.as_ref().and_then(|row| row.slowed.clone());
        let (by, message) = match &period {
            _ if is_told(instance, now) => {
                ("events", "Changes are noticed within seconds, by the service's events.".to_owned())
            }
            None => ("daily", "Changes are found at the daily refresh.".to_owned()),
            Some(period) => match (&absence, slowed) {
                (Some(absence), _) => ("daily", self.unasked(instance, absence)),
                (None, Some(slowed)) => ("polling", slowed),
                (None, None) => {
                    let every = in_words(period.every_s);
                    let text = format!(
                        "Changes are noticed within {every}: the service's log is asked every {every}."
                    );
                    ("polling", text)
                }
            },
        };
        let next_at = row.and_then(|row| row.next_at).filter(|_| by == "polling");
        Ok(NoticingView { by, message, polled_at, next_at, period, absence })
    }

    /// Why changes wait for the daily refresh, and what would mend it.
    fn unasked(&self, instance: &InstanceRow, absence: &Absence) -> String {
        let pushes =
            self.catalog.connectors.get(&instance.connector).is_some_and(|info| info.events.is_some());
        let right = absence.right.as_ref().map(|right| format!("add {right} at the service"));
        let events = pushes.then(|| "set up an event subscription".to_owned());
        let mend: Vec<_> = right.into_iter().chain(events).collect();
        let told = if pushes { ", and no event came within 24 hours" } else { "" };
        let mut text =
            format!("Changes are found at the daily refresh: the service's log cannot be asked{told}.");
        if !mend.is_empty() {
            text = format!("{text} To mend it, {}.", mend.join(", or "));
        }
        text
    }

    /// How often the log of an instance's service is asked; none where the service keeps none.
    pub(super) fn period(&self, instance: &InstanceRow) -> Option<PollPeriod> {
        let default_s = self.source(&instance.connector).ok()?.asks_every()?.as_secs();
        let default_s = u32::try_from(default_s).unwrap_or(PERIOD_S_MAX).max(1);
        let polling = self.catalog.connectors.get(&instance.connector).and_then(|info| info.polling.as_ref());
        let (min_s, max_s) =
            polling.map_or((PERIOD_S_MIN, PERIOD_S_MAX), |polling| (polling.min_s, polling.max_s));
        let set_s = instance.poll_every_s.and_then(|every_s| u32::try_from(every_s).ok());
        Some(PollPeriod {
            // Bounds that were narrowed since do not stop an instance from being asked.
            every_s: set_s.map_or(default_s, |set_s| set_s.clamp(min_s, max_s.max(min_s))),
            set_s,
            default_s,
            min_s,
            max_s,
        })
    }

    /// Whether an instance may be asked for every so many seconds.
    ///
    /// # Errors
    /// `Invalid`, at `poll_every_s`.
    pub(super) fn check_period(&self, instance: &InstanceRow, every_s: u32) -> Result<()> {
        let wrong = |message: String| Err(Error::field("poll_every_s", message));
        match self.period(instance) {
            None => wrong("This service keeps no log that could be asked for changes.".to_owned()),
            Some(PollPeriod { min_s, max_s, .. }) if !(min_s..=max_s).contains(&every_s) => wrong(format!(
                "The log may be asked every {} at most, and every {} at least: enter {min_s} to {max_s} seconds.",
                in_words(min_s),
                in_words(max_s)
            )),
            Some(_) => Ok(()),
        }
    }

    /// The pause until the next asking where few of the day's calls are left, and why it is that long.
    async fn slowed(
        &self,
        tx: &mut Tx,
        instance: &InstanceRow,
        class: Option<CallClass>,
        period: &PollPeriod,
    ) -> Result<Option<(Duration, String)>> {
        let Some(class) = class else { return Ok(None) };
        let quota = self.quota_of(tx, instance).await?;
        let Some(quota) = quota.into_iter().find(|quota| quota.class == class.as_str()) else {
            return Ok(None);
        };
        if quota.remaining.saturating_mul(100) >= quota.limit.saturating_mul(FEW_PERCENT) {
            return Ok(None);
        }
        let pause = SLOW.max(period.every() * SLOW_TIMES);
        let whose = if quota.limit_is_told { "the service allows" } else { "it is assumed to allow" };
        let why = format!(
            "Changes are noticed within {}: of the {} calls that {whose} in a day {} are left, so that its log is asked less often than every {}.",
            in_words(u32::try_from(pause.as_secs()).unwrap_or(u32::MAX)),
            quota.limit,
            quota.remaining,
            in_words(period.every_s),
        );
        Ok(Some((pause, why)))
    }
}

/// A span in the unit that people would say it in.
fn in_words(seconds: u32) -> String {
    match seconds {
        s if s >= 120 && s.is_multiple_of(60) => format!("{} minutes", s / 60),
        s => format!("{s} seconds"),
    }
}

/// Whether the service tells of changes by itself: an event came within a day.
fn is_told(instance: &InstanceRow, now: Time) -> bool {
    instance.event_secret.is_some() && instance.last_event_at.is_some_and(|at| now.since(at) < TOLD_FOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_as_people_say_them() {
        for (seconds, words) in [
            (30, "30 seconds"),
            (60, "60 seconds"),
            (90, "90 seconds"),
            (300, "5 minutes"),
            (3600, "60 minutes"),
        ] {
            assert_eq!(in_words(seconds), words);
        }
    }
}
