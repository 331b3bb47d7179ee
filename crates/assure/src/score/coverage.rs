//! Coverage of automatic checks: how much of what should be known is known.

use model::Verdict;
use serde::Serialize;
use std::{iter::Sum, ops::Add};

/// Decided (check × instance) of all in scope; not applicable ones are left out of both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Coverage {
    /// Passed, partially passed or failed.
    pub decided: u32,
    pub all: u32,
    /// Tenths of a percent, rounded down; none where there is nothing to decide.
    pub percentage_tenths: Option<u32>,
}

impl Coverage {
    /// Nothing to decide.
    pub const NONE: Coverage = Coverage { decided: 0, all: 0, percentage_tenths: None };

    /// Of so many, so many.
    pub fn new(decided: u32, all: u32) -> Coverage {
        let tenths = (u64::from(decided) * 1000).checked_div(u64::from(all));
        Coverage { decided, all, percentage_tenths: tenths.and_then(|tenths| u32::try_from(tenths).ok()) }
    }

    /// Of one check on one instance.
    pub fn of(verdict: Verdict) -> Coverage {
        match verdict {
            Verdict::Passed | Verdict::PartiallyPassed | Verdict::Failed => Coverage::new(1, 1),
            Verdict::Undetected | Verdict::ToBeDetected => Coverage::new(0, 1),
            Verdict::NotApplicable => Coverage::NONE,
        }
    }
}

impl Add for Coverage {
    type Output = Coverage;
    fn add(self, other: Coverage) -> Coverage {
        Coverage::new(self.decided + other.decided, self.all + other.all)
    }
}

impl Sum for Coverage {
    fn sum<I: Iterator<Item = Coverage>>(parts: I) -> Coverage {
        parts.fold(Coverage::NONE, Add::add)
    }
}
