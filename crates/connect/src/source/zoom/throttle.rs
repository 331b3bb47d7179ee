//! Zoom's rate limits: per account, shared by all of its apps; per second, and per day from 00:00 UTC.
//!
//! Today's pages hardly mention the headers any more, so that each of them may be missing.

use crate::http::Answer;
use crate::source::{Allowance, CallClass, ClassLimits, ConnectError, Window};
use model::Time;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Zoom's limits by plan (Zoom, *Rate limits*): Business and above, Pro, Free; the day's limits are Free's.
/// Resource-intensive calls, which this connector never makes, are limited by the minute.
#[rustfmt::skip]
pub(super) const LIMITS: &[ClassLimits] = &[
    ClassLimits { class: CallClass::Light, per_second: &[80, 30, 4], per_day: 6_000, window: Window::UtcDay },
    ClassLimits { class: CallClass::Medium, per_second: &[60, 20, 2], per_day: 2_000, window: Window::UtcDay },
    ClassLimits { class: CallClass::Heavy, per_second: &[40, 10, 1], per_day: 1_000, window: Window::UtcDay },
    ClassLimits { class: CallClass::ResourceIntensive, per_second: &[1], per_day: 1_000, window: Window::UtcDay },
];

/// The error of an answer that says “too many calls”. `words` are the answer's own, where it had any.
pub(super) fn throttled(answer: &Answer, words: Option<String>, now: Time) -> ConnectError {
    let limit = answer.rate_limit();
    let daily = limit.daily.unwrap_or_else(|| words.as_ref().is_some_and(|words| words.contains("daily")));
    let said = answer.retry_after(now).or(limit.reset);
    let until = said.or_else(|| daily.then(|| next_day(now)));
    ConnectError::Throttled { until, daily, words }
}

/// What is left, where an answer says so.
pub(super) fn allowance(answer: &Answer) -> Option<Allowance> {
    let limit = answer.rate_limit();
    let daily = limit.daily.unwrap_or(false);
    let class = answer
        .header("x-ratelimit-category")
        .and_then(|category| CallClass::parse(&category.trim().to_ascii_lowercase().replace('-', "_")));
    Some(Allowance { class, limit: limit.limit?, remaining: limit.remaining?, daily })
}

fn next_day(now: Time) -> Time {
    Time::from_ms((now.ms().div_euclid(DAY_MS) + 1).saturating_mul(DAY_MS))
}
