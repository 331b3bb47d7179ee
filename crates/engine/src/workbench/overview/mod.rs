//! The organisation at a glance: its score and what it rests on, over time, and what is wrong.

mod history;
mod instances;
mod problems;
mod show;
mod view;

pub use view::{InstanceBrief, LastRun, OverviewView, ProblemKind, ScorePoint, ScoreProblem};
