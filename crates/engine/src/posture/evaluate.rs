//! Judging: checks against the latest readings.
//!
//! What a set of readings changed is judged in the transaction that commits the set: there is no moment at which
//! a new reading stands beside a verdict over the old one, and none that could be lost. The same holds for a
//! parameter that is set and for a check's version that is accepted. A job judges what none of them makes
//! necessary: a check whose time has come, a parameter that expires, and everything at a start.
//!
//! Whoever judges holds the instance: readings, parameters and versions are then the newest, and stay so until the
//! verdict is written.

use super::personal::withhold;
use crate::{
    Engine, Result, Topic,
    accepted::Version,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use assure::Check;
use async_trait::async_trait;
use ledger::{LeafKind, Subject};
use model::{CheckId, InstanceId, Outcome, OutcomeId, Reading, RunId, SignalName, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};
use store::{InstanceRow, NewOutcome, Recorded, Tx};

/// How often a check is judged that reads the time and does not say when its verdict may turn.
const HOUR_MS: i64 = 60 * 60 * 1000;

/// The judging of one check of an instance at a boundary, or of all.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Evaluate {
    pub instance: InstanceId,
    /// The check and the moment at which its verdict may turn; all checks, now, where there is none.
    pub boundary: Option<(CheckId, Time)>,
}

impl Evaluate {
    pub fn all(instance: &InstanceId) -> Self {
        Self { instance: instance.clone(), boundary: None }
    }
}

#[async_trait]
impl Work for Evaluate {
    const KIND: &'static str = "evaluate";

    fn dedupe_key(&self) -> String {
        match &self.boundary {
            Some((check, at)) => format!("{}:{check}:{at}", self.instance),
            None => self.instance.to_string(),
        }
    }

    fn lane(&self) -> String {
        self.instance.to_string()
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let mut tx = job.write(engine).await?;
        let held = tx.instances().lock(&self.instance).await?;
        let Some(instance) = tx.instances().get(&self.instance).await?.filter(|_| held) else {
            drop(tx);
            return job.complete_alone(engine).await;
        };
        let version = engine.counting(&mut tx).await?;
        let checks: Vec<CheckId> = match &self.boundary {
            Some((check, _)) => vec![check.clone()],
            None => version.catalog.checks_of(&instance.service).map(|check| check.id.clone()).collect(),
        };
        engine.judge_now(&mut tx, version, &instance, &checks).await?;
        crash_point("evaluate.written");
        job.complete(&mut tx).await?;
        tx.commit().await?;
        crash_point("evaluate.ended");
        Ok(())
    }
}

impl Engine {
    /// Judges checks of an instance that the caller holds, on the newest readings that there are.
    pub(crate) async fn judge_now(
        &self,
        tx: &mut Tx,
        version: &Version,
        instance: &InstanceRow,
        checks: &[CheckId],
    ) -> Result<()> {
        let readings = tx.signals().newest(&instance.id).await?;
        let now = self.clock.now();
        // Known never before the readings were, whatever clock they were recorded by.
        let recorded_at = readings.values().map(|reading| reading.recorded_at).max().unwrap_or(now).max(now);
        self.judge(tx, version, instance, checks, &readings, None, recorded_at).await
    }

    /// Judges checks of an instance that the caller holds, on its latest readings, in the caller's transaction.
    /// `run` is what read them. The moment to judge for is now; `recorded_at` is when it is known, which is never
    /// before the readings were, whatever clock they were recorded by.
    pub(super) async fn judge_checks(
        &self,
        tx: &mut Tx,
        instance: &InstanceRow,
        checks: &[CheckId],
        readings: &BTreeMap<SignalName, Reading>,
        run: Option<&RunId>,
        recorded_at: Time,
    ) -> Result<()> {
        let version = self.counting(tx).await?;
        self.judge(tx, version, instance, checks, readings, run, recorded_at).await
    }

    #[expect(clippy::too_many_arguments, reason = "what a verdict rests on, each of a type of its own")]
    async fn judge(
        &self,
        tx: &mut Tx,
        version: &Version,
        instance: &InstanceRow,
        checks: &[CheckId],
        readings: &BTreeMap<SignalName, Reading>,
        run: Option<&RunId>,
        recorded_at: Time,
    ) -> Result<()> {
        let now = self.clock.now();
        let parameters = self.given(tx, &instance.id, &version.catalog).await?;
        let defaults = BTreeMap::new();
        let judged = checks.iter().filter_map(|id| version.catalog.check(id));
        let judged: Vec<_> = judged
            .map(|check| {
                let given = parameters.get(check.parameters_from()).unwrap_or(&defaults);
                let mut outcome = version.judge.evaluate(check, readings, given, now);
                withhold(version.catalog.connectors.get(&instance.connector), &mut outcome.facts);
                (check, outcome)
            })
            .collect();
        for (check, outcome) in &judged {
            let hourly = check.judged_hourly().then(|| next_hour(now));
            if let Some(boundary) = outcome.next_boundary.into_iter().chain(hourly).min() {
                let again =
                    Evaluate { instance: instance.id.clone(), boundary: Some((check.id.clone(), boundary)) };
                jobs::enqueue(tx, &again, boundary.max(now)).await?;
            }
        }
        let changed = self.keep_outcomes(tx, &instance.id, &judged, readings, run, recorded_at).await?;
        if changed > 0 {
            self.changed(tx, Topic::Outcome, Some(&instance.id));
        }
        tracing::info!(instance = %instance.id, judged = checks.len(), changed, "judged");
        Ok(())
    }

    /// Keeps outcomes: the open interval where nothing changed, a new one and a leaf where something did. What
    /// stood under an id that a check had before ends with it. How many changed.
    async fn keep_outcomes(
        &self,
        tx: &mut Tx,
        instance: &InstanceId,
        judged: &[(&Check, Outcome)],
        readings: &BTreeMap<SignalName, Reading>,
        run: Option<&RunId>,
        recorded_at: Time,
    ) -> Result<usize> {
        // The service was observed when the last of what the check looked at was read.
        let observed_at = |outcome: &Outcome| {
            let read = outcome.facts.iter().filter_map(|fact| readings.get(&fact.signal));
            read.map(|reading| reading.read_at).max().unwrap_or(recorded_at)
        };
        let ids: Vec<_> =
            judged.iter().map(|_| OutcomeId::make(self.clock.as_ref(), self.random.as_ref())).collect();
        let new: Vec<_> = judged
            .iter()
            .zip(&ids)
            .map(|((check, outcome), id)| {
                let observed_at = observed_at(outcome);
                NewOutcome { id, instance, check: &check.id, outcome, run, observed_at, recorded_at }
            })
            .collect();
        let recorded = tx.outcomes().record_all(&new).await?;
        let (mut leaves, mut turned) = (Vec::new(), Vec::new());
        for (((check, outcome), id), recorded) in judged.iter().zip(&ids).zip(recorded) {
            let Recorded::Changed { previous, first } = recorded else { continue };
            let mut previous = previous.map(|row| row.id);
            for before in &check.aliases {
                let ended = tx.outcomes().close(instance, before, recorded_at).await?;
                previous = previous.or(ended.map(|row| row.id));
            }
            let about =
                Subject::new().with("instance", instance).with("check", &check.id).with("outcome", id);
            let values = [("outcome", json!(outcome)), ("previous", json!(previous))];
            leaves.push(self.new_leaf(LeafKind::OUTCOME_CHANGED, about, &values)?);
            // The first verdict that there is turned none.
            if !first || !check.aliases.is_empty() {
                turned.push((check, id));
            }
        }
        tx.ledger().append(&leaves).await?;
        for (check, id) in turned {
            self.alert_on_outcome(tx, instance, check, id, readings).await?;
        }
        Ok(leaves.len())
    }
}

/// The full hour after `now`: looks at the same check that several runs made necessary fall together.
fn next_hour(now: Time) -> Time {
    Time::from_ms((now.ms().div_euclid(HOUR_MS) + 1).saturating_mul(HOUR_MS))
}
