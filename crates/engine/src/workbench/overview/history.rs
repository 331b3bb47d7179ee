//! The organisation's score over time.

use super::ScorePoint;
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    standings::When,
};
use model::Time;
use std::time::Duration;

/// Days that may be asked for: a year, and a day so that its ends can be compared.
const DAYS_MAX: u32 = 366;
/// Days that are shown where none are asked for.
const DAYS_DEFAULT: u32 = 30;
/// Standings (check × instance × point) that one answer may fold. Where there would be more, points lie
/// farther apart than a day.
const STANDINGS_MAX: usize = 200_000;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

impl Engine {
    /// The score at the end of each of the last days in UTC, by what was recorded by then, and now. Days at
    /// whose end there was no assessment are left out. All points come from one snapshot.
    ///
    /// # Errors
    /// `Invalid` at `days` when it is not 1 to 366.
    pub async fn score_history(&self, actor: &Actor, days: Option<u32>) -> Result<Vec<ScorePoint>> {
        let scope = actor.may(UseCase::ReadOverview)?;
        let days = days.unwrap_or(DAYS_DEFAULT);
        if !(1..=DAYS_MAX).contains(&days) {
            return Err(Error::field("days", format!("Choose 1 to {DAYS_MAX} days.")));
        }
        let now = self.clock.now();
        let mut tx = self.store.read().await?;
        let checks = self.catalog.checks.len();
        let standings = tx.instances().list(scope).await?.len().saturating_mul(checks);
        let mut points = Vec::new();
        for at in moments(now, days, step(days, standings)) {
            let when = if at == now { When::now(self.clock.as_ref()) } else { When::past(at) };
            let known = self.as_of(&mut tx, scope, when).await?;
            if !known.assessments.is_empty() {
                points.push(ScorePoint { at, score: self.assess_all(&known).score });
            }
        }
        Ok(points)
    }
}

/// Days from one point to the next, so that all points together fold no more than [`STANDINGS_MAX`].
fn step(days: u32, standings: usize) -> u32 {
    let all = standings.saturating_mul(usize::try_from(days).unwrap_or(usize::MAX));
    u32::try_from(all.div_ceil(STANDINGS_MAX)).unwrap_or(u32::MAX).clamp(1, days)
}

/// The last milliseconds of past days, oldest first, every `step` days back from yesterday; then now.
fn moments(now: Time, days: u32, step: u32) -> Vec<Time> {
    let today = Time::from_ms(now.ms() - now.ms().rem_euclid(DAY_MS));
    let ends = (0..days)
        .filter(|ago| ago % step == 0)
        .map(|ago| today.minus(DAY * ago).minus(Duration::from_millis(1)));
    let mut moments: Vec<Time> = ends.collect();
    moments.reverse();
    moments.push(now);
    moments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(now: &str, days: u32, step: u32) -> Vec<String> {
        moments(now.parse().unwrap(), days, step).iter().map(Time::to_string).collect()
    }

    #[test]
    fn days_end_in_utc_and_now_is_the_last_point() {
        let expected = ["2026-11-19T23:59:59.999Z", "2026-11-20T23:59:59.999Z", "2026-11-21T08:00:00.000Z"];
        assert_eq!(texts("2026-11-21T08:00:00Z", 2, 1), expected);
        // At midnight the day that has just ended is one point and the new day's first moment another.
        let expected = ["2026-11-20T23:59:59.999Z", "2026-11-21T00:00:00.000Z"];
        assert_eq!(texts("2026-11-21T00:00:00Z", 1, 1), expected);
    }

    #[test]
    fn a_large_installation_gets_fewer_points() {
        assert_eq!(step(30, 20), 1);
        assert_eq!(step(366, 20), 1);
        assert_eq!(step(366, 5_000), 10);
        assert_eq!(step(7, usize::MAX), 7);
        assert_eq!(texts("2026-11-21T08:00:00Z", 7, 3).len(), 4);
    }
}
