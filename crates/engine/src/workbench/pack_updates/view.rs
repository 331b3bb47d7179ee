//! What people see of pending updates.

use super::DiffLine;
use crate::{
    posture::{AffectedAssessment, BeforeAndAfter},
    workbench::InstanceRef,
};
use model::{ActionId, CheckId, ContentHash, Reason, ServiceId, Time, Verdict};
use serde::Serialize;
use utoipa::ToSchema;

/// What an update does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PackUpdateKind {
    /// A check that was not there.
    New,
    /// Another version of one that was.
    Changed,
    /// One that is no longer brought; its accepted version goes on judging.
    Removed,
}

/// One file of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackFileView {
    /// Another one than the update's where the check was renamed.
    pub check: CheckId,
    /// None where the file does not load any more.
    pub version: Option<u32>,
    /// SHA-256 of the file, by which it is pinned.
    #[schema(value_type = String)]
    pub hash: ContentHash,
    /// Where it lies among the packs.
    pub path: String,
    /// When it was accepted; none for what is offered, and for what came with the installation.
    pub accepted_at: Option<Time>,
    /// Who accepted it.
    pub accepted_by: Option<String>,
}

/// That somebody put an update off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeferralView {
    pub why: String,
    /// Name of the principal.
    pub by: String,
    pub at: Time,
}

/// An update that waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackUpdateSummary {
    /// The check that the file defines. What is made from it goes with it.
    pub check: CheckId,
    pub title: String,
    pub service: ServiceId,
    pub action: ActionId,
    pub kind: PackUpdateKind,
    /// Every check that the update concerns: this one, that of its lock, that of its overrides.
    pub checks: Vec<CheckId>,
    /// What counts.
    pub accepted: Option<PackFileView>,
    /// What is offered.
    pub offered: Option<PackFileView>,
    /// Set where this very update was put off.
    pub deferred: Option<DeferralView>,
}

/// An update with what it would do.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackUpdateView {
    #[serde(flatten)]
    pub summary: PackUpdateSummary,
    /// The file that counts, line by line, and what is offered in its place.
    pub diff: Vec<DiffLine>,
    /// Per instance and check, by the latest readings: what counts, and what would.
    pub verdicts: Vec<PendingVerdict>,
    /// The assessments that have the actions concerned.
    pub assessments: Vec<AffectedAssessment>,
    pub organisation: BeforeAndAfter,
}

/// One check on one instance under both versions.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PendingVerdict {
    pub instance: InstanceRef,
    pub check: CheckId,
    /// None where the check does not count yet.
    pub before: Option<VerdictBrief>,
    /// None where it would no longer count.
    pub after: Option<VerdictBrief>,
}

/// How a check stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VerdictBrief {
    pub verdict: Verdict,
    /// Why it could not be detected.
    pub reason: Option<Reason>,
}
