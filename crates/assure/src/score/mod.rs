//! Points, percentages and coverage: of an action, a control, an assessment, the organisation.
//!
//! All figures are whole numbers: points in thousandths, percentages in tenths, both rounded down from
//! exact fractions. [`assessment`] scores one assessment, [`organisation`] all of them together, each action
//! once as its kind demands.

mod assessment;
mod category;
mod control;
mod coverage;
mod exact;
mod facts;
mod figure;
mod organisation;
mod points;

use crate::status::ActionResult;
use model::InstanceId;
use std::collections::BTreeSet;

pub use assessment::{
    AssessmentResult, ControlResult, FamilyResult, InstanceScore, ServiceScore, assessment,
};
pub use category::CategoryScore;
pub use control::{AssessmentStatus, ControlStatus, assessment_status, control_status};
pub use coverage::Coverage;
pub use facts::{AssessmentScope, Facts, Standings};
pub use figure::Score;
pub use organisation::{OrganisationAction, OrganisationResult, organisation};
pub use points::{Points, points_achieved};

/// On how many instances at least one of these actions failed.
fn failed_instances<'a>(actions: impl IntoIterator<Item = &'a ActionResult>) -> u32 {
    let failed: BTreeSet<&InstanceId> =
        actions.into_iter().flat_map(ActionResult::failed_instances).collect();
    u32::try_from(failed.len()).unwrap_or(u32::MAX)
}
