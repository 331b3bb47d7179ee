//! Rate limits by class, per account and shared by all that reads it, on the virtual clock. Off until the
//! control API switches them on.

use super::{account::Plan, reply::Reply};
use crate::clock::zoom_time;
use axum::http::StatusCode;
use model::Time;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// The label on an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    Light,
    Medium,
    Heavy,
}

/// One class's counters within the current second and the current day (UTC).
#[derive(Debug, Clone, Copy, Default)]
struct Meter {
    second: i64,
    in_second: u32,
    day: i64,
    in_day: u32,
}

/// An account's limits and what has been used of them.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    pub on: bool,
    /// A 429 is answered with a web page instead of JSON.
    pub html: bool,
    /// Whether replies name the limits in headers; accounts were seen without them.
    pub without_headers: bool,
    meters: [Meter; 3],
}

/// (calls per second, calls per day).
fn allowance(plan: Plan, class: Class) -> (u32, Option<u32>) {
    match (plan, class) {
        (Plan::Free, Class::Light) => (4, Some(6_000)),
        (Plan::Free, Class::Medium) => (2, Some(2_000)),
        (Plan::Free, Class::Heavy) => (1, Some(1_000)),
        (Plan::Pro, Class::Light) => (30, None),
        (Plan::Pro, Class::Medium) => (20, None),
        (Plan::Pro, Class::Heavy) => (10, Some(30_000)),
        (Plan::Business, Class::Light) => (80, None),
        (Plan::Business, Class::Medium) => (60, None),
        (Plan::Business, Class::Heavy) => (40, Some(60_000)),
    }
}

impl Class {
    fn name(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Medium => "Medium",
            Self::Heavy => "Heavy",
        }
    }
}

impl Limits {
    /// Sets how much of the day's allowance is used up, so that a test need not make thousands of calls.
    pub fn set_used_today(&mut self, used: u32, now: Time) {
        for meter in &mut self.meters {
            (meter.day, meter.in_day) = (now.ms().div_euclid(DAY_MS), used);
        }
    }

    /// Counts one call: the headers that its reply bears, or the 429 that takes its place.
    pub fn count(
        &mut self,
        plan: Plan,
        class: Class,
        now: Time,
    ) -> Result<Vec<(&'static str, String)>, Box<Reply>> {
        if !self.on {
            return Ok(Vec::new());
        }
        let (per_second, per_day) = allowance(plan, class);
        let meter = &mut self.meters[class as usize];
        let (second, day) = (now.ms().div_euclid(1_000), now.ms().div_euclid(DAY_MS));
        if meter.second != second {
            (meter.second, meter.in_second) = (second, 0);
        }
        if meter.day != day {
            (meter.day, meter.in_day) = (day, 0);
        }
        if per_day.is_some_and(|limit| meter.in_day >= limit) {
            return Err(Box::new(self.too_many(class, per_day.unwrap_or(0), true, now)));
        }
        if meter.in_second >= per_second {
            return Err(Box::new(self.too_many(class, per_second, false, now)));
        }
        meter.in_second += 1;
        meter.in_day += 1;
        let left = per_second - meter.in_second;
        Ok(self.headers(class, per_second, left, false))
    }

    fn headers(&self, class: Class, limit: u32, left: u32, daily: bool) -> Vec<(&'static str, String)> {
        if self.without_headers {
            return Vec::new();
        }
        vec![
            ("x-ratelimit-category", class.name().to_owned()),
            ("x-ratelimit-type", if daily { "Daily-limit" } else { "QPS" }.to_owned()),
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", left.to_string()),
        ]
    }

    fn too_many(&self, class: Class, limit: u32, daily: bool, now: Time) -> Reply {
        let mut reply = if self.html { Reply::html(StatusCode::TOO_MANY_REQUESTS) } else { throttled(daily) };
        reply.headers.extend(self.headers(class, limit, 0, daily));
        if !self.without_headers {
            reply.headers.push(if daily {
                ("retry-after", next_day(now))
            } else {
                ("x-ratelimit-reset", (now.ms().div_euclid(1_000) + 1).to_string())
            });
        }
        reply
    }
}

/// The 429 body of either kind, without headers.
pub fn throttled(daily: bool) -> Reply {
    Reply::error(
        StatusCode::TOO_MANY_REQUESTS,
        429,
        if daily {
            "You have reached the maximum daily rate limit for this API. Refer to the response header for \
             details on when you can make another request."
        } else {
            "You have reached the maximum per-second rate limit for this API. Try again later."
        },
    )
}

/// The next 00:00 UTC, where days begin anew: an ISO 8601 moment, not a number of seconds.
pub fn next_day(now: Time) -> String {
    zoom_time(Time::from_ms((now.ms().div_euclid(DAY_MS) + 1) * DAY_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_full_and_the_next_is_not() {
        let mut limits = Limits { on: true, ..Limits::default() };
        let now = Time::from_ms(1_795_248_000_000);
        for _ in 0..2 {
            limits.count(Plan::Free, Class::Medium, now).unwrap();
        }
        let refused = limits.count(Plan::Free, Class::Medium, now).unwrap_err();
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.headers.contains(&("x-ratelimit-reset", "1795248001".into())));
        limits.count(Plan::Free, Class::Light, now).unwrap();
        limits.count(Plan::Free, Class::Medium, Time::from_ms(now.ms() + 1_000)).unwrap();
    }

    #[test]
    fn a_day_is_full_until_midnight_utc() {
        let mut limits = Limits { on: true, ..Limits::default() };
        let now = Time::from_ms(1_795_248_000_000);
        limits.set_used_today(2_000, now);
        let refused = limits.count(Plan::Free, Class::Medium, now).unwrap_err();
        assert!(refused.headers.contains(&("retry-after", "2026-11-22T00:00:00Z".into())));
        assert!(limits.count(Plan::Free, Class::Medium, Time::from_ms(now.ms() + DAY_MS)).is_ok());
    }
}
