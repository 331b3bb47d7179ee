//! How every check of some instances stands at a moment: the bridge from what the store keeps to what
//! `assure` judges.

use crate::{Engine, Result};
use assure::{
    Catalog,
    status::{self, Standing},
};
use model::{CheckId, Clock, InstanceId, SignalName, Time};
use std::{collections::BTreeMap, sync::Arc};
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

/// One check on one instance at a moment.
#[derive(Debug, Clone)]
pub(crate) struct Stand {
    /// The outcome that was on record then; none when nothing was judged yet.
    pub outcome: Option<OutcomeRow>,
    pub standing: Standing,
}

/// Every check of every given instance.
#[derive(Debug, Default)]
pub(crate) struct Standings {
    /// With the checks that counted then.
    pub catalog: Arc<Catalog>,
    pub checks: BTreeMap<(InstanceId, CheckId), Stand>,
    /// When each signal was last read, as known then.
    pub read_times: BTreeMap<InstanceId, BTreeMap<SignalName, Time>>,
}

impl Standings {
    /// What the folds of `assure` take.
    pub fn plain(&self) -> BTreeMap<(InstanceId, CheckId), Standing> {
        self.checks.iter().map(|(key, stand)| (key.clone(), stand.standing.clone())).collect()
    }
}

impl Engine {
    /// How the checks of `instances` stood then, by what had been recorded.
    pub(crate) async fn standings(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        instances: &[InstanceRow],
        when: When,
    ) -> Result<Standings> {
        let ids: Vec<_> = instances.iter().map(|instance| instance.id.clone()).collect();
        let mut outcomes: BTreeMap<_, _> = tx
            .outcomes()
            .at(scope, when.recorded_by, Some(&ids))
            .await?
            .into_iter()
            .map(|row| ((row.instance.clone(), row.check.clone()), row))
            .collect();
        let catalog = self.catalog_at(tx, when).await?;
        let mut standings = Standings { catalog: catalog.clone(), ..Standings::default() };
        for ((instance, signal), read_at) in tx.signals().latest_times(&ids, when.recorded_by).await? {
            standings.read_times.entry(instance).or_default().insert(signal, read_at);
        }
        let never_read = BTreeMap::new();
        for instance in instances {
            let read_times = standings.read_times.get(&instance.id).unwrap_or(&never_read);
            for check in catalog.checks_of(&instance.service) {
                let key = (instance.id.clone(), check.id.clone());
                // Under an id that it had before, where it was not judged under its own yet.
                let outcome = check.ids().find_map(|id| outcomes.remove(&(instance.id.clone(), id.clone())));
                let standing =
                    status::stand(check, outcome.as_ref().map(|row| &row.outcome), read_times, when.at)
                        .since(outcome.as_ref().map(|row| row.recorded_at));
                standings.checks.insert(key, Stand { outcome, standing });
            }
        }
        Ok(standings)
    }
}
