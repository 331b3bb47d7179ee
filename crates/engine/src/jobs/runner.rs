//! The runner: claims what is due, runs it, and decides what becomes of it when it fails.

use super::{Claimed, Failure, Work, claimed::LEASE};
use crate::{
    Change, Engine, Error, Topic,
    alerts::Deliver,
    archive::{self, Capture, Fetch, Reconcile, Stage},
    chain,
    posture::{Erase, Evaluate, Poll, Refresh},
};
use futures::FutureExt;
use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};
use store::Job;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinSet,
};

/// Jobs that run at once in this process.
const AT_ONCE: usize = 16;
/// How often the table is looked at when nobody nudges: what a job that another node enqueued, or that falls
/// due, may wait.
const POLL: Duration = Duration::from_millis(250);
/// A heartbeat well within the lease.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// The first pause before failed work is tried again; doubles each time.
const BACKOFF: Duration = Duration::from_secs(2);
const BACKOFF_MAX: Duration = Duration::from_secs(10 * 60);
/// The pause where a disk is full: what waits goes on soon after there is room.
const FULL_DISK_PAUSE: Duration = Duration::from_secs(15);
/// Tries before work is given up and kept among the dead jobs.
const TRIES_MAX: u32 = 12;

const KINDS: &[&str] = &[
    Refresh::KIND,
    Evaluate::KIND,
    Poll::KIND,
    Erase::KIND,
    Deliver::KIND,
    Capture::KIND,
    Fetch::KIND,
    Stage::KIND,
    archive::Deliver::KIND,
    Reconcile::KIND,
];

/// Runs jobs until `stop` says so; what runs then is waited for.
pub(super) async fn run(engine: Arc<Engine>, mut stop: watch::Receiver<bool>) {
    let free = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    while !*stop.borrow() {
        let Ok(permit) = free.clone().acquire_owned().await else { return };
        let claimed = claim(&engine, permit, &free).await;
        if claimed.is_empty() {
            tokio::select! {
                () = engine.nudge.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
        for (job, permit) in claimed {
            let engine = engine.clone();
            running.spawn(async move {
                work_on(&engine, job).await;
                engine.nudge.notify_one();
                drop(permit);
            });
        }
        while running.try_join_next().is_some() {}
    }
    while running.join_next().await.is_some() {}
}

/// Claims a job for the permit, and in the same transaction one for each that became free while others wrote. One at
/// a time where other processes claim too: two that hold several lanes each could wait for each other crosswise.
async fn claim(
    engine: &Engine,
    permit: OwnedSemaphorePermit,
    free: &Arc<Semaphore>,
) -> Vec<(Job, OwnedSemaphorePermit)> {
    let claimed = async {
        let mut tx = engine.store.write().await?;
        let now = engine.clock.now();
        let mut claimed = Vec::new();
        let mut next = Some(permit);
        while let Some(permit) = next {
            let Some(job) = tx.jobs().claim(&engine.config.node, KINDS, now, LEASE).await? else { break };
            claimed.push((job, permit));
            next = (!engine.store.is_shared()).then(|| free.clone().try_acquire_owned().ok()).flatten();
        }
        tx.commit().await?;
        Ok::<_, store::StoreError>(claimed)
    };
    claimed.await.unwrap_or_else(|error| {
        tracing::error!(%error, "jobs cannot be claimed");
        Vec::new()
    })
}

async fn work_on(engine: &Arc<Engine>, job: Job) {
    let (kind, attempts, lane) = (job.kind.clone(), job.attempts, job.lane.clone());
    let claimed = Claimed(job);
    let failure = if attempts > TRIES_MAX && !engine.full_disk.has(&lane) {
        // Whoever had it never came back to say why.
        Failure::GiveUp(Error::Internal(format!("it ended {TRIES_MAX} times without a word")))
    } else {
        tokio::select! {
            ended = without_panic(engine, &claimed) => match ended {
                Ok(()) => return engine.has_room(&lane),
                Err(failure) => failure,
            },
            failure = keep_alive(engine, &claimed) => failure,
        }
    };
    let settled = match failure {
        Failure::Fenced => {
            tracing::warn!(%kind, "another worker took this job over");
            return;
        }
        Failure::Retry(error) if engine.full_disk.met(&lane, &error) => {
            tracing::error!(%kind, error = chain(&error), "a disk is full");
            engine.live.tell(Change { topic: Topic::Archive, instance: None, at: engine.clock.now() });
            settle(engine, &claimed, &error, Some(FULL_DISK_PAUSE)).await
        }
        Failure::Retry(error) if attempts < TRIES_MAX => {
            engine.has_room(&lane);
            let pause = (BACKOFF * 2u32.saturating_pow(attempts)).min(BACKOFF_MAX);
            let error_chain = chain(&error);
            tracing::warn!(%kind, attempts, error = error_chain, pause_s = pause.as_secs(), "failed, to be tried again");
            settle(engine, &claimed, &error, Some(pause)).await
        }
        Failure::Retry(error) | Failure::GiveUp(error) => {
            engine.has_room(&lane);
            tracing::error!(%kind, attempts, error = chain(&error), "given up");
            settle(engine, &claimed, &error, None).await
        }
    };
    if let Err(error) = settled {
        // The lease ends by itself and the job is claimed again.
        tracing::error!(%kind, error = chain(&error), "the failure could not be recorded");
    }
}

impl Engine {
    /// Work of a lane did not end by a full disk.
    fn has_room(&self, lane: &str) {
        if self.full_disk.passed(lane) {
            tracing::info!(lane, "there is room again");
            self.live.tell(Change { topic: Topic::Archive, instance: None, at: self.clock.now() });
        }
    }
}

async fn settle(engine: &Engine, job: &Claimed, error: &Error, pause: Option<Duration>) -> Result<(), Error> {
    let mut tx = engine.store.write().await?;
    match pause {
        Some(pause) => tx.jobs().retry(&job.0, engine.clock.now().plus(pause), &chain(error)).await?,
        None => {
            tx.jobs().bury(&job.0, &chain(error)).await?;
            if let Ok(refresh) = payload::<Refresh>(job) {
                engine.end_lost_runs(&mut tx, &refresh.instance).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

/// A defect of ours must not hold an instance's lane for ever: a panic is a failure like others.
async fn without_panic(engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
    match AssertUnwindSafe(dispatch(engine, job)).catch_unwind().await {
        Ok(ended) => ended,
        Err(_) => Err(Failure::Retry(Error::Internal("it panicked; the log says where".into()))),
    }
}

/// Prolongs the lease until it was lost.
async fn keep_alive(engine: &Engine, job: &Claimed) -> Failure {
    loop {
        tokio::time::sleep(HEARTBEAT).await;
        let beat = async {
            let tx = job.write(engine).await?;
            Ok::<_, Failure>(tx.commit().await?)
        };
        match beat.await {
            Err(Failure::Fenced) => return Failure::Fenced,
            Err(failure) => tracing::warn!(?failure, "no heartbeat"),
            Ok(()) => {}
        }
    }
}

async fn dispatch(engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
    match job.0.kind.as_str() {
        Refresh::KIND => payload::<Refresh>(job)?.run(engine, job).await,
        Evaluate::KIND => payload::<Evaluate>(job)?.run(engine, job).await,
        Poll::KIND => payload::<Poll>(job)?.run(engine, job).await,
        Erase::KIND => payload::<Erase>(job)?.run(engine, job).await,
        Deliver::KIND => payload::<Deliver>(job)?.run(engine, job).await,
        Capture::KIND => payload::<Capture>(job)?.run(engine, job).await,
        Fetch::KIND => payload::<Fetch>(job)?.run(engine, job).await,
        Stage::KIND => payload::<Stage>(job)?.run(engine, job).await,
        archive::Deliver::KIND => payload::<archive::Deliver>(job)?.run(engine, job).await,
        Reconcile::KIND => payload::<Reconcile>(job)?.run(engine, job).await,
        kind => Err(Failure::GiveUp(Error::Internal(format!("no work is of the kind “{kind}”")))),
    }
}

fn payload<W: Work>(job: &Claimed) -> Result<W, Failure> {
    serde_json::from_value(job.0.payload.clone()).map_err(|e| {
        Failure::GiveUp(Error::Internal(format!("the payload of a {} is not one: {e}", W::KIND)))
    })
}
