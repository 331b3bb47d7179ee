//! Assessments, improvement actions, scores: where people work.
//!
//! Nothing that is shown here is stored: every figure is folded by `assure` from what was known at a moment
//! ([`AsOf`]), so that any past moment can be looked at again.

mod actions;
mod assessments;
mod baseline;
mod checks;
mod facts;
mod groups;
mod instance_checks;
mod moment;
mod overview;
mod pack_updates;
mod parameters;
mod refs;
mod regulations;

pub use actions::{
    ActionFilter, ActionQuestion, ActionRow, ActionSummary, ActionView, CheckRef, CheckResultView, FactView,
    InstanceResultView, NewStatus, NewTest, RelatedControl, ScopeFigure, StatusEntry, TestingSource,
};
pub use assessments::{
    AssessedInstance, AssessmentEdit, AssessmentSummary, AssessmentView, Covers, GroupChoice, NewAssessment,
};
pub use assure::Check;
pub use baseline::{BaselineInput, BaselineLeftOut, BaselineParameter, BaselineSource, BaselineView};
pub(crate) use facts::{AsOf, manual_status};
pub use instance_checks::InstanceCheckView;
pub use moment::Moment;
pub(crate) use overview::Figures;
pub use overview::{InstanceBrief, LastRun, OverviewView, ProblemKind, ScorePoint, ScoreProblem};
pub use pack_updates::{
    AcceptedUpdate, Deferral, DeferralView, DiffLine, LineChange, PackFileView, PackUpdateKind,
    PackUpdateSummary, PackUpdateView, PendingVerdict, UpdateAcceptance,
};
pub use parameters::{NewParameter, ParameterFilter, ParameterSetting, ParameterView};
pub use refs::{AssessmentRef, GroupRef, InstanceRef, RegulationRef};
pub use regulations::{
    RegulationAction, RegulationControl, RegulationFamily, RegulationSummary, RegulationView,
};
