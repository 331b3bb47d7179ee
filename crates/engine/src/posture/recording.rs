//! What was read, for others to learn from: a recording for a bug report, and the settings that nobody knew.

use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    standings::When,
};
use assure::{
    check::{
        Recorded,
        disguise::{disguised, named_by},
    },
    pack::UnknownKey,
};
use model::{InstanceId, Presence, SignalName, Time};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What an account returns that no description names: settings that we can learn from it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FirstContact {
    /// The signals whose settings are described.
    pub signals: Vec<Contact>,
    /// Settings that no description names, over all signals.
    pub unknown: usize,
}

/// One signal, compared with what is known of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Contact {
    pub signal: SignalName,
    /// None where it was not read, or is absent.
    pub read_at: Option<Time>,
    /// Names and types, never values.
    pub unknown: Vec<UnknownKey>,
    /// Sections that descriptions name and this account does not have; its plan may not include them.
    pub missing_sections: Vec<String>,
}

impl Engine {
    /// The latest readings of an instance as a file for `vouchsafe check run`, with names, addresses and ids
    /// replaced.
    pub async fn recording(&self, actor: &Actor, id: &InstanceId) -> Result<Value> {
        actor.may(UseCase::ManageConnectors)?;
        let row = self.instance_row(id).await?;
        let mut tx = self.store.read().await?;
        let readings = tx.signals().newest(&row.id).await?;
        let read_at =
            readings.values().map(|reading| reading.read_at).max().unwrap_or_else(|| self.clock.now());
        let catalog = self.catalog_at(&mut tx, When::now(self.clock.as_ref())).await?;
        Ok(disguised(&Recorded { read_at, readings }, &named_by(catalog.checks_of(&row.service))))
    }

    /// Which settings of an instance no description names.
    pub async fn first_contact(&self, actor: &Actor, id: &InstanceId) -> Result<FirstContact> {
        actor.may(UseCase::ReadConnectors)?;
        let row = self.instance_row(id).await?;
        let mut tx = self.store.read().await?;
        let readings = tx.signals().newest(&row.id).await?;
        let catalog = self.catalog_at(&mut tx, When::now(self.clock.as_ref())).await?;
        let keys = catalog.keys.get(&row.connector).cloned().unwrap_or_default();
        let specs = self.source(&row.connector)?.sets();
        let described = specs.iter().flat_map(|spec| &spec.signals).filter(|signal| keys.describes(signal));
        let signals: Vec<_> = described
            .map(|signal| match readings.get(signal).map(|reading| (&reading.presence, reading.read_at)) {
                Some((Presence::Document { value }, read_at)) => Contact {
                    signal: signal.clone(),
                    read_at: Some(read_at),
                    unknown: keys.unknown(signal, value),
                    missing_sections: keys.missing_sections(signal, value),
                },
                _ => Contact {
                    signal: signal.clone(),
                    read_at: None,
                    unknown: vec![],
                    missing_sections: vec![],
                },
            })
            .collect();
        Ok(FirstContact { unknown: signals.iter().map(|contact| contact.unknown.len()).sum(), signals })
    }
}
