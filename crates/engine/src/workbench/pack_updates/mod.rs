//! Pending updates: versions of checks that the binary or an operator's folder brings and that do not count yet.
//!
//! What was accepted goes on judging. A pending version is judged beside it, on the latest readings, whenever
//! somebody looks: its verdicts are shown and kept nowhere. From the moment at which a person accepts it, it counts.

mod decide;
mod diff;
mod pending;
mod show;
mod view;

pub use decide::{AcceptedUpdate, Deferral, UpdateAcceptance};
pub use diff::{DiffLine, LineChange};
pub use view::{
    DeferralView, PackFileView, PackUpdateKind, PackUpdateSummary, PackUpdateView, PendingVerdict,
    VerdictBrief,
};
