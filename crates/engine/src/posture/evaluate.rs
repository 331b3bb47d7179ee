//! Judging: the checks whose readings changed, or whose time has come, against the latest readings.

use crate::{
    Engine, Result, Topic,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use ledger::{LeafKind, Subject};
use model::{CheckId, InstanceId, Outcome, OutcomeId, Reading, RunId, SignalName, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use store::{NewOutcome, Recorded, Tx};

/// The judging of some checks of one instance, or of all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Evaluate {
    pub instance: InstanceId,
    /// All where none are named.
    pub checks: Option<Vec<CheckId>>,
    /// The run that made it necessary.
    pub run: Option<RunId>,
    /// Set for a check that is judged again because time passed a boundary.
    pub boundary: Option<Time>,
}

impl Evaluate {
    pub fn all(instance: &InstanceId) -> Self {
        Self { instance: instance.clone(), checks: None, run: None, boundary: None }
    }
    pub fn these(instance: &InstanceId, run: &RunId, checks: Vec<CheckId>) -> Self {
        Self { checks: Some(checks), run: Some(run.clone()), ..Self::all(instance) }
    }
    fn at_boundary(instance: &InstanceId, check: &CheckId, boundary: Time) -> Self {
        Self { checks: Some(vec![check.clone()]), boundary: Some(boundary), ..Self::all(instance) }
    }
}

#[async_trait]
impl Work for Evaluate {
    const KIND: &'static str = "evaluate";

    fn dedupe_key(&self) -> String {
        match (&self.run, self.boundary, &self.checks) {
            // Two sets of one run may each make some judging necessary: both are kept.
            (Some(run), _, Some(checks)) => format!(
                "{}:{run}:{}",
                self.instance,
                checks.iter().map(CheckId::as_str).collect::<Vec<_>>().join(",")
            ),
            (_, Some(at), Some(checks)) => format!(
                "{}:{at}:{}",
                self.instance,
                checks.iter().map(CheckId::as_str).collect::<Vec<_>>().join(",")
            ),
            _ => format!("{}:*", self.instance),
        }
    }

    fn lane(&self) -> String {
        self.instance.to_string()
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let now = engine.clock.now();
        let mut tx = job.write(engine).await?;
        let Some(instance) = tx.instances().get(&self.instance).await? else {
            drop(tx);
            return job.complete_alone(engine).await;
        };
        let readings = tx.signals().latest(&instance.id, now).await?;
        let wanted = |check: &CheckId| self.checks.as_ref().is_none_or(|checks| checks.contains(check));
        let mut changed = 0_usize;
        for check in engine.catalog.checks_of(&instance.service).filter(|check| wanted(&check.id)) {
            let outcome = engine.judge.evaluate(check, &readings, &BTreeMap::new(), now);
            if engine.record(&mut tx, &self, &check.id, outcome, &readings, now).await? {
                changed += 1;
            }
        }
        if changed > 0 {
            engine.changed(&mut tx, Topic::Outcome, Some(&instance.id));
        }
        crash_point("evaluate.written");
        job.complete(&mut tx).await?;
        tx.commit().await?;
        crash_point("evaluate.ended");
        tracing::info!(instance = %instance.id, changed, "judged");
        Ok(())
    }
}

impl Engine {
    /// Keeps one outcome: the open interval where nothing changed, a new one and a leaf where something did.
    /// A check that reads the time is judged again at its next boundary.
    async fn record(
        &self,
        tx: &mut Tx,
        work: &Evaluate,
        check: &CheckId,
        mut outcome: Outcome,
        readings: &BTreeMap<SignalName, Reading>,
        now: Time,
    ) -> Result<bool> {
        // When to look again is no part of what was found: kept with it, an hourly check would open an interval
        // an hour.
        if let Some(boundary) = outcome.next_boundary.take() {
            let again = Evaluate::at_boundary(&work.instance, check, boundary);
            jobs::enqueue(tx, &again, boundary.max(now)).await?;
        }
        // The service was observed when the last of what the check looked at was read.
        let observed_at = outcome
            .facts
            .iter()
            .filter_map(|fact| readings.get(&fact.signal).map(|reading| reading.read_at))
            .max()
            .unwrap_or(now);
        let id = OutcomeId::make(self.clock.as_ref(), self.random.as_ref());
        let new = NewOutcome {
            id: &id,
            instance: &work.instance,
            check,
            outcome: &outcome,
            run: work.run.as_ref(),
            observed_at,
            recorded_at: now,
        };
        let recorded = tx.outcomes().record(new).await?;
        let Recorded::Changed { previous } = recorded else { return Ok(false) };
        self.leaf(
            tx,
            LeafKind::OUTCOME_CHANGED,
            Subject::new().with("instance", &work.instance).with("check", check).with("outcome", &id),
            &[("outcome", json!(outcome)), ("previous", json!(previous.map(|row| row.id)))],
        )
        .await?;
        Ok(true)
    }
}
