//! The organisation at a glance: its score and what it rests on, over time, and what is wrong.

mod history;
mod instances;
mod problems;
mod show;
mod view;

/// What many open pages ask for at once, made in one look at everything.
#[derive(Debug)]
pub(crate) struct Figures {
    pub overview: OverviewView,
    /// Every action of the organisation, the worst first.
    pub actions: Vec<super::ActionRow>,
}

pub use view::{InstanceBrief, LastRun, OverviewView, ProblemKind, ScorePoint, ScoreProblem};
