//! Points: achieved of achievable.

use super::exact::floor_of_sum;
use model::Credit;
use serde::Serialize;
use std::{iter::Sum, ops::Add};

/// Points achieved, in thousandths, of whole points achievable.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Points {
    pub achieved_thousandths: u64,
    pub achievable: u32,
}

impl Points {
    /// Nothing to achieve.
    pub const NONE: Points = Points { achieved_thousandths: 0, achievable: 0 };

    /// All of so many.
    pub fn whole(points: u32) -> Points {
        Points { achieved_thousandths: u64::from(points) * 1000, achievable: points }
    }

    /// Tenths of a percent, rounded down: 1000 only when all was achieved. None where nothing is achievable.
    pub fn percentage_tenths(self) -> Option<u32> {
        // achieved ÷ 1000 ÷ achievable × 100 % × 10 tenths: the thousands cancel.
        let tenths = self.achieved_thousandths.checked_div(u64::from(self.achievable))?;
        u32::try_from(tenths).ok()
    }
}

impl Add for Points {
    type Output = Points;
    fn add(self, other: Points) -> Points {
        Points {
            achieved_thousandths: self.achieved_thousandths + other.achieved_thousandths,
            achievable: self.achievable + other.achievable,
        }
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Points>>(points: I) -> Points {
        points.fold(Points::NONE, Add::add)
    }
}

/// ⌊1000 × points × Σ credits ÷ instances⌋, one credit per instance; 0 without instances.
pub fn points_achieved(points: u32, credits: impl IntoIterator<Item = Credit>) -> u64 {
    let mut instances = 0u64;
    let thousandths = credits.into_iter().map(|credit| {
        instances += 1;
        (1000 * u64::from(points) * u64::from(credit.numerator()), credit.denominator())
    });
    // Rounding down before dividing by a whole number does not change the quotient rounded down.
    let sum = floor_of_sum(thousandths);
    sum.checked_div(instances).unwrap_or(0)
}
