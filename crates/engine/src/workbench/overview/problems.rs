//! What is wrong: with the connections, with the work in the queue, with what the score rests on. Each line
//! says what to do and where.

use super::{InstanceBrief, ProblemKind, ScoreProblem};
use crate::{
    Engine, Result,
    accepted::REFUSED_CURE,
    jobs::Work,
    posture::{HealthState, Refresh},
    workbench::AsOf,
};
use assure::score::AssessmentResult;
use model::{InstanceId, Time};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use store::{AssessmentRow, DeadJob, Scope, Tx};

/// Given-up jobs that are looked at, and how long ago one may have been given up.
const DEAD_LOOKED_AT: u32 = 100;
const DEAD_SHOWN_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Characters of a job's error that are shown; the log has it whole.
const ERROR_CHARS_SHOWN: usize = 300;
/// Refused files that are named; the log names all.
const REFUSALS_SHOWN: usize = 10;
/// The portal's page of what waits to be accepted.
const PACK_UPDATES: &str = "/settings/pack-updates";

impl Engine {
    /// Everything that a person should look at, the connections first.
    pub(super) async fn problems(
        &self,
        tx: &mut Tx,
        scope: &Scope,
        known: &AsOf,
        instances: &[InstanceBrief],
    ) -> Result<Vec<ScoreProblem>> {
        let mut problems: Vec<_> = instances.iter().filter_map(of_health).collect();
        problems.extend(uncovered(known));
        let dead = tx.jobs().dead(scope, DEAD_LOOKED_AT).await?;
        problems.extend(given_up(known, instances, dead));
        Ok(problems)
    }
}

/// What the assessments' figures leave out.
pub(super) fn not_scored(assessed: &[(&AssessmentRow, AssessmentResult)]) -> Vec<ScoreProblem> {
    let each = assessed.iter().flat_map(|(row, result)| {
        result.problems.iter().map(|problem| ScoreProblem {
            kind: ProblemKind::NotScored,
            message: format!(
                "Assessment “{}”: {problem}. Load the pack or regulation that has it.",
                row.name
            ),
            link: Some(format!("/assessments/{}", row.id)),
        })
    });
    each.collect()
}

/// Files of packs and regulations that this server refused at its start.
pub(super) fn refused_files(problems: &[String]) -> Vec<ScoreProblem> {
    let told = |problem: &String| {
        format!("A file was left out, and what it would test is not tested: {problem}. Mend it and restart.")
    };
    refusals(problems.iter().map(told).collect(), None)
}

/// Checks that count and cannot judge.
pub(super) fn refused_checks(problems: &[String]) -> Vec<ScoreProblem> {
    let told = |problem: &String| {
        format!("A check that counts cannot judge, and could not be detected: {problem}. {REFUSED_CURE}")
    };
    refusals(problems.iter().map(told).collect(), Some(PACK_UPDATES))
}

fn refusals(problems: Vec<String>, link: Option<&str>) -> Vec<ScoreProblem> {
    let line = |message| {
        let link = link.map(str::to_owned);
        ScoreProblem { kind: ProblemKind::FileRefused, message, link }
    };
    let more = problems.len().saturating_sub(REFUSALS_SHOWN);
    let shown = problems.into_iter().take(REFUSALS_SHOWN).map(line);
    let rest =
        (more > 0).then(|| line(format!("{more} more problems of packs and regulations are in the log.")));
    shown.chain(rest).collect()
}

/// Versions of checks that nobody has decided on.
pub(super) fn waiting_updates(count: usize) -> Option<ScoreProblem> {
    let message = match count {
        0 => return None,
        1 => "Another version of a check waits: the one before goes on judging until somebody accepts it."
            .to_owned(),
        count => format!(
            "Other versions of {count} checks wait: those before go on judging until somebody accepts them."
        ),
    };
    let link = Some(PACK_UPDATES.to_owned());
    Some(ScoreProblem { kind: ProblemKind::UpdateWaiting, message, link })
}

fn of_health(brief: &InstanceBrief) -> Option<ScoreProblem> {
    let kind = match brief.health.state {
        HealthState::Failing => ProblemKind::InstanceFailing,
        HealthState::Degraded => ProblemKind::InstanceDegraded,
        HealthState::Waiting | HealthState::Healthy => return None,
    };
    Some(ScoreProblem {
        kind,
        message: format!("“{}”: {}", brief.name, brief.health.message),
        link: page_of(&brief.id),
    })
}

/// Instances that no assessment covers.
fn uncovered(known: &AsOf) -> Vec<ScoreProblem> {
    let covered: BTreeSet<&InstanceId> =
        known.assessments.iter().filter_map(|row| known.covered.get(&row.id)).flatten().collect();
    let left_out = known.instances.values().filter(|row| !covered.contains(&row.id));
    left_out
        .map(|row| ScoreProblem {
            kind: ProblemKind::InstanceUncovered,
            message: format!(
                "“{}” is in no assessment: what is found there counts in no score. Choose it in an assessment.",
                row.name
            ),
            link: page_of(&row.id),
        })
        .collect()
}

/// Work that was given up and not done since: one line for each kind of work on each instance.
fn given_up(known: &AsOf, instances: &[InstanceBrief], dead: Vec<DeadJob>) -> Vec<ScoreProblem> {
    let done_since = |job: &DeadJob| {
        let run = instances.iter().find(|brief| brief.id.as_str() == job.lane)?.last_run.as_ref()?;
        Some(job.kind == Refresh::KIND && run.state == "complete" && run.started_at > job.died_at)
    };
    let recent = |died_at: Time| died_at <= known.at && known.at.since(died_at) <= DEAD_SHOWN_FOR;
    let mut lines: BTreeMap<(String, String), ScoreProblem> = BTreeMap::new();
    // The latest comes first, and is the one that stays.
    for job in dead.into_iter().filter(|job| recent(job.died_at) && done_since(job) != Some(true)) {
        let on = instances.iter().find(|brief| brief.id.as_str() == job.lane);
        let error: String = job.error.chars().take(ERROR_CHARS_SHOWN).collect();
        let place = on.map_or_else(String::new, |brief| format!(" of “{}”", brief.name));
        let problem = ScoreProblem {
            kind: ProblemKind::WorkGivenUp,
            message: format!(
                "The work “{}”{place} was given up at {} after {} tries: {error}",
                job.kind, job.died_at, job.attempts
            ),
            link: on.and_then(|brief| page_of(&brief.id)),
        };
        lines.entry((job.lane, job.kind)).or_insert(problem);
    }
    lines.into_values().collect()
}

fn page_of(instance: &InstanceId) -> Option<String> {
    Some(format!("/instances/{instance}"))
}
