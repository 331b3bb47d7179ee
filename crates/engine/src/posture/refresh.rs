//! A refresh: sets read to their end, each committed whole with the work that it makes necessary.

use super::read_set::{RetryAt, SetFailure, WholeSet, read_set};
use crate::{
    Engine, Result, Topic,
    access::{Actor, UseCase},
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use connect::source::{Account, SetSpec};
use ledger::{LeafKind, Subject};
use model::{InstanceId, JobId, PrincipalId, RunId, SetName, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::{InstanceRow, RunRow, RunState, SetResult, SetState, Trigger};

/// The first pause before a run that failed in passing is done again; doubles each time.
const AGAIN_AFTER: Duration = Duration::from_secs(5 * 60);
/// Runs that follow one that failed in passing; after them the daily refresh is the next.
const AGAIN_MAX: u32 = 6;

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
        let account = engine.account(&instance).await;
        let mut retry = None;
        for spec in engine.source(&instance.connector)?.sets() {
            let Some(at) = run.sets.iter().position(|s| s.set == spec.name && s.state == SetState::Waiting)
            else {
                continue;
            };
            let read = match &account {
                Ok(account) => engine.read(account.as_ref(), spec).await,
                Err(detail) => Err(SetFailure { detail: detail.clone(), retry: None }),
            };
            crash_point("refresh.read");
            match read {
                Ok(whole) => engine.commit_set(&mut run, at, whole, job).await?,
                Err(failure) => {
                    tracing::warn!(instance = %instance.id, set = %spec.name, detail = failure.detail, "set not read");
                    retry = later(retry, failure.retry);
                    run.sets[at] = SetResult {
                        set: spec.name.clone(),
                        state: SetState::Failed,
                        detail: Some(failure.detail),
                        at: Some(engine.clock.now()),
                    };
                }
            }
        }
        engine.end_run(&self, run, retry, job).await
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

    /// The signed-in account of an instance. The text says why there is none.
    async fn account(&self, instance: &InstanceRow) -> Result<Arc<dyn Account>, String> {
        if let Some(open) = self.accounts.get(&instance.id, &instance.credentials) {
            return Ok(open);
        }
        let opened = async {
            let sealed = self.store.read().await?.vault().open(&instance.credentials).await?;
            let credentials = super::activate::opened_form(&sealed)?;
            let source = self.source(&instance.connector)?;
            source.open(&credentials).map_err(|problems| {
                let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
                crate::Error::Internal(format!("the kept credentials are not usable: {}", said.join("; ")))
            })
        };
        match opened.await {
            Ok(account) => {
                self.accounts.put(instance.id.clone(), instance.credentials.clone(), account.clone());
                Ok(account)
            }
            Err(error) => {
                Err(format!("The credentials could not be opened: {error}. Enter them again with Edit."))
            }
        }
    }

    async fn read(&self, account: &dyn Account, spec: &SetSpec) -> Result<WholeSet, SetFailure> {
        read_set(account, spec, self.clock.as_ref(), self.config.retry_pause).await
    }

    /// The run's line: a new one, or the one that was left when this process, or another, was ended.
    async fn begin_run(
        &self,
        work: &Refresh,
        instance: &InstanceRow,
        job: &Claimed,
    ) -> Result<RunRow, Failure> {
        let mut tx = job.write(self).await?;
        let id = run_of(job.id());
        if let Some(run) = tx.runs().get(&id).await? {
            return Ok(run);
        }
        let wanted = |set: &SetName| work.sets.as_ref().is_none_or(|sets| sets.contains(set));
        let run = RunRow {
            id,
            instance: instance.id.clone(),
            trigger: work.trigger,
            requested_by: work.requested_by.clone(),
            started_at: self.clock.now(),
            ended_at: None,
            state: RunState::Running,
            sets: self
                .source(&instance.connector)?
                .sets()
                .iter()
                .filter(|spec| wanted(&spec.name))
                .map(|spec| SetResult {
                    set: spec.name.clone(),
                    state: SetState::Waiting,
                    detail: None,
                    at: None,
                })
                .collect(),
        };
        tx.runs().insert(&run).await?;
        // Whatever events came until now, this run reads after them.
        tx.events().follow(&instance.id, &run.id).await?;
        self.changed(&mut tx, Topic::Run, Some(&instance.id));
        tx.commit().await?;
        Ok(run)
    }

    /// One transaction: the set's readings, the run's line, and the verdicts that they change.
    async fn commit_set(
        &self,
        run: &mut RunRow,
        at: usize,
        whole: WholeSet,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut tx = job.write(self).await?;
        let before = tx.signals().latest(&run.instance, now).await?;
        let set = run.sets[at].set.clone();
        tx.signals().commit_set(&run.instance, &set, &run.id, &whole, now).await?;
        crash_point("refresh.set_written");
        run.sets[at] = SetResult { set, state: SetState::Committed, detail: None, at: Some(now) };
        tx.runs().update(run).await?;
        let after = tx.signals().latest(&run.instance, now).await?;
        let Some(instance) = tx.instances().get(&run.instance).await? else {
            return Err(crate::Error::not_found("activated connector").into());
        };
        let checks = assure::affected(&self.catalog, &instance.service, &before, &after);
        self.judge_checks(&mut tx, &instance, &checks, &after, Some(&run.id), now).await?;
        crash_point("refresh.judged");
        self.changed(&mut tx, Topic::Run, Some(&run.instance));
        tx.commit().await?;
        crash_point("refresh.set_committed");
        Ok(())
    }

    /// Closes the run's line, and makes sure that what failed in passing is read again.
    async fn end_run(
        &self,
        work: &Refresh,
        mut run: RunRow,
        retry: Option<RetryAt>,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let failed = run.sets.iter().filter(|s| s.state == SetState::Failed).count();
        run.ended_at = Some(now);
        run.state = match failed {
            0 => RunState::Complete,
            some if some == run.sets.len() => RunState::Failed,
            _ => RunState::Partial,
        };
        let mut tx = job.write(self).await?;
        tx.runs().update(&run).await?;
        let sets: Vec<_> = run.sets.iter().map(|s| json!([s.set, s.state])).collect();
        self.leaf(
            &mut tx,
            LeafKind::RUN_COMPLETED,
            Subject::new().with("instance", &run.instance).with("run", &run.id),
            &[("sets", json!(sets)), ("state", json!(run.state.as_str()))],
        )
        .await?;
        if let Some(retry) = retry.filter(|_| work.again < AGAIN_MAX) {
            let again = Refresh {
                sets: Some(
                    run.sets.iter().filter(|s| s.state == SetState::Failed).map(|s| s.set.clone()).collect(),
                ),
                again: work.again + 1,
                ..work.clone()
            };
            jobs::enqueue(&mut tx, &again, due_again(retry, work.again, now)).await?;
        }
        self.changed(&mut tx, Topic::Run, Some(&run.instance));
        crash_point("refresh.ending");
        job.complete(&mut tx).await?;
        tx.commit().await?;
        crash_point("refresh.ended");
        Ok(())
    }
}

/// A run has the id of its job.
fn run_of(job: &JobId) -> RunId {
    RunId::of_job(job)
}

fn due_again(retry: RetryAt, before: u32, now: Time) -> Time {
    match retry {
        RetryAt::Told(at) => at.max(now),
        RetryAt::Backoff => now.plus(AGAIN_AFTER * 2u32.saturating_pow(before)),
    }
}
