//! How every check of some instances stands at a moment: the bridge from what the store keeps to what
//! `assure` judges.

use crate::{Engine, Result};
use assure::{
    Catalog, Check, score,
    status::{self, Standing},
};
use model::{CheckId, Clock, InstanceId, SignalName, Time};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::{InstanceRow, OutcomeRow, Scope, Tx};

/// When something is looked at, and by when it had to be recorded to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct When {
    pub at: Time,
    /// Now everything is seen that there is: what another node, or this one before its clock was set back,
    /// recorded at a time that has not come yet here, is known all the same.
    pub recorded_by: Time,
}

impl When {
    pub fn now(clock: &dyn Clock) -> Self {
        Self { at: clock.now(), recorded_by: Time::from_ms(i64::MAX) }
    }
    /// A past moment, by what was known then.
    pub fn past(at: Time) -> Self {
        Self { at, recorded_by: at }
    }
}

/// Instances whose outcomes are at hand at once while many are looked at: what checks saw is large, and how they
/// stand is small.
const INSTANCES_AT_ONCE: usize = 20;

/// Which checks are looked at, and whether with what they saw.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Look<'a> {
    /// How all of them stand.
    Verdicts,
    /// All of them, with their outcomes.
    Outcomes,
    /// These, with their outcomes.
    OutcomesOf(&'a BTreeSet<CheckId>),
}

/// The checks of the given instances at a moment.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    /// With the checks that counted then.
    pub catalog: Arc<Catalog>,
    pub checks: score::Standings,
    /// The outcomes that were on record then, of what was judged; none where verdicts alone were asked for.
    pub outcomes: BTreeMap<(InstanceId, CheckId), OutcomeRow>,
    /// When each signal was last read, as known then.
    pub read_times: BTreeMap<InstanceId, BTreeMap<SignalName, Time>>,
}

impl Standings {
    /// How the checks of one instance stand.
    pub fn of(&self, instance: &InstanceId) -> impl Iterator<Item = &Standing> {
        self.checks.get(instance).into_iter().flat_map(BTreeMap::values)
    }

    /// How a check stands on an instance.
    pub fn one(&self, instance: &InstanceId, check: &CheckId) -> Option<&Standing> {
        self.checks.get(instance)?.get(check)
    }
}

impl Engine {
    /// How checks of `instances` stood then, by what had been recorded.
    pub(crate) async fn standings(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        instances: &[InstanceRow],
        when: When,
        look: Look<'_>,
    ) -> Result<Standings> {
        let ids: Vec<_> = instances.iter().map(|instance| instance.id.clone()).collect();
        let catalog = self.catalog_at(tx, when).await?;
        let wanted = |check: &Check| match look {
            Look::Verdicts | Look::Outcomes => true,
            Look::OutcomesOf(checks) => checks.contains(&check.id),
        };
        // Under all the ids that a wanted check has or had.
        let recorded_as = match look {
            Look::Verdicts | Look::Outcomes => None,
            Look::OutcomesOf(checks) => {
                Some(checks.iter().flat_map(|id| catalog.ids_of(id)).collect::<Vec<_>>())
            }
        };
        let mut standings = Standings { catalog: catalog.clone(), ..Standings::default() };
        for ((instance, signal), read_at) in tx.signals().latest_times(&ids, when.recorded_by).await? {
            standings.read_times.entry(instance).or_default().insert(signal, read_at);
        }
        let never_read = BTreeMap::new();
        for some in instances.chunks(INSTANCES_AT_ONCE) {
            let ids: Vec<_> = some.iter().map(|instance| instance.id.clone()).collect();
            let rows = tx.outcomes().at(scope, when.recorded_by, &ids, recorded_as.as_deref()).await?;
            let mut outcomes: BTreeMap<_, _> =
                rows.into_iter().map(|row| ((row.instance.clone(), row.check.clone()), row)).collect();
            for instance in some {
                let read_times = standings.read_times.get(&instance.id).unwrap_or(&never_read);
                let mut here = BTreeMap::new();
                for check in catalog.checks_of(&instance.service).filter(|check| wanted(check)) {
                    // Under an id that it had before, where it was not judged under its own yet.
                    let outcome =
                        check.ids().find_map(|id| outcomes.remove(&(instance.id.clone(), id.clone())));
                    let standing =
                        status::stand(check, outcome.as_ref().map(|row| &row.outcome), read_times, when.at)
                            .since(outcome.as_ref().map(|row| row.recorded_at));
                    if let Some(outcome) = outcome.filter(|_| !matches!(look, Look::Verdicts)) {
                        standings.outcomes.insert((instance.id.clone(), check.id.clone()), outcome);
                    }
                    here.insert(check.id.clone(), standing);
                }
                standings.checks.insert(instance.id.clone(), here);
            }
        }
        Ok(standings)
    }
}
