//! Durations as files spell them: `50h`, `90d`.

use std::time::Duration;

/// The units, with their length in milliseconds.
const UNITS: [(char, u64); 4] = [('d', 86_400_000), ('h', 3_600_000), ('m', 60_000), ('s', 1_000)];

/// Longest duration that may be written, in milliseconds: 100 years of 366 days.
const DURATION_MS_MAX: u64 = 100 * 366 * 86_400_000;

/// The length of `count` units in milliseconds; none for another unit or too long a time.
pub(super) fn of(count: &str, unit: char) -> Option<u64> {
    if !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (_, each) = UNITS.into_iter().find(|(name, _)| *name == unit)?;
    count.parse::<u64>().ok()?.checked_mul(each).filter(|ms| *ms <= DURATION_MS_MAX)
}

/// A whole number and a unit: `50h`.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let mut chars = text.chars();
    let unit = chars.next_back().unwrap_or(' ');
    match of(chars.as_str(), unit) {
        Some(ms) if ms > 0 => Ok(Duration::from_millis(ms)),
        _ => Err(format!("“{text}” is not a duration; write a whole number and d, h, m or s, as in 50h")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_one_number_and_one_unit() {
        assert_eq!(parse("50h"), Ok(Duration::from_secs(50 * 3600)));
        assert_eq!(parse("90d"), Ok(Duration::from_secs(90 * 86_400)));
        for bad in ["", "h", "50", "50 h", "1.5h", "-1h", "0h", "5w", "999999999d", "1h30m", "+5h"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
