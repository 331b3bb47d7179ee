//! Zoom's rate limits: per account, shared by all of its apps; per second, and per day from 00:00 UTC.
//!
//! Today's pages hardly mention the headers any more, so that each of them may be missing.

use crate::http::Answer;
use crate::source::{Allowance, ConnectError};
use model::Time;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

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
    Some(Allowance { limit: limit.limit?, remaining: limit.remaining?, daily })
}

fn next_day(now: Time) -> Time {
    Time::from_ms((now.ms().div_euclid(DAY_MS) + 1).saturating_mul(DAY_MS))
}
