//! `X-RateLimit-*`, in the form that Zoom documents: `-Type` is `QPS` or `Daily-limit`, `-Limit` and
//! `-Remaining` are counts, `-Reset` is a Unix time in seconds. Each may be missing.

use http::HeaderMap;
use model::Time;

/// Latest reset that is believed, in Unix seconds (the year 9999): larger ones are another unit.
const RESET_S_MAX: i64 = 253_402_300_799;

/// What an answer says of the service's rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RateLimit {
    /// Whether it is the day's limit; `None` when the answer does not say.
    pub daily: Option<bool>,
    pub limit: Option<u64>,
    pub remaining: Option<u64>,
    pub reset: Option<Time>,
}

impl RateLimit {
    pub fn read(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
        let count = |name| text(name).and_then(|text| text.parse::<u64>().ok());
        let daily = text("x-ratelimit-type").and_then(|kind| match kind.to_ascii_lowercase().as_str() {
            "daily-limit" => Some(true),
            "qps" => Some(false),
            _ => None,
        });
        let reset = text("x-ratelimit-reset")
            .and_then(|text| text.parse::<i64>().ok())
            .filter(|seconds| (1..=RESET_S_MAX).contains(seconds))
            .map(|seconds| Time::from_ms(seconds * 1000));
        Self { daily, limit: count("x-ratelimit-limit"), remaining: count("x-ratelimit-remaining"), reset }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &'static str)]) -> RateLimit {
        RateLimit::read(&pairs.iter().map(|(k, v)| (k.parse().unwrap(), v.parse().unwrap())).collect())
    }

    #[test]
    fn whatever_is_there_is_read() {
        assert_eq!(read(&[]), RateLimit::default());
        let all = read(&[
            ("x-ratelimit-category", "Medium"),
            ("x-ratelimit-type", "QPS"),
            ("x-ratelimit-limit", "20"),
            ("x-ratelimit-remaining", " 19 "),
            ("x-ratelimit-reset", "1737331201"),
        ]);
        let reset = Some(Time::from_ms(1_737_331_201_000));
        assert_eq!(all, RateLimit { daily: Some(false), limit: Some(20), remaining: Some(19), reset });
        assert_eq!(read(&[("x-ratelimit-type", "daily-limit")]).daily, Some(true));
    }

    #[test]
    fn nonsense_is_nothing() {
        let odd = read(&[
            ("x-ratelimit-type", "weekly"),
            ("x-ratelimit-limit", "-3"),
            ("x-ratelimit-remaining", "many"),
            ("x-ratelimit-reset", "99999999999999999"),
        ]);
        assert_eq!(odd, RateLimit::default());
    }
}
