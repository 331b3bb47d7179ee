//! What time makes necessary. A reconciler: it takes no input, compares what should be waiting with what is,
//! and may run as often as one likes.

use super::enqueue;
use crate::{
    Change, Engine, Result, Topic,
    access::house,
    chain,
    posture::{Evaluate, Refresh},
    standings::{Look, When},
};
use model::Time;
use std::{sync::Arc, time::Duration};
use store::Trigger;
use tokio::sync::watch;

/// How often it looks: what a boundary, a staleness or a daily refresh may be late.
const PERIOD: Duration = Duration::from_secs(1);
/// How long the outbox and ended sessions are kept.
const KEPT: Duration = Duration::from_secs(24 * 60 * 60);
/// Runs among which the last one over all sets is looked for.
const RUNS_LOOKED_AT: u32 = 200;
/// Looks between two searches for the next verdict to go stale: readings that come in only put it off.
const LOOK_AGAIN_EVERY: u64 = 30;
/// Looks between two judgings of everything. Equal outcomes change nothing; what a judging that was lost, a node
/// with other checks, or a stopped expression left behind is mended by then.
const JUDGE_EVERY: u64 = 3600;
/// Looks between two scrubs, and before the first: destroyed keys leave free pages and logs within a day.
const SCRUB_EVERY: u64 = 12 * 3600;
const SCRUB_FIRST: u64 = 600;
/// Looks between two comparisons of alerts with what is.
const ALERTS_EVERY: u64 = 5;
/// Looks between two looks at how much of the services' limits is spent.
const QUOTA_EVERY: u64 = 20;
/// Looks between two searches for instances whose log nobody asks: each asking has the next one waiting.
const POLLS_EVERY: u64 = 15;
/// Looks between two searches for archive connectors with a step that nobody drains.
const ARCHIVES_EVERY: u64 = 5;
/// Looks between two sweeps of files that no row came to have, and before the first.
const SWEEP_EVERY: u64 = 6 * 3600;
const SWEEP_FIRST: u64 = 300;
/// Between two erasures of personal data that were kept long enough; one at the start.
const ERASE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long dead jobs are listed.
const DEAD_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Looks between two clean-ups.
const CLEAN_EVERY: u64 = 3600;

/// The search for the next verdict to go stale.
#[derive(Default)]
struct NextStale {
    at: Option<Time>,
    /// The latest notice before the search: without another one nothing was read or judged since.
    seen: Option<i64>,
}

pub(super) async fn run(engine: Arc<Engine>, mut stop: watch::Receiver<bool>) {
    let mut next_stale = NextStale::default();
    let mut erased = None;
    let mut looks = 0_u64;
    while !*stop.borrow() {
        let looked = async {
            if looks.is_multiple_of(JUDGE_EVERY) {
                engine.judge_everything().await?;
            }
            engine.schedule_daily().await?;
            engine.tell_of_staleness(&mut next_stale, looks.is_multiple_of(LOOK_AGAIN_EVERY)).await?;
            if looks.is_multiple_of(ALERTS_EVERY) {
                engine.reconcile_alerts().await?;
            }
            if looks.is_multiple_of(QUOTA_EVERY) {
                engine.alert_on_quota().await?;
            }
            if looks.is_multiple_of(POLLS_EVERY) {
                engine.schedule_polls().await?;
            }
            if looks.is_multiple_of(ARCHIVES_EVERY) {
                engine.schedule_archives().await?;
            }
            if looks % SWEEP_EVERY == SWEEP_FIRST {
                engine.store.sweep_orphans(engine.clock.now()).await?;
            }
            let now = engine.clock.now();
            if erased.is_none_or(|last| now.since(last) >= ERASE_EVERY) {
                engine.schedule_erasure().await?;
                erased = Some(now);
            }
            if looks.is_multiple_of(CLEAN_EVERY) {
                engine.clean_up().await?;
            }
            if looks % SCRUB_EVERY == SCRUB_FIRST {
                engine.store.scrub().await?;
            }
            Ok::<_, crate::Error>(())
        };
        match looked.await {
            Ok(()) => looks += 1,
            Err(error) => tracing::error!(error = chain(&error), "the schedule could not be kept"),
        }
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => {}
            _ = stop.changed() => {}
        }
    }
}

impl Engine {
    /// At the start, since the binary may have brought other versions of checks, and every hour.
    async fn judge_everything(&self) -> Result<()> {
        let mut tx = self.store.write().await?;
        let now = self.clock.now();
        for instance in tx.instances().list(&house()).await? {
            enqueue(&mut tx, &Evaluate::all(&instance.id), now).await?;
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }

    /// Every instance has its daily refresh waiting, a period after its last whole run began.
    async fn schedule_daily(&self) -> Result<()> {
        let now = self.clock.now();
        let mut missing = Vec::new();
        let mut tx = self.store.read().await?;
        let waiting = self.daily_refreshes(&mut tx).await?;
        for instance in tx.instances().list(&house()).await? {
            // One that a clock that was ahead put off for longer than a period is brought back.
            let latest = now.plus(self.config.refresh_period);
            if waiting.of(&instance.id).is_none_or(|due| due > latest) {
                let last = tx.runs().list(&house(), &instance.id, RUNS_LOOKED_AT).await?;
                missing.push((last.into_iter().find(|run| run.trigger != Trigger::Event), instance));
            }
        }
        drop(tx);
        if missing.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for (last, instance) in missing {
            // A clock that was ahead must not put the next one off for longer than a period from now.
            let last = last.map_or(instance.created_at, |run| run.started_at).min(now);
            let due = last.plus(self.config.refresh_period);
            enqueue(&mut tx, &Refresh::whole(&instance.id, Trigger::Daily, None), due).await?;
        }
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }

    /// Wakes open pages at the moment at which the next verdict goes stale. Nothing is stored: what a page shows
    /// is computed from the readings each time, so that it is enough to have it look again.
    async fn tell_of_staleness(&self, stale: &mut NextStale, look_again: bool) -> Result<()> {
        let now = self.clock.now();
        let NextStale { at: next, seen } = stale;
        let passed = next.is_some_and(|at| now > at);
        if passed {
            self.live.tell(Change { topic: Topic::Stale, instance: None, at: now });
        }
        if !passed && !look_again {
            return Ok(());
        }
        let mut tx = self.store.read().await?;
        let seq = tx.outbox().latest().await?;
        if passed || *seen != Some(seq) {
            *seen = Some(seq);
            let instances = tx.instances().list(&house()).await?;
            *next = None;
            for instance in &instances {
                let (one, when) = (std::slice::from_ref(instance), When::now(self.clock.as_ref()));
                let standings = self.standings(&mut tx, &house(), one, when, Look::Verdicts).await?;
                let proven = standings.of(&instance.id).filter_map(|standing| standing.proven_until);
                *next = next.iter().copied().chain(proven.filter(|until| *until >= now)).min();
            }
        }
        Ok(())
    }

    async fn clean_up(&self) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        tx.outbox().prune(now.minus(KEPT)).await?;
        tx.sessions().prune(now, now.minus(KEPT)).await?;
        tx.jobs().prune_dead(now.minus(DEAD_KEPT)).await?;
        self.forget_messages(&mut tx).await?;
        self.forget_drafts(&mut tx, now).await?;
        tx.commit().await?;
        Ok(())
    }
}
