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
    pack::{KnownKeys, UnknownKey},
};
use model::{InstanceId, Presence, SignalName, Time};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The column of a table of settings, one row a group, that holds them.
const ROW_SETTINGS: &str = "settings";

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

/// The documents of settings in what was read: itself, or one of each row of a table; none where it is absent.
fn settings_in(presence: &Presence) -> Option<Vec<&Value>> {
    match presence {
        Presence::Document { value } => Some(vec![value]),
        Presence::Table(table) => Some(table.rows.iter().filter_map(|row| row.get(ROW_SETTINGS)).collect()),
        Presence::Absent(_) => None,
    }
}

/// What any of these documents has and no description names, each once.
fn unknown_in(keys: &KnownKeys, signal: &SignalName, documents: &[&Value]) -> Vec<UnknownKey> {
    let all = documents.iter().flat_map(|document| keys.unknown(signal, document));
    let once: BTreeMap<_, _> = all.map(|key| (key.pointer.clone(), key)).collect();
    once.into_values().collect()
}

/// The sections that none of these documents has; where there are none, nothing can be said.
fn missing_in(keys: &KnownKeys, signal: &SignalName, documents: &[&Value]) -> Vec<String> {
    let mut missing = documents.iter().map(|document| keys.missing_sections(signal, document));
    let first = missing.next().unwrap_or_default();
    missing.fold(first, |all, one| all.into_iter().filter(|section| one.contains(section)).collect())
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
            .map(|signal| {
                let reading = readings.get(signal);
                let settings = reading.and_then(|reading| settings_in(&reading.presence));
                Contact {
                    signal: signal.clone(),
                    read_at: reading.filter(|_| settings.is_some()).map(|reading| reading.read_at),
                    unknown: unknown_in(&keys, signal, settings.as_deref().unwrap_or_default()),
                    missing_sections: missing_in(&keys, signal, settings.as_deref().unwrap_or_default()),
                }
            })
            .collect();
        Ok(FirstContact { unknown: signals.iter().map(|contact| contact.unknown.len()).sum(), signals })
    }
}
