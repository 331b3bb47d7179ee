//! A run's line: begun, a set committed, ended. Every write is under the job's fence.

use super::{
    read_set::{Read, RetryAt, SetFailure},
    refresh::{AGAIN_MAX, Refresh, due_again, run_of},
};
use crate::{
    Engine, Result, Topic,
    accepted::Version,
    alerts,
    crash::crash_point,
    jobs::{self, Claimed, Failure},
};
use ledger::{LeafKind, Subject};
use model::{CheckId, InstanceId, SetName, SignalName};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::{Committed, InstanceRow, RunRow, RunState, SetResult, SetState, Tx};

impl Engine {
    /// The run's line: a new one, or the one that was left when this process, or another, was ended. What that
    /// one could not read is tried again; what it committed stays committed.
    pub(super) async fn begin_run(
        &self,
        work: &Refresh,
        instance: &InstanceRow,
        job: &Claimed,
    ) -> Result<RunRow, Failure> {
        let mut tx = job.write(self).await?;
        let id = run_of(job.id());
        if let Some(mut run) = tx.runs().get(&id).await? {
            for set in run.sets.iter_mut().filter(|set| set.state == SetState::Failed) {
                *set = SetResult { state: SetState::Waiting, detail: None, at: None, ..set.clone() };
            }
            return Ok(run);
        }
        // One run of an instance at a time: another that has neither an end nor a job lost its job.
        self.end_lost_runs(&mut tx, &instance.id).await?;
        let wanted = |set: &SetName| work.sets.as_ref().is_none_or(|sets| sets.contains(set));
        let specs = self.source(&instance.connector)?.sets();
        let waiting =
            |set: &SetName| SetResult { set: set.clone(), state: SetState::Waiting, detail: None, at: None };
        let run = RunRow {
            id,
            instance: instance.id.clone(),
            trigger: work.trigger,
            requested_by: work.requested_by.clone(),
            started_at: self.clock.now(),
            ended_at: None,
            state: RunState::Running,
            sets: specs.iter().filter(|spec| wanted(&spec.name)).map(|spec| waiting(&spec.name)).collect(),
        };
        tx.runs().insert(&run).await?;
        // Whatever events came until now, this run reads after them.
        tx.events().follow(&instance.id, &run.id).await?;
        self.changed(&mut tx, Topic::Run, Some(&instance.id));
        tx.commit().await?;
        Ok(run)
    }

    /// One transaction: the set's readings, the run's line, and the verdicts that they change.
    pub(super) async fn commit_set(
        &self,
        run: &mut RunRow,
        at: usize,
        read: Read,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let Read { whole, warning } = read;
        let mut tx = job.write(self).await?;
        let set = run.sets[at].set.clone();
        let Committed { recorded_at, changed } =
            tx.signals().commit_set(&run.instance, &set, &run.id, &whole, self.clock.now()).await?;
        // What is judged is what was kept; a list of all people need not lie here twice meanwhile.
        drop(whole);
        crash_point("refresh.set_written");
        let mut with_it = run.clone();
        with_it.sets[at] =
            SetResult { set, state: SetState::Committed, detail: warning, at: Some(recorded_at) };
        tx.runs().update(&with_it).await?;
        let Some(instance) = tx.instances().get(&run.instance).await? else {
            return Err(crate::Error::not_found("activated connector").into());
        };
        let version = self.counting(&mut tx).await?;
        let (checks, lost) = self.concerned(&mut tx, version, &instance, &changed).await?;
        self.judge_now(&mut tx, version, &instance, &checks, Some((&run.id, recorded_at))).await?;
        self.alert_on_set(&mut tx, &instance, &run.sets[at].set, &lost).await?;
        crash_point("refresh.judged");
        self.changed(&mut tx, Topic::Run, Some(&run.instance));
        tx.commit().await?;
        crash_point("refresh.set_committed");
        *run = with_it;
        Ok(())
    }

    /// The checks that see something else since a set was committed, and the signals that can no longer be read.
    /// Only what changed is looked at: most days that is nothing, and a list of all people is large.
    async fn concerned(
        &self,
        tx: &mut Tx,
        version: &Version,
        instance: &InstanceRow,
        changed: &BTreeMap<SignalName, Option<i64>>,
    ) -> Result<(Vec<CheckId>, BTreeSet<SignalName>)> {
        let were = changed.iter().filter_map(|(signal, number)| Some((signal.clone(), (*number)?))).collect();
        let before = tx.signals().of_commits(&instance.id, &were).await?;
        let after = tx.signals().newest_of(&instance.id, &changed.keys().cloned().collect()).await?;
        let checks = assure::affected(&version.catalog, &instance.service, &before, &after);
        Ok((checks, alerts::lost(&before, &after)))
    }

    /// Closes the run's line, and makes sure that what failed in passing is read again.
    pub(super) async fn end_run(
        &self,
        work: &Refresh,
        mut run: RunRow,
        failures: &[(SetName, SetFailure)],
        retry: Option<RetryAt>,
        job: &Claimed,
    ) -> Result<(), Failure> {
        let mut tx = job.write(self).await?;
        self.close_run(&mut tx, &mut run).await?;
        self.alert_on_run(&mut tx, &run, failures).await?;
        if let Some(retry) = retry.filter(|_| work.again < AGAIN_MAX) {
            let failed = run.sets.iter().filter(|set| set.state == SetState::Failed);
            let again = Refresh {
                sets: Some(failed.map(|set| set.set.clone()).collect()),
                again: work.again + 1,
                ..work.clone()
            };
            jobs::enqueue(&mut tx, &again, due_again(retry, work.again, self.clock.now())).await?;
        }
        if work.trigger != store::Trigger::Event {
            self.resume_polling(&mut tx, &run.instance).await?;
        }
        crash_point("refresh.ending");
        job.complete(&mut tx).await?;
        tx.commit().await?;
        crash_point("refresh.ended");
        Ok(())
    }

    /// Ends runs whose job was given up, so that none is *running* for ever.
    pub(crate) async fn end_lost_runs(&self, tx: &mut Tx, instance: &InstanceId) -> Result<()> {
        for mut run in tx.runs().running(instance).await? {
            if tx.jobs().lives(&run.id).await? {
                continue;
            }
            for set in run.sets.iter_mut().filter(|set| set.state == SetState::Waiting) {
                let detail = Some("the run was interrupted and given up".to_owned());
                *set =
                    SetResult { state: SetState::Failed, detail, at: Some(self.clock.now()), ..set.clone() };
            }
            self.close_run(tx, &mut run).await?;
        }
        Ok(())
    }

    /// The run's end and its leaf, which holds what was read and when: half of every verdict rests on that.
    async fn close_run(&self, tx: &mut Tx, run: &mut RunRow) -> Result<()> {
        let failed = run.sets.iter().filter(|set| set.state == SetState::Failed).count();
        run.ended_at = Some(self.clock.now());
        run.state = match failed {
            0 => RunState::Complete,
            some if some == run.sets.len() => RunState::Failed,
            _ => RunState::Partial,
        };
        tx.runs().update(run).await?;
        let sets: Vec<_> = run.sets.iter().map(|set| json!([set.set, set.state])).collect();
        let readings = tx.signals().of_run(&run.instance, &run.id).await?;
        let about = Subject::new().with("instance", &run.instance).with("run", &run.id);
        let values =
            [("readings", json!(readings)), ("sets", json!(sets)), ("state", json!(run.state.as_str()))];
        self.leaf(tx, LeafKind::RUN_COMPLETED, about, &values).await?;
        self.changed(tx, Topic::Run, Some(&run.instance));
        Ok(())
    }
}
