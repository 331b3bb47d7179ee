//! Judging: checks against the latest readings.
//!
//! What a set of readings changed is judged in the transaction that commits the set: there is no moment at which
//! a new reading stands beside a verdict over the old one, and none that could be lost. The same holds for a
//! parameter that is set and for a check's version that is accepted. A job judges what none of them makes
//! necessary: a check whose time has come, a parameter that expires, and everything at a start.
//!
//! Whoever keeps verdicts holds the instance: readings, parameters and versions are then the newest, and stay so until
//! the verdicts are written. A job may judge ahead of that; what it found counts only where all of these are still what
//! it judged on.

use super::personal::withhold;
use crate::{
    Engine, Result, Topic,
    accepted::Version,
    crash::crash_point,
    jobs::{self, Claimed, Failure, Work},
};
use assure::{Check, check::Parameters};
use async_trait::async_trait;
use ledger::{LeafKind, Subject};
use model::{CheckId, ContentHash, InstanceId, OutcomeId, RunId, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{InstanceRow, NewOutcome, OutcomeBody, Recorded, Tx};

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
        let ready = engine.judged_ahead(&self).await?;
        let mut tx = job.write(engine).await?;
        let held = tx.instances().lock(&self.instance).await?;
        let Some(instance) = tx.instances().get(&self.instance).await?.filter(|_| held) else {
            drop(tx);
            return job.complete_alone(engine).await;
        };
        let version = engine.counting(&mut tx).await?;
        let checks = self.checks(version, &instance);
        let grounds = engine.grounds(&mut tx, version, &instance).await?;
        if grounds.commits == 0 {
            // Nothing was read yet: there is nothing to judge, and no verdict that could turn.
            drop(tx);
            return job.complete_alone(engine).await;
        }
        let judged = match ready.filter(|(on, _)| *on == grounds) {
            Some((_, judged)) => judged,
            None => engine.judged(&mut tx, version, &instance, &checks, &grounds.parameters).await?,
        };
        engine.keep(&mut tx, &instance, &judged, None).await?;
        crash_point("evaluate.written");
        job.complete(&mut tx).await?;
        tx.commit().await?;
        crash_point("evaluate.ended");
        Ok(())
    }
}

impl Evaluate {
    fn checks(&self, version: &Version, instance: &InstanceRow) -> Vec<CheckId> {
        match &self.boundary {
            Some((check, _)) => vec![check.clone()],
            None => version.catalog.checks_of(&instance.service).map(|check| check.id.clone()).collect(),
        }
    }
}

/// What verdicts on an instance rest on: where it is equal, so are they.
#[derive(Debug, PartialEq)]
struct Grounds {
    /// Of the checks that count.
    generation: i64,
    /// How often readings were committed.
    commits: i64,
    parameters: Parameters,
}

/// What a check found, to be kept.
struct Judged<'a> {
    check: &'a Check,
    body: OutcomeBody,
    next_boundary: Option<Time>,
    /// When the last was read of what the check looked at.
    observed_at: Option<Time>,
    /// Known never before the readings were, whatever clock they were recorded by.
    recorded_at: Time,
}

impl Engine {
    /// Judges before the instance is held, so that many are judged at once and the database is written to in turn.
    /// Whoever holds the instance sees whether it still rests on the same grounds.
    async fn judged_ahead(&self, work: &Evaluate) -> Result<Option<(Grounds, Vec<Judged<'_>>)>> {
        let mut tx = self.store.read().await?;
        let Some(instance) = tx.instances().get(&work.instance).await? else { return Ok(None) };
        let version = self.counting(&mut tx).await?;
        let grounds = self.grounds(&mut tx, version, &instance).await?;
        let checks = work.checks(version, &instance);
        let judged = self.judged(&mut tx, version, &instance, &checks, &grounds.parameters).await?;
        Ok(Some((grounds, judged)))
    }

    async fn grounds(&self, tx: &mut Tx, version: &Version, instance: &InstanceRow) -> Result<Grounds> {
        Ok(Grounds {
            generation: version.generation,
            commits: tx.signals().commits(&instance.id).await?,
            parameters: self.given(tx, &instance.id, &version.catalog).await?,
        })
    }

    /// Judges checks of an instance that the caller holds, on the newest readings that there are. `read` is the run
    /// that has just read them in the caller's transaction, and when that became known.
    pub(crate) async fn judge_now(
        &self,
        tx: &mut Tx,
        version: &Version,
        instance: &InstanceRow,
        checks: &[CheckId],
        read: Option<(&RunId, Time)>,
    ) -> Result<()> {
        let parameters = self.given(tx, &instance.id, &version.catalog).await?;
        let judged = self.judged(tx, version, instance, checks, &parameters).await?;
        self.keep(tx, instance, &judged, read).await
    }

    /// What checks find on the newest readings of what they read, now.
    async fn judged<'a>(
        &self,
        tx: &mut Tx,
        version: &'a Version,
        instance: &InstanceRow,
        checks: &[CheckId],
        parameters: &Parameters,
    ) -> Result<Vec<Judged<'a>>> {
        let checks: Vec<&Check> = checks.iter().filter_map(|id| version.catalog.check(id)).collect();
        let signals: BTreeSet<_> = checks.iter().flat_map(|check| check.signals()).cloned().collect();
        let readings = tx.signals().newest_of(&instance.id, &signals).await?;
        let now = self.clock.now();
        let recorded_at = readings.values().map(|reading| reading.recorded_at).max().unwrap_or(now).max(now);
        let defaults = BTreeMap::new();
        let connector = version.catalog.connectors.get(&instance.connector);
        let judge = |check: &'a Check| {
            let given = parameters.get(check.parameters_from()).unwrap_or(&defaults);
            let mut outcome = version.judge().evaluate(check, &readings, given, now);
            withhold(connector, &mut outcome.facts);
            // The service was observed when the last of what the check looked at was read.
            let read = outcome.facts.iter().filter_map(|fact| readings.get(&fact.signal));
            let observed_at = read.map(|reading| reading.read_at).max();
            let (body, next_boundary) = (OutcomeBody::of(&outcome)?, outcome.next_boundary);
            Ok(Judged { check, body, next_boundary, observed_at, recorded_at })
        };
        checks.into_iter().map(judge).collect()
    }

    /// Keeps what was judged, and says when it may turn.
    async fn keep(
        &self,
        tx: &mut Tx,
        instance: &InstanceRow,
        judged: &[Judged<'_>],
        read: Option<(&RunId, Time)>,
    ) -> Result<()> {
        let now = self.clock.now();
        for Judged { check, next_boundary, .. } in judged {
            let hourly = check.judged_hourly().then(|| next_hour(now));
            if let Some(boundary) = (*next_boundary).into_iter().chain(hourly).min() {
                let again =
                    Evaluate { instance: instance.id.clone(), boundary: Some((check.id.clone(), boundary)) };
                jobs::enqueue(tx, &again, boundary.max(now)).await?;
            }
        }
        let changed = self.keep_outcomes(tx, &instance.id, judged, read).await?;
        if changed > 0 {
            self.changed(tx, Topic::Outcome, Some(&instance.id));
        }
        tracing::info!(instance = %instance.id, judged = judged.len(), changed, "judged");
        Ok(())
    }

    /// Keeps outcomes: the open interval where nothing changed, a new one where something did, and one leaf of all
    /// that did. What stood under an id that a check had before ends with it. How many changed.
    async fn keep_outcomes(
        &self,
        tx: &mut Tx,
        instance: &InstanceId,
        judged: &[Judged<'_>],
        read: Option<(&RunId, Time)>,
    ) -> Result<usize> {
        let (run, known_at) = read.unzip();
        let ids: Vec<_> =
            judged.iter().map(|_| OutcomeId::make(self.clock.as_ref(), self.random.as_ref())).collect();
        let new: Vec<_> = judged
            .iter()
            .zip(&ids)
            .map(|(one, id)| {
                let recorded_at = known_at.unwrap_or(one.recorded_at);
                let observed_at = one.observed_at.unwrap_or(recorded_at);
                NewOutcome {
                    id,
                    instance,
                    check: &one.check.id,
                    outcome: &one.body,
                    run,
                    observed_at,
                    recorded_at,
                }
            })
            .collect();
        let recorded = tx.outcomes().record_all(&new).await?;
        let (mut digests, mut turned) = (BTreeMap::new(), Vec::new());
        for ((Judged { check, .. }, new), recorded) in judged.iter().zip(&new).zip(recorded) {
            let Recorded::Changed { previous, first } = recorded else { continue };
            let mut previous = previous.map(|row| row.id);
            for before in &check.aliases {
                let ended = tx.outcomes().close(instance, before, new.recorded_at).await?;
                previous = previous.or(ended.map(|row| row.id));
            }
            digests.insert(new.id.to_string(), digest(new, previous.as_ref()));
            // The first verdict that there is turned none.
            if !first || !check.aliases.is_empty() {
                turned.push((check, new.id));
            }
        }
        if !digests.is_empty() {
            let mut about = Subject::new().with("instance", instance);
            if let Some(run) = run {
                about = about.with("run", run);
            }
            let values = [("outcomes", json!(digests))];
            self.leaf(tx, LeafKind::OUTCOME_CHANGED, about, &values).await?;
        }
        for (check, id) in turned {
            self.alert_on_outcome(tx, instance, check, id).await?;
        }
        Ok(digests.len())
    }
}

/// SHA-256 of an outcome's record, in hexadecimal digits: what `docs/ledger-format.md` says that a leaf commits to.
/// The outcome's text is canonical JSON, and so is the record that it is put into.
fn digest(new: &NewOutcome<'_>, previous: Option<&OutcomeId>) -> String {
    let NewOutcome { id, instance, check, outcome, observed_at, .. } = new;
    let body = outcome.as_str();
    let (observed_at, previous) = (json!(observed_at), json!(previous));
    let record = format!(
        r#"{{"check":"{check}","id":"{id}","instance":"{instance}","observed_at":{observed_at},"outcome":{body},"previous":{previous}}}"#
    );
    ContentHash::of(record.as_bytes()).to_string()
}

/// The full hour after `now`: looks at the same check that several runs made necessary fall together.
fn next_hour(now: Time) -> Time {
    Time::from_ms((now.ms().div_euclid(HOUR_MS) + 1).saturating_mul(HOUR_MS))
}
