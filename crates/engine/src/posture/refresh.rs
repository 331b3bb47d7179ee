//! A refresh: sets read to their end, each committed whole with the work that it makes necessary.

use super::{
    quota::Permits,
    read_set::{Reader, RetryAt, SetFailure},
};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use connect::source::Account;
use model::{InstanceId, JobId, PrincipalId, RunId, SetName, Time};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::{InstanceRow, SetResult, SetState, StoreError, Trigger};

/// The first pause before a run that failed in passing is done again; doubles each time.
const AGAIN_AFTER: Duration = Duration::from_secs(5 * 60);
/// Runs that follow one that failed in passing; after them the daily refresh is the next.
pub(super) const AGAIN_MAX: u32 = 6;

/// The work of one run. The run has the id of its job, so that one that was interrupted goes on as itself:
/// sets that it had committed are not read again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Refresh {
    pub instance: InstanceId,
    pub trigger: Trigger,
    pub requested_by: Option<PrincipalId>,
    /// The sets to read; all where none are named.
    pub sets: Option<BTreeSet<SetName>>,
    /// How many runs before this one failed in passing.
    pub again: u32,
}

impl Refresh {
    /// A run over all sets.
    pub fn whole(instance: &InstanceId, trigger: Trigger, by: Option<&PrincipalId>) -> Self {
        Self { instance: instance.clone(), trigger, requested_by: by.cloned(), sets: None, again: 0 }
    }

    /// A run after an event: the sets that it touches, and the others that their checks read.
    pub fn after_event(instance: &InstanceId, sets: BTreeSet<SetName>) -> Self {
        Self { sets: Some(sets), ..Self::whole(instance, Trigger::Event, None) }
    }

    fn names(sets: &BTreeSet<SetName>) -> String {
        sets.iter().map(SetName::as_str).collect::<Vec<_>>().join(",")
    }
}

#[async_trait]
impl Work for Refresh {
    const KIND: &'static str = "refresh";

    /// Runs that wait for the same reason and the same sets are one.
    fn dedupe_key(&self) -> String {
        let sets = self.sets.as_ref().map_or("*".into(), Self::names);
        format!("{}:{}:{sets}:{}", self.instance, self.trigger.as_str(), self.again)
    }

    /// One at a time per instance, so that what it read and what was judged of it never cross.
    fn lane(&self) -> String {
        self.instance.to_string()
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let id = self.instance.clone();
        match self.read_sets(engine, job).await {
            // Deleted while it was read: there is nothing to keep and nobody to tell.
            Err(Failure::GiveUp(_)) if engine.store.read().await?.instances().get(&id).await?.is_none() => {
                job.complete_alone(engine).await
            }
            ended => ended,
        }
    }
}

impl Refresh {
    async fn read_sets(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let Some(instance) = engine.store.read().await?.instances().get(&self.instance).await? else {
            // Deleted while this waited: there is nothing to read and nobody to tell.
            return job.complete_alone(engine).await;
        };
        let mut run = engine.begin_run(&self, &instance, job).await?;
        crash_point("refresh.begun");
        let source = engine.source(&instance.connector)?;
        let account = engine.account(&instance).await?;
        let mut reader = account.as_ref().map(|account| Reader {
            source: source.as_ref(),
            pinned: &instance.account_id,
            account: account.as_ref(),
            clock: engine.clock.as_ref(),
            first_pause: engine.config.retry_pause,
            permits: Permits::of(engine, &instance),
        });
        let mut retry = None;
        let mut failures = Vec::new();
        for spec in source.sets() {
            let Some(at) = run.sets.iter().position(|s| s.set == spec.name && s.state == SetState::Waiting)
            else {
                continue;
            };
            let read = match &mut reader {
                Ok(reader) => reader.set(spec).await,
                Err(failure) => Err((*failure).clone()),
            };
            crash_point("refresh.read");
            let kept = match read {
                Ok(read) => match engine.commit_set(&mut run, at, read, job).await {
                    // What cannot be kept (too large, say) is this set's failure, and no other's.
                    Err(Failure::GiveUp(crate::Error::Invalid(problems))) => {
                        let said: Vec<_> =
                            problems.into_iter().map(|p| format!("{}: {}", p.field, p.message)).collect();
                        Err(SetFailure { detail: said.join("; "), retry: None, refused: false })
                    }
                    committed => Ok(committed?),
                },
                Err(failure) => Err(failure),
            };
            if let Err(failure) = kept {
                tracing::warn!(instance = %instance.id, set = %spec.name, detail = failure.detail, "set not read");
                retry = later(retry, failure.retry);
                run.sets[at] = SetResult {
                    set: spec.name.clone(),
                    state: SetState::Failed,
                    detail: Some(failure.detail.clone()),
                    at: Some(engine.clock.now()),
                };
                failures.push((spec.name.clone(), failure));
            }
        }
        if let Ok(reader) = reader {
            reader.permits.settle().await;
        }
        engine.end_run(&self, run, &failures, retry, job).await
    }
}

/// The later of two answers to "when again": a service's word counts for the whole run.
fn later(one: Option<RetryAt>, other: Option<RetryAt>) -> Option<RetryAt> {
    match (one, other) {
        (Some(RetryAt::Told(a)), Some(RetryAt::Told(b))) => Some(RetryAt::Told(a.max(b))),
        (Some(told @ RetryAt::Told(_)), _) | (_, Some(told @ RetryAt::Told(_))) => Some(told),
        (one, other) => one.or(other),
    }
}

impl Engine {
    /// *Refresh now*. Returns the run that will show what came of it.
    pub async fn refresh_now(&self, actor: &Actor, id: &InstanceId) -> Result<RunId> {
        actor.may(UseCase::ManageConnectors)?;
        let instance = self.instance_row(id).await?;
        let work = Refresh::whole(&instance.id, Trigger::Requested, Some(actor.principal()));
        let mut tx = self.store.write().await?;
        let job = jobs::enqueue(&mut tx, &work, self.clock.now()).await?;
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(run_of(&job))
    }

    /// The signed-in account of an instance, or why it cannot be had: trying again with the same credentials
    /// is then of no use.
    pub(super) async fn account(
        &self,
        instance: &InstanceRow,
    ) -> Result<Result<Arc<dyn Account>, SetFailure>, Failure> {
        if let Some(open) = self.accounts.get(&instance.id, &instance.credentials) {
            return Ok(Ok(open));
        }
        let refused = |why: String| SetFailure {
            detail: format!("The credentials could not be opened: {why}. Enter them again with Edit."),
            retry: None,
            refused: true,
        };
        let sealed = match self.store.read().await?.vault().open(&instance.credentials).await {
            Ok(sealed) => sealed,
            Err(error @ (StoreError::Key(_) | StoreError::NotFound { .. } | StoreError::Corrupt { .. })) => {
                return Ok(Err(refused(error.to_string())));
            }
            Err(error) => return Err(error.into()),
        };
        let credentials = super::activate::opened_form(&sealed)?;
        match self.source(&instance.connector)?.open(&credentials) {
            Ok(account) => {
                self.accounts.put(instance.id.clone(), instance.credentials.clone(), account.clone());
                Ok(Ok(account))
            }
            Err(problems) => {
                Ok(Err(refused(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))))
            }
        }
    }
}

/// A run has the id of its job.
pub(super) fn run_of(job: &JobId) -> RunId {
    RunId::of_job(job)
}

pub(super) fn due_again(retry: RetryAt, before: u32, now: Time) -> Time {
    // A service that says "in a minute" time and again is not asked more often for it than one that says nothing.
    let backoff = now.plus(AGAIN_AFTER * 2u32.saturating_pow(before));
    match retry {
        RetryAt::Told(at) => at.max(backoff),
        RetryAt::Backoff => backoff,
    }
}
