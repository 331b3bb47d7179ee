//! The history of one check on one instance: intervals, nothing overwritten.

use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::{CheckId, Fact, InstanceId, OutcomeId, Reason, Time, Verdict};
use serde::Serialize;
use serde_json::Value;
use store::EventRow;
use utoipa::ToSchema;

/// Intervals that one page lists.
const INTERVALS_LISTED: u32 = 200;

/// How long an outcome stood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntervalView {
    pub id: OutcomeId,
    pub verdict: Verdict,
    pub reason: Option<Reason>,
    pub expected: String,
    pub facts: Vec<Fact>,
    pub check_version: u32,
    /// When the service was read.
    pub observed_at: Time,
    /// When we knew.
    pub recorded_at: Time,
    /// When another outcome took its place; none while it stands.
    pub closed_at: Option<Time>,
    /// The event that told of the change, where one did.
    pub event: Option<CauseView>,
}

/// Who changed what, as the service said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CauseView {
    pub operator: Option<String>,
    pub occurred_at: Time,
    #[schema(value_type = Option<Object>)]
    pub old: Option<Value>,
    #[schema(value_type = Option<Object>)]
    pub new: Option<Value>,
}

/// Of the events that a run followed, the one that speaks of what the check reads; otherwise the latest.
fn cause(events: Vec<EventRow>, facts: &[Fact]) -> Option<EventRow> {
    let speaks_of = |event: &EventRow, fact: &Fact| {
        let new = event.new.as_ref();
        let places = [fact.pointer.clone(), format!("/settings{}", fact.pointer)];
        places.iter().any(|place| new.is_some_and(|new| new.pointer(place).is_some()))
    };
    let of_it = events.iter().position(|event| facts.iter().any(|fact| speaks_of(event, fact)));
    events.into_iter().nth(of_it.unwrap_or(0))
}

impl Engine {
    /// The outcomes of a check on an instance, newest first. The instance may have been deleted: evidence
    /// outlives its connector.
    pub async fn check_history(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        check: &CheckId,
    ) -> Result<Vec<IntervalView>> {
        let scope = actor.may(UseCase::ReadActions)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for row in tx.outcomes().history(scope, instance, check, INTERVALS_LISTED).await? {
            let events = match &row.run {
                Some(run) => tx.events().of_run(run).await?,
                None => Vec::new(),
            };
            let event = cause(events, &row.outcome.facts);
            views.push(IntervalView {
                id: row.id,
                verdict: row.outcome.verdict,
                reason: row.outcome.reason,
                expected: row.outcome.expected,
                facts: row.outcome.facts,
                check_version: row.outcome.check_version,
                observed_at: row.observed_at,
                recorded_at: row.recorded_at,
                closed_at: row.closed_at,
                event: event.map(|event| CauseView {
                    operator: event.operator,
                    occurred_at: event.occurred_at,
                    old: event.old,
                    new: event.new,
                }),
            });
        }
        Ok(views)
    }
}
