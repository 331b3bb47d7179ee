//! The quota of API calls in the last 24 hours.

use model::Time;
use std::{collections::VecDeque, time::Duration};

/// What an org may at first.
const LIMIT: u32 = 15_000;
const DAY: Duration = Duration::from_secs(86_400);

#[derive(Debug, Clone)]
pub struct Limits {
    pub limit: u32,
    /// Calls by the minute in which they came.
    calls: VecDeque<(i64, u32)>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { limit: LIMIT, calls: VecDeque::new() }
    }
}

impl Limits {
    /// Calls of the last 24 hours.
    pub fn used(&self, now: Time) -> u32 {
        let since = now.minus(DAY).ms().div_euclid(60_000);
        self.calls.iter().filter(|(minute, _)| *minute > since).map(|(_, calls)| calls).sum()
    }

    /// Counts a call; false: the quota is spent and it is refused.
    pub fn count(&mut self, now: Time) -> bool {
        let since = now.minus(DAY).ms().div_euclid(60_000);
        while self.calls.front().is_some_and(|(minute, _)| *minute <= since) {
            self.calls.pop_front();
        }
        if self.used(now) >= self.limit {
            return false;
        }
        self.add(now, 1);
        true
    }

    /// So many calls as if they had come by `now`, and no others.
    pub fn set_used(&mut self, used: u32, now: Time) {
        self.calls.clear();
        self.add(now, used);
    }

    fn add(&mut self, now: Time, calls: u32) {
        let minute = now.ms().div_euclid(60_000);
        match self.calls.back_mut() {
            Some((last, count)) if *last == minute => *count += calls,
            _ => self.calls.push_back((minute, calls)),
        }
    }
}
