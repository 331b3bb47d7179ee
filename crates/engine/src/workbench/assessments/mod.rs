//! Assessments: a regulation applied to services and instances, inside a group.

mod choice;
mod create;
mod delete;
mod edit;
mod list;
mod show;
mod view;

pub use choice::{Covers, GroupChoice};
pub use create::NewAssessment;
pub use edit::AssessmentEdit;
pub use view::{AssessedInstance, AssessmentSummary, AssessmentView};
