//! Erasing personal data from what was read and told, once it has been kept long enough: names and addresses go,
//! ids, counts, verdicts and the hash of what was read stay; of an event, who made the change goes.

use super::personal::{PERSONAL, withheld};
use crate::{
    Engine, Result,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use model::{ConnectorId, Time};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, sync::Arc, time::Duration};
use store::PersonalColumns;

/// What opens to personal data, by the name of the opening: [`PERSONAL`], and what version 1 of an event's leaf has
/// in one with all else.
const PERSONAL_OPENINGS: [&str; 2] = [PERSONAL, "event"];
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// One erasure over everything that is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Erase {}

#[async_trait]
impl Work for Erase {
    const KIND: &'static str = "erase";

    fn dedupe_key(&self) -> String {
        Self::KIND.into()
    }

    fn lane(&self) -> String {
        Self::KIND.into()
    }

    async fn run(self, engine: &Arc<Engine>, job: &Claimed) -> Result<(), Failure> {
        let now = engine.clock.now();
        let before = now.minus(DAY * engine.config.personal_data_days);
        for what in engine.personal_columns() {
            let (mut after, mut contents) = (None, 0);
            loop {
                // A step a transaction: others want the database too.
                let mut tx = job.write(engine).await?;
                let step = tx.signals().erase_personal(&what, before, after.as_ref(), now).await?;
                tx.commit().await?;
                contents += step.contents;
                after = step.next;
                if after.is_none() {
                    break;
                }
            }
            if contents > 0 {
                tracing::info!(signal = %what.signal, contents, "personal data erased");
            }
        }
        engine.erase_events(job, before, now).await?;
        for name in PERSONAL_OPENINGS {
            loop {
                let mut tx = job.write(engine).await?;
                let erased = tx.ledger().erase_old_openings(name, before).await?;
                tx.commit().await?;
                if erased == 0 {
                    break;
                }
            }
        }
        job.complete_alone(engine).await
    }
}

impl Engine {
    /// Takes out of events who made a change, and what they say of people.
    async fn erase_events(&self, job: &Claimed, before: Time, now: Time) -> Result<(), Failure> {
        let mut events = 0;
        loop {
            let mut tx = job.write(self).await?;
            let step = tx.events().erasable(before).await?;
            let is_last = step.is_empty();
            for (connector, mut event) in step {
                let keys = self.personal_keys(&connector);
                let lost = event.operator.take().is_some();
                let lost =
                    [&mut event.old, &mut event.new].into_iter().flatten().fold(lost, |lost, value| {
                        let kept = withheld(value, &keys);
                        let lost = lost || kept != *value;
                        *value = kept;
                        lost
                    });
                if lost {
                    event.erased_at = Some(now);
                    events += 1;
                }
                tx.events().erase_personal(&event).await?;
            }
            tx.commit().await?;
            if is_last {
                break;
            }
        }
        if events > 0 {
            tracing::info!(events, "personal data erased from events");
        }
        Ok(())
    }

    /// What columns with personal data of this connector are called, whatever the table.
    pub(super) fn personal_keys(&self, connector: &ConnectorId) -> BTreeSet<&str> {
        let info = self.catalog.connectors.get(connector);
        let signals = info.into_iter().flat_map(|info| &info.signals);
        signals.flat_map(|signal| &signal.personal).map(String::as_str).collect()
    }

    fn personal_columns(&self) -> Vec<PersonalColumns> {
        let of = |info: &assure::ConnectorInfo| {
            let personal = info.signals.iter().filter(|signal| !signal.personal.is_empty());
            let columns = personal.map(|signal| PersonalColumns {
                connector: info.id.clone(),
                signal: signal.name.clone(),
                columns: signal.personal.clone(),
            });
            columns.collect::<Vec<_>>()
        };
        self.catalog.connectors.values().flat_map(of).collect()
    }

    /// Has the daily erasure done now.
    pub(crate) async fn schedule_erasure(&self) -> Result<()> {
        let mut tx = self.store.write().await?;
        jobs::enqueue(&mut tx, &Erase {}, self.clock.now()).await?;
        tx.commit().await?;
        self.nudge.notify_one();
        Ok(())
    }
}
