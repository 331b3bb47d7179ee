//! A score: points, their percentage, and beside it what it rests on.

use super::{Coverage, Points};
use crate::status::ActionResult;
use serde::Serialize;

/// Points with their percentage and the coverage of automatic checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Score {
    pub points: Points,
    /// Tenths of a percent, rounded down: 1000 only when all was achieved. None (“–”) where nothing is
    /// achievable.
    pub percentage_tenths: Option<u32>,
    pub coverage: Coverage,
}

impl Score {
    pub fn new(points: Points, coverage: Coverage) -> Score {
        Score { points, percentage_tenths: points.percentage_tenths(), coverage }
    }
    /// The sum over actions, each given once.
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a ActionResult>) -> Score {
        let (mut points, mut coverage) = (Points::NONE, Coverage::NONE);
        for action in actions {
            points = points + action.points;
            coverage = coverage + action.coverage;
        }
        Score::new(points, coverage)
    }
}
