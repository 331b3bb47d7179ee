//! Exact sums of fractions, rounded down once, at the end.
//!
//! A credit's denominator is at most 1000, but an action may have checks with many different ones, whose
//! common denominator outgrows any machine word: so the sum is kept as two whole numbers of any length.

use std::collections::BTreeMap;

/// A whole number of any length: base 2⁶⁴, least significant first, no leading zeros kept in mind.
#[derive(Debug, Clone)]
struct Wide(Vec<u64>);

impl Wide {
    fn times(&self, factor: u64) -> Wide {
        let mut carry = 0u128;
        let mut limbs: Vec<u64> = Vec::with_capacity(self.0.len() + 1);
        for limb in &self.0 {
            carry += u128::from(*limb) * u128::from(factor);
            limbs.push(low(carry));
            carry >>= 64;
        }
        limbs.push(low(carry));
        Wide(limbs)
    }
    fn plus(&self, other: &Wide) -> Wide {
        let mut carry = 0u128;
        let mut limbs: Vec<u64> = Vec::with_capacity(self.0.len().max(other.0.len()) + 1);
        for i in 0..self.0.len().max(other.0.len()) {
            carry += u128::from(self.limb(i)) + u128::from(other.limb(i));
            limbs.push(low(carry));
            carry >>= 64;
        }
        limbs.push(low(carry));
        Wide(limbs)
    }
    fn at_most(&self, other: &Wide) -> bool {
        let length = self.0.len().max(other.0.len());
        let differing = (0..length).rev().find(|i| self.limb(*i) != other.limb(*i));
        differing.is_none_or(|i| self.limb(i) < other.limb(i))
    }
    fn limb(&self, i: usize) -> u64 {
        self.0.get(i).copied().unwrap_or(0)
    }
}

fn low(wide: u128) -> u64 {
    u64::try_from(wide & u128::from(u64::MAX)).unwrap_or(u64::MAX)
}

/// ⌊Σ nᵢ ÷ dᵢ⌋ of fractions (nᵢ, dᵢ). A fraction whose denominator is 0 is none and adds nothing. The sum
/// of the numerators must stay below 2⁶⁴.
pub(super) fn floor_of_sum(fractions: impl IntoIterator<Item = (u64, u16)>) -> u64 {
    let mut by_denominator: BTreeMap<u16, u64> = BTreeMap::new();
    for (numerator, denominator) in fractions.into_iter().filter(|(_, denominator)| *denominator > 0) {
        *by_denominator.entry(denominator).or_default() += numerator;
    }
    let whole: u64 = by_denominator.iter().map(|(denominator, sum)| sum / u64::from(*denominator)).sum();
    // What is left is one proper fraction per denominator: together less than their number.
    let parts = by_denominator.iter().map(|(denominator, sum)| {
        let denominator = u64::from(*denominator);
        (sum % denominator, denominator)
    });
    let (mut numerator, mut common, mut most) = (Wide(vec![0]), Wide(vec![1]), 0);
    for (rest, denominator) in parts.filter(|(rest, _)| *rest > 0) {
        numerator = numerator.times(denominator).plus(&common.times(rest));
        common = common.times(denominator);
        most += 1;
    }
    let carried = (1..most).take_while(|n| common.times(*n).at_most(&numerator)).count();
    whole + u64::try_from(carried).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::floor_of_sum;

    #[test]
    fn thirds_and_sixths_make_wholes_exactly() {
        let check = |fractions: &[(u64, u16)], expect: u64| {
            assert_eq!(floor_of_sum(fractions.iter().copied()), expect, "{fractions:?}");
        };
        check(&[], 0);
        check(&[(7, 0)], 0);
        check(&[(1, 3), (1, 3), (1, 3)], 1);
        check(&[(1, 2), (1, 3), (1, 6)], 1);
        check(&[(1, 2), (1, 3), (1, 7)], 0);
        check(&[(999, 1000), (998, 999)], 1);
        check(&[(27_000, 3)], 9_000);
        check(&[(1_000, 3)], 333);
    }

    #[test]
    fn a_sum_far_beyond_a_machine_word_is_still_exact() {
        // Σ (1 − 1/d) for d = 2..=1000 is 999 − (H₁₀₀₀ − 1) = 1000 − 7.485… = 992.51….
        assert_eq!(floor_of_sum((2..=1000).map(|d| (u64::from(d) - 1, d))), 992);
        // And with what is missing to a whole added, each pair is exactly one.
        let pairs = (2..=1000).flat_map(|d| [(u64::from(d) - 1, d), (1, d)]);
        assert_eq!(floor_of_sum(pairs), 999);
    }
}
