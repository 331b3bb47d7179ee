//! What changed at the service lately, and by whom.

use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::{EventId, InstanceId, RunId, Time};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// Events that one page lists.
const EVENTS_LISTED: u32 = 100;

/// One verified event.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EventView {
    pub id: EventId,
    /// The service's name for it.
    pub name: String,
    pub occurred_at: Time,
    pub received_at: Time,
    /// Who did it, as the service says; none where it does not, or where that was erased.
    pub operator: Option<String>,
    #[schema(value_type = Option<Object>)]
    pub old: Option<Value>,
    #[schema(value_type = Option<Object>)]
    pub new: Option<Value>,
    /// Whether it was found in the service's own log, instead of being told of by an event.
    pub from_log: bool,
    /// The run that read again because of it.
    pub run: Option<RunId>,
    /// When the operator, and texts about people, were erased, where there were any.
    pub erased_at: Option<Time>,
}

impl Engine {
    /// The latest events of an instance, newest first.
    pub async fn events(&self, actor: &Actor, instance: &InstanceId) -> Result<Vec<EventView>> {
        let scope = actor.may(UseCase::ReadConnectors)?;
        self.instance_row(instance).await?;
        let rows = self.store.read().await?.events().list(scope, instance, EVENTS_LISTED).await?;
        Ok(rows
            .into_iter()
            .map(|row| EventView {
                id: row.id,
                name: row.name,
                occurred_at: row.occurred_at,
                received_at: row.received_at,
                operator: row.operator,
                old: row.old,
                new: row.new,
                from_log: row.from_log,
                run: row.run,
                erased_at: row.erased_at,
            })
            .collect())
    }
}
