//! A technical action over the instances in scope.

use super::{InstanceResult, instance::rank, sentence, standing::earned};
use crate::score::{Coverage, Points, points_achieved};
use model::{ActionKind, Credit, ImplementationStatus, InstanceId, Severity, TestStatus, Verdict};
use serde::Serialize;

/// An improvement action as it stands in one scope: its test status, and what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ActionResult {
    pub kind: ActionKind,
    pub implementation_status: ImplementationStatus,
    pub status: TestStatus,
    /// Nothing is achievable where the status is `out_of_scope`.
    pub points: Points,
    /// By which lists sort and filter and alerts fire. None where it has no instances, and where a person
    /// put it out of scope.
    pub worst: Option<Verdict>,
    /// The worst severity among failed instances, under the same conditions.
    pub severity: Option<Severity>,
    pub counts: Counts,
    /// By id. Empty for a manual action.
    pub instances: Vec<InstanceLine>,
    /// What the status alone would hide: “1 of 2 instances failed”.
    pub note: Option<String>,
    /// Passed by its checks while a person says *Not implemented*: counts, and wants a look.
    pub flagged: bool,
    /// Decided (check × instance) of all in scope.
    pub coverage: Coverage,
    /// A person's test status counts: for the whole action, or on some instance where the service does not show
    /// what its check reads.
    pub by_hand: bool,
}

impl ActionResult {
    /// Whether it failed on an instance that counts.
    pub fn failed_anywhere(&self) -> bool {
        self.worst == Some(Verdict::Failed)
    }
    /// The instances on which it failed; none where a person put it out of scope.
    pub fn failed_instances(&self) -> impl Iterator<Item = &InstanceId> {
        let counts = self.failed_anywhere();
        self.instances
            .iter()
            .filter(move |line| counts && line.result.verdict == Verdict::Failed)
            .map(|line| &line.instance)
    }
}

/// An action on one instance, with the instance's own points.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct InstanceLine {
    pub instance: InstanceId,
    pub result: InstanceResult,
    /// The fold over this instance alone, the whole points being achievable.
    pub points: Points,
}

/// Instances by verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Counts {
    /// All in scope, not applicable ones included.
    pub total: u32,
    pub passed: u32,
    pub partially_passed: u32,
    pub failed: u32,
    pub undetected: u32,
    pub to_be_detected: u32,
    pub not_applicable: u32,
}

impl Counts {
    /// Counts verdicts.
    pub fn of(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Counts::default();
        for verdict in verdicts {
            counts.total += 1;
            *match verdict {
                Verdict::Passed => &mut counts.passed,
                Verdict::PartiallyPassed => &mut counts.partially_passed,
                Verdict::Failed => &mut counts.failed,
                Verdict::Undetected => &mut counts.undetected,
                Verdict::ToBeDetected => &mut counts.to_be_detected,
                Verdict::NotApplicable => &mut counts.not_applicable,
            } += 1;
        }
        counts
    }
    /// Those that the status and the points are made of.
    pub fn applicable(&self) -> u32 {
        self.total - self.not_applicable
    }
}

/// Folds a technical action worth `points` over its instances in scope, each given once, in any order.
/// `implementation` is what a person says of it in the whole organisation; *Out of scope* takes it out of
/// the score whatever its checks say.
pub fn fold_action(
    points: u32,
    implementation: ImplementationStatus,
    mut instances: Vec<(InstanceId, InstanceResult)>,
) -> ActionResult {
    instances.sort_by(|a, b| a.0.cmp(&b.0));
    let set_out = implementation == ImplementationStatus::OutOfScope;
    let results = || instances.iter().map(|(_, result)| result);
    let counts = Counts::of(results().map(|result| result.verdict));
    let status = if set_out { TestStatus::OutOfScope } else { status_of(results(), &counts) };
    let in_scope = status != TestStatus::OutOfScope;
    let worst = results().map(|result| result.verdict).max_by_key(|verdict| rank(*verdict));
    let severity = results().filter_map(|result| result.severity).max();
    let coverage = if set_out { Coverage::NONE } else { results().map(|result| result.coverage).sum() };
    ActionResult {
        kind: ActionKind::Technical,
        implementation_status: implementation,
        status,
        points: match in_scope {
            true => Points {
                achieved_thousandths: points_achieved(points, credits(results())),
                achievable: points,
            },
            false => Points::NONE,
        },
        worst: worst.filter(|_| !set_out),
        severity: severity.filter(|_| !set_out),
        counts,
        note: if set_out { Some(sentence::SET_OUT_TECHNICAL.into()) } else { sentence::of(&counts) },
        flagged: status == TestStatus::Passed && implementation == ImplementationStatus::NotImplemented,
        coverage,
        by_hand: results().any(|result| result.by_hand),
        instances: instances
            .into_iter()
            .map(|(instance, result)| {
                let counts_here = in_scope && result.verdict != Verdict::NotApplicable;
                let own = match counts_here {
                    true => Points {
                        achieved_thousandths: points_achieved(points, credits([&result])),
                        achievable: points,
                    },
                    false => Points::NONE,
                };
                InstanceLine { instance, result, points: own }
            })
            .collect(),
    }
}

/// What each instance earns, not applicable ones left out.
fn credits<'a>(results: impl IntoIterator<Item = &'a InstanceResult>) -> impl Iterator<Item = Credit> {
    results
        .into_iter()
        .filter(|result| result.verdict != Verdict::NotApplicable)
        .map(|result| earned(result.verdict, result.credit))
}

/// The rows of the table, from the top.
fn status_of<'a>(results: impl Iterator<Item = &'a InstanceResult> + Clone, counts: &Counts) -> TestStatus {
    if counts.total == 0 {
        return TestStatus::ToBeDetected;
    }
    if counts.applicable() == 0 {
        return TestStatus::OutOfScope;
    }
    if counts.passed == counts.applicable() {
        return TestStatus::Passed;
    }
    if credits(results.clone()).any(|credit| credit > Credit::NONE) {
        return TestStatus::PartiallyTested;
    }
    if counts.failed > 0 {
        let severities = results.filter(|result| result.verdict == Verdict::Failed);
        // A failure that does not say how bad it is, is taken as bad.
        return match severities.map(|r| r.severity.unwrap_or(Severity::Critical)).max() {
            Some(Severity::Low) => TestStatus::FailedLowRisk,
            Some(Severity::Medium) => TestStatus::FailedMediumRisk,
            Some(Severity::High | Severity::Critical) | None => TestStatus::FailedHighRisk,
        };
    }
    if counts.undetected > 0 {
        return TestStatus::CouldNotBeDetected;
    }
    match counts.partially_passed {
        0 => TestStatus::ToBeDetected,
        // A check may not grant nothing for half; a damaged row that does earns nothing, and says partially.
        _ => TestStatus::PartiallyTested,
    }
}
