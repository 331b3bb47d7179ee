//! Assessments, improvement actions, scores: where people work.
//!
//! Nothing that is shown here is stored: every figure is folded by `assure` from what was known at a moment
//! ([`AsOf`]), so that any past moment can be looked at again.

mod actions;
mod assessments;
mod checks;
mod facts;
mod groups;
mod moment;
mod overview;
mod refs;
mod regulations;

pub use actions::{
    ActionFilter, ActionQuestion, ActionRow, ActionSummary, ActionView, CheckRef, CheckResultView, FactView,
    InstanceResultView, NewStatus, RelatedControl, ScopeFigure, StatusEntry, TestingSource,
};
pub use assessments::{
    AssessedInstance, AssessmentEdit, AssessmentSummary, AssessmentView, Covers, GroupChoice, NewAssessment,
};
pub use assure::Check;
pub(crate) use facts::AsOf;
pub use moment::Moment;
pub use overview::{InstanceBrief, LastRun, OverviewView, ProblemKind, ScorePoint, ScoreProblem};
pub use refs::{AssessmentRef, GroupRef, InstanceRef, RegulationRef};
pub use regulations::{
    RegulationAction, RegulationControl, RegulationFamily, RegulationSummary, RegulationView,
};
