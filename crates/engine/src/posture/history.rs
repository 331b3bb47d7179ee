//! The history of one check on one instance: intervals, nothing overwritten.

use super::changes::{ChangeView, IntervalParameter};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use model::{CheckId, Fact, InstanceId, OutcomeId, Reason, SetName, SignalName, Time, Verdict};
use serde::Serialize;
use serde_json::Value;
use std::time::Duration;
use store::EventRow;
use utoipa::ToSchema;

/// Intervals that one page lists.
const INTERVALS_LISTED: u32 = 200;

/// How long an outcome stood.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntervalView {
    pub id: OutcomeId,
    /// The id that the check had then.
    pub check: CheckId,
    pub verdict: Verdict,
    pub reason: Option<Reason>,
    pub expected: String,
    pub facts: Vec<Fact>,
    pub check_version: u32,
    /// What it was judged by, with who set it.
    pub parameters: Vec<IntervalParameter>,
    /// When the service was read.
    pub observed_at: Time,
    /// When we knew.
    pub recorded_at: Time,
    /// When another outcome took its place; none while it stands.
    pub closed_at: Option<Time>,
    /// Why it took the place of the one before, as far as the service has no part in it.
    pub causes: Vec<ChangeView>,
    /// The event that told of the change, where one did.
    pub event: Option<CauseView>,
}

/// Who changed what, as the service said.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CauseView {
    /// Whether the service's log does not name the setting, but names nobody else who changed anything that was read
    /// then.
    pub by_exclusion: bool,
    pub operator: Option<String>,
    /// When the operator, and texts about people, were erased, where there were any.
    pub erased_at: Option<Time>,
    pub occurred_at: Time,
    #[schema(value_type = Option<Object>)]
    pub old: Option<Value>,
    #[schema(value_type = Option<Object>)]
    pub new: Option<Value>,
}

/// How far a service's clock, or its delivery, may be off ours.
pub(super) const SLACK: Duration = Duration::from_secs(5 * 60);

/// The event that tells of a change: of the settings that the check found otherwise than before, the latest event
/// that speaks of one and says that it became what was found. None where no event says so, or a later one says
/// otherwise: who did it is then unknown.
fn cause(
    events: &[EventRow],
    before: &[Fact],
    found: &[Fact],
    set_of: impl Fn(&SignalName) -> Option<SetName>,
) -> Option<EventRow> {
    let changed = found.iter().filter(|fact| !before.contains(fact));
    let told = |event: &EventRow, fact: &Fact| {
        let speaks = set_of(&fact.signal).is_some_and(|set| event.sets.contains(&set));
        if speaks { told_of(event, &fact.pointer) } else { None }
    };
    changed
        .filter_map(|fact| {
            let (event, value) = events.iter().find_map(|event| Some((event, told(event, fact)?)))?;
            (value == fact.actual).then(|| event.clone())
        })
        .max_by_key(|event| event.occurred_at)
}

/// The latest of what a service's log says of the changes that a run followed and that touch any of these sets, where
/// one person made all of them: others are told apart by nothing.
pub(super) fn only_one<'a>(events: &'a [EventRow], sets: &[SetName]) -> Option<&'a EventRow> {
    let touches = |event: &&EventRow| event.sets.iter().any(|set| sets.contains(set));
    let latest = events.iter().find(touches)?;
    let whoever = events.iter().filter(touches);
    let one = whoever.clone().all(|event| event.from_log && event.operator == latest.operator);
    (one && latest.operator.is_some()).then_some(latest)
}

/// What an event says that a setting became, where it speaks of it.
pub(super) fn told_of(event: &EventRow, pointer: &str) -> Option<Value> {
    let new = event.new.as_ref()?;
    new.pointer(pointer).or_else(|| new.pointer(&format!("/settings{pointer}"))).cloned()
}

impl Engine {
    /// The outcomes of a check on an instance, newest first, under all the ids that it had. The instance may have
    /// been deleted: evidence outlives its connector.
    pub async fn check_history(
        &self,
        actor: &Actor,
        instance: &InstanceId,
        check: &CheckId,
    ) -> Result<Vec<IntervalView>> {
        let scope = actor.may(UseCase::ReadActions)?;
        let mut tx = self.store.read().await?;
        let connector = tx.instances().by_id(instance).await?.map(|row| row.connector);
        let source = connector.and_then(|connector| self.sources.get(&connector));
        let set_of = |signal: &SignalName| {
            let specs = source.map(|source| source.sets()).unwrap_or_default();
            specs.iter().find(|spec| spec.signals.contains(signal)).map(|spec| spec.name.clone())
        };
        let catalog = self.counting(&mut tx).await?.catalog.clone();
        let rows = self.intervals(&mut tx, scope, instance, &catalog.ids_of(check), INTERVALS_LISTED).await?;
        let declared_by = catalog.check(check).map_or(check, |check| check.parameters_from());
        let names = rows.iter().flat_map(|row| row.outcome.parameters.keys()).collect();
        let set = self.past_settings(&mut tx, scope, instance, &catalog.ids_of(declared_by), names).await?;
        let parameters: Vec<_> = rows.iter().map(|row| set.of(row)).collect();
        let causes = rows.windows(2).map(|pair| set.causes(&pair[1], &pair[0]));
        let told: Vec<_> = causes.chain([Vec::new()]).collect();
        // The service was last seen otherwise when what stood before was observed.
        let before: Vec<_> = rows
            .iter()
            .skip(1)
            .map(|row| Some((row.observed_at, row.outcome.facts.clone())))
            .chain([None])
            .collect();
        let mut views = Vec::new();
        for (((row, before), parameters), causes) in rows.into_iter().zip(before).zip(parameters).zip(told) {
            let event = match before {
                Some((seen_at, facts)) => {
                    let (from, to) = (seen_at.minus(SLACK), row.recorded_at.plus(SLACK));
                    let events = tx.events().received(instance, from, to).await?;
                    match (cause(&events, &facts, &row.outcome.facts, set_of), &row.run) {
                        (Some(event), _) => Some((event, false)),
                        (None, Some(run)) => {
                            let changed = row.outcome.facts.iter().filter(|fact| !facts.contains(fact));
                            let sets: Vec<_> = changed.filter_map(|fact| set_of(&fact.signal)).collect();
                            only_one(&tx.events().of_run(run).await?, &sets)
                                .map(|event| (event.clone(), true))
                        }
                        (None, None) => None,
                    }
                }
                // The first interval tells of no change.
                None => None,
            };
            views.push(IntervalView {
                id: row.id,
                check: row.check,
                verdict: row.outcome.verdict,
                reason: row.outcome.reason,
                expected: row.outcome.expected,
                facts: row.outcome.facts,
                check_version: row.outcome.check_version,
                parameters,
                observed_at: row.observed_at,
                recorded_at: row.recorded_at,
                closed_at: row.closed_at,
                causes,
                event: event.map(|(event, by_exclusion)| CauseView {
                    by_exclusion,
                    operator: event.operator,
                    erased_at: event.erased_at,
                    occurred_at: event.occurred_at,
                    old: event.old,
                    new: event.new,
                }),
            });
        }
        Ok(views)
    }
}
