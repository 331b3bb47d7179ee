//! An outcome as it stands at a moment, and the folds from there to an action's test status.
//!
//! [`stand`]: an outcome and the times of the latest readings → a [`Standing`]. [`fold_instance`]: the
//! standings of an action's checks on one instance → an [`InstanceResult`]. [`fold_action`]: the instances in
//! scope → an [`ActionResult`]. [`fold_manual`]: the same for what a person sets; [`edit_status`] says what a
//! person may set, and [`Tested`] where that takes the place of a check. Nothing here is stored: everything is computed as of a time.

mod action;
mod by_hand;
mod edit;
mod instance;
mod manual;
mod sentence;
mod staleness;
mod standing;

pub use action::{ActionResult, Counts, InstanceLine, fold_action};
pub use by_hand::{Tested, TestedBy, is_by_hand};
pub use edit::{FieldError, StatusEdit, edit_status};
pub use instance::{InstanceResult, fold_instance, rank};
pub use manual::{ManualStatus, fold_manual};
pub use standing::{Standing, stand};
