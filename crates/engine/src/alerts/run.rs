//! What the end of a run says: credentials that are refused, data that cannot be read run after run.

use super::raise::{Trouble, message};
use crate::{Engine, Result, access::house, posture::SetFailure};
use model::{AlertKind, AlertSeverity, SetName};
use std::collections::BTreeSet;
use store::{Affected, InstanceRow, RunRow, SetState, Tx};

/// Runs in a row that a set fails in, before that is an alert. Where trying again is of no use, one is enough.
const FAILURES: usize = 3;
/// Runs among which those of a set are looked for.
const RUNS_LOOKED_AT: u32 = 50;

impl Engine {
    /// A run has ended in this transaction; `failures` are the sets that it could not read, and why.
    pub(crate) async fn alert_on_run(
        &self,
        tx: &mut Tx,
        run: &RunRow,
        failures: &[(SetName, SetFailure)],
    ) -> Result<()> {
        if failures.is_empty() {
            return Ok(());
        }
        let Some(instance) = tx.instances().get(&run.instance).await? else { return Ok(()) };
        if let Some((_, refused)) = failures.iter().find(|(_, failure)| failure.refused) {
            let sets = failures.iter().filter(|(_, failure)| failure.refused).map(|(set, _)| set.clone());
            let affected = self.affected_by_sets(&instance, sets.collect())?;
            let (kind, severity) = (AlertKind::CredentialsRefused, AlertSeverity::High);
            let trouble = on_instance(kind, &instance, severity, &refused.detail, affected);
            return self.raise(tx, trouble).await;
        }
        let runs = tx.runs().list(&house(), &run.instance, RUNS_LOOKED_AT).await?;
        let mut lasting: BTreeSet<_> = failures
            .iter()
            .filter(|(set, failure)| failure.retry.is_none() || in_a_row(&runs, set) >= FAILURES)
            .map(|(set, _)| set.clone())
            .collect();
        let Some((_, first)) = failures.iter().find(|(set, _)| lasting.contains(set)) else { return Ok(()) };
        let stands = tx.alerts().standing_on(&instance.id).await?;
        let known = stands.into_iter().find(|alert| alert.kind == AlertKind::SetUnreadable);
        lasting.extend(known.into_iter().flat_map(|alert| alert.affected.sets));
        let names = lasting.iter().map(SetName::as_str).collect::<Vec<_>>().join(", ");
        let own = format!("Not read: {names}. {}", first.detail);
        let affected = self.affected_by_sets(&instance, lasting)?;
        let severity = self.worst(&affected.checks).unwrap_or(AlertSeverity::Medium);
        let trouble = on_instance(AlertKind::SetUnreadable, &instance, severity, &own, affected);
        self.raise(tx, trouble).await
    }
}

/// The trouble of an instance as a whole.
pub(super) fn on_instance(
    kind: AlertKind,
    instance: &InstanceRow,
    severity: AlertSeverity,
    own: &str,
    affected: Affected,
) -> Trouble {
    Trouble {
        kind,
        instance: instance.id.clone(),
        check: None,
        which: None,
        severity,
        message: message(kind, own, affected.checks.len()),
        affected,
    }
}

/// In how many of the latest runs that tried a set, the latest first, it failed without being read in between.
fn in_a_row(runs: &[RunRow], set: &SetName) -> usize {
    let words = runs.iter().flat_map(|run| &run.sets).filter(|result| result.set == *set);
    let ended = words.filter(|result| result.state != SetState::Waiting);
    ended.take_while(|result| result.state == SetState::Failed).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{ManualClock, RunId, SeededRandom, Time};
    use store::{RunState, SetResult, Trigger};

    fn check(states: &[Option<SetState>], expect: usize) {
        let (clock, random) = (ManualClock::at(Time::from_ms(0)), SeededRandom::new(1));
        let set: SetName = "people".parse().unwrap();
        let run = |state: &Option<SetState>| RunRow {
            id: RunId::make(&clock, &random),
            instance: model::InstanceId::make(&clock, &random),
            trigger: Trigger::Daily,
            requested_by: None,
            started_at: Time::from_ms(0),
            ended_at: None,
            state: RunState::Running,
            sets: state
                .map(|state| SetResult { set: set.clone(), state, detail: None, at: None })
                .into_iter()
                .collect(),
        };
        let runs: Vec<_> = states.iter().map(run).collect();
        assert_eq!(in_a_row(&runs, &set), expect, "{states:?}");
    }

    #[test]
    fn only_runs_that_tried_the_set_count() {
        const FAILED: Option<SetState> = Some(SetState::Failed);
        const READ: Option<SetState> = Some(SetState::Committed);
        check(&[], 0);
        check(&[READ, FAILED], 0);
        check(&[FAILED, FAILED, READ, FAILED], 2);
        // The latest has not come to it; another was about other sets.
        check(&[Some(SetState::Waiting), FAILED, None, FAILED, FAILED], 3);
    }
}
