//! What an action's checks found on each instance, down to the readings that it rests on.

use super::{CheckRef, CheckResultView, FactView, InstanceResultView, TestingSource};
use crate::{
    Engine,
    standings::Standings,
    workbench::{AsOf, InstanceRef, parameters::KnownSettings},
};
use assure::{
    Action, Check,
    status::{ActionResult, rank},
};
use std::cmp::Reverse;

impl Engine {
    /// Per instance in the result's scope, the worst first.
    pub(super) fn instance_results(
        &self,
        known: &AsOf,
        action: &Action,
        result: &ActionResult,
        settings: &KnownSettings,
    ) -> Vec<InstanceResultView> {
        let mut views: Vec<_> = result
            .instances
            .iter()
            .filter_map(|line| {
                let instance = known.instances.get(&line.instance)?;
                let checks = known
                    .standings
                    .catalog
                    .checks_of_action(&action.id)
                    .filter(|check| check.service == instance.service);
                let results =
                    checks.filter_map(|check| check_result(check, &known.standings, instance, settings));
                let mut checks: Vec<_> = results.collect();
                checks.sort_by_key(|check| Reverse(rank(check.verdict)));
                Some(InstanceResultView {
                    instance: InstanceRef::from(instance),
                    verdict: line.result.verdict,
                    testing_source: TestingSource::of(line.result.by_hand),
                    points: line.points,
                    checks,
                })
            })
            .collect();
        views.sort_by_cached_key(|view| (Reverse(rank(view.verdict)), view.instance.name.to_lowercase()));
        views
    }
}

/// A check on one instance, of the standings that have its outcome.
pub(in crate::workbench) fn check_result(
    check: &Check,
    standings: &Standings,
    on: &store::InstanceRow,
    settings: &KnownSettings,
) -> Option<CheckResultView> {
    let standing = standings.one(&on.id, &check.id)?;
    let row = standings.outcomes.get(&(on.id.clone(), check.id.clone()));
    let read_times = standings.read_times.get(&on.id);
    let outcome = row.map(|row| &row.outcome);
    let facts = outcome.into_iter().flat_map(|outcome| &outcome.facts).map(|fact| FactView {
        name: fact.name.clone(),
        signal: fact.signal.clone(),
        pointer: fact.pointer.clone(),
        actual: fact.actual.clone(),
        read_at: read_times.and_then(|times| times.get(&fact.signal)).copied(),
    });
    Some(CheckResultView {
        check: CheckRef {
            id: check.id.clone(),
            version: outcome.map_or(check.version, |outcome| outcome.check_version),
            title: check.title.clone(),
            why: check.why.clone(),
            fix: check.fix.clone(),
            link: check.link.clone(),
            severity: standing.severity,
            maps: check.maps.clone(),
        },
        verdict: standing.verdict,
        reason: standing.reason.clone(),
        expected: outcome.map_or_else(|| check.expected.clone(), |outcome| outcome.expected.clone()),
        facts: facts.collect(),
        parameters: settings.of(&on.id, check),
        exceptions: outcome.map_or_else(Vec::new, |outcome| outcome.exceptions.clone()),
        read_at: standing.read_at,
        proven_until: standing.proven_until,
        recorded_at: row.map(|row| row.recorded_at),
        observed_at: row.map(|row| row.observed_at),
    })
}
