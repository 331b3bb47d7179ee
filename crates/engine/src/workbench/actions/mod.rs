//! Improvement actions: how each stands, what its checks found, what people say of it.

mod filter;
mod history;
mod list;
mod outcomes;
mod rows;
mod set_status;
mod show;
mod view;
mod within;

pub use filter::ActionFilter;
pub use history::StatusEntry;
pub(super) use outcomes::check_result;
pub(crate) use rows::{Line, Tracked};
pub use set_status::{NewStatus, NewTest};
pub use show::ActionQuestion;
pub use view::{
    ActionRow, ActionSummary, ActionView, CheckRef, CheckResultView, FactView, InstanceResultView,
    RelatedControl, ScopeFigure, TestingSource,
};
