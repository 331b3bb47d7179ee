//! The drift of an instance: which settings became another, when, and by whom.
//!
//! Nothing is kept for it: what was read is kept, and two readings that differ say what changed between them, with
//! or without an event that told of it. Personal data that was erased from readings is not here either.

use super::history::{SLACK, only_one, told_of};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use assure::drift::{Change, changes};
use model::{InstanceId, SignalName, Time};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Readings that differ from the one before, looked at for one page.
const TRANSITIONS_LOOKED_AT: u32 = 100;
/// Changes on one page.
const CHANGES_LISTED: usize = 500;
/// One setting that became another.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DriftView {
    pub signal: SignalName,
    /// JSON pointer (RFC 6901) within the signal; empty where the whole signal came or went.
    pub pointer: String,
    /// What was there; none where nothing was.
    #[schema(value_type = Option<Object>)]
    pub old: Option<Value>,
    #[schema(value_type = Option<Object>)]
    pub new: Option<Value>,
    /// When the service was last seen as before, and first seen as after.
    pub seen_at: Time,
    pub read_at: Time,
    /// When we knew.
    pub recorded_at: Time,
    /// The service's word on it, where an event speaks of this setting and says that it became this, or where its log
    /// names nobody else who changed anything that was read then.
    pub operator: Option<String>,
    /// When the operator, and texts about people, were erased, where there were any.
    pub erased_at: Option<Time>,
    pub occurred_at: Option<Time>,
    /// Whether the log does not name the setting, but names nobody else.
    pub by_exclusion: bool,
}

/// A page of drift, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DriftPage {
    pub items: Vec<DriftView>,
    /// Ask again with this as `until` for what is older; none where that is all.
    pub older: Option<Time>,
}

impl Engine {
    /// What changed at an instance, newest first: of all settings, or of those whose signal and pointer contain
    /// `setting`, whatever its case; recorded by `until`.
    pub async fn drift(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        setting: Option<&str>,
        until: Option<Time>,
    ) -> Result<DriftPage> {
        actor.may(UseCase::ReadConnectors)?;
        let row = self.instance_row(instance).await?;
        let signals: Vec<SignalName> = match self.catalog.connectors.get(&row.connector) {
            Some(info) => info.signals.iter().filter(|one| one.drift).map(|one| one.name.clone()).collect(),
            None => Vec::new(),
        };
        let wanted = setting.map(str::trim).filter(|text| !text.is_empty()).map(str::to_lowercase);
        let fits = |signal: &SignalName, change: &Change| {
            wanted
                .as_ref()
                .is_none_or(|text| format!("{signal}{}", change.pointer).to_lowercase().contains(text))
        };
        let specs = self.source(&row.connector)?.sets();
        let mut tx = self.store.read().await?;
        let until = until.unwrap_or(Time::from_ms(i64::MAX));
        let steps = tx.signals().transitions(instance, &signals, until, TRANSITIONS_LOOKED_AT).await?;
        let mut page = DriftPage { items: Vec::new(), older: None };
        // What was recorded at one moment stands on one page. A moment has far fewer steps than are looked at, so
        // that every page but the last has some.
        let full = steps.len() == TRANSITIONS_LOOKED_AT as usize;
        page.older = steps.last().map(|last| last.recorded_at).filter(|_| full);
        for step in steps {
            if page.older == Some(step.recorded_at) {
                break;
            }
            let last = page.items.last().map(|last| last.recorded_at);
            if page.items.len() >= CHANGES_LISTED && last != Some(step.recorded_at) {
                page.older = Some(step.recorded_at);
                break;
            }
            let found: Vec<_> =
                changes(&step.old, &step.new).into_iter().filter(|one| fits(&step.signal, one)).collect();
            let (events, followed) = match found.is_empty() {
                true => (Vec::new(), Vec::new()),
                false => {
                    let (from, to) = (step.seen_at.minus(SLACK), step.recorded_at.plus(SLACK));
                    let events = tx.events().received(instance, from, to).await?;
                    (events, tx.events().of_run(&step.run).await?)
                }
            };
            let sets: Vec<_> = specs
                .iter()
                .filter(|spec| spec.signals.contains(&step.signal))
                .map(|spec| spec.name.clone())
                .collect();
            let only = only_one(&followed, &sets);
            for Change { pointer, old, new } in found {
                let event = events
                    .iter()
                    .find_map(|event| Some((event, told_of(event, &pointer)?)))
                    .filter(|(_, told)| Some(told) == new.as_ref())
                    .map(|(event, _)| event);
                let by_exclusion = event.is_none() && only.is_some();
                let event = event.or(only);
                page.items.push(DriftView {
                    signal: step.signal.clone(),
                    pointer,
                    old,
                    new,
                    seen_at: step.seen_at,
                    read_at: step.read_at,
                    recorded_at: step.recorded_at,
                    operator: event.and_then(|event| event.operator.clone()),
                    erased_at: event.and_then(|event| event.erased_at),
                    occurred_at: event.map(|event| event.occurred_at),
                    by_exclusion,
                });
            }
        }
        Ok(page)
    }
}
