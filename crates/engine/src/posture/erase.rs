//! Erasing personal data from what was read, once it has been kept long enough: names and addresses go, ids,
//! counts, verdicts and the hash of what was read stay.

use crate::{
    Engine, Result,
    jobs::{self, Claimed, Failure, Work},
};
use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use store::PersonalColumns;

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
        job.complete_alone(engine).await
    }
}

impl Engine {
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
