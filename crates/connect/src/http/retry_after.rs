//! `Retry-After` in the forms that occur: seconds and an HTTP date (RFC 9110 §10.2.3, all three date forms of
//! §5.6.7), and the ISO 8601 date and time that Zoom sends for its daily limit.

use jiff::fmt::{rfc2822, strtime};
use model::Time;
use std::time::Duration;

/// Longest text that is looked at, in bytes; the longest legal form has 33.
const TEXT_BYTES_MAX: usize = 64;

/// When to try again, never before `now`. `None` for what is none of the forms.
pub fn parse_retry_after(text: &str, now: Time) -> Option<Time> {
    let text = text.trim();
    if text.is_empty() || text.len() > TEXT_BYTES_MAX {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are a wait without end, which callers bound.
        let seconds = text.parse().unwrap_or(u64::MAX / 1000);
        return Some(now.plus(Duration::from_secs(seconds)));
    }
    let moment = text.parse().ok().or_else(|| http_date(text))?;
    Some(moment.max(now))
}

/// A date in any of the three forms of RFC 9110 §5.6.7.
pub(super) fn http_date(text: &str) -> Option<Time> {
    let as_time = |moment: jiff::Timestamp| Time::from_ms(moment.as_millisecond());
    if let Ok(zoned) = rfc2822::parse(text) {
        return Some(as_time(zoned.timestamp()));
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"].into_iter().find_map(|format| {
        let civil = strtime::parse(format, text).ok()?.to_datetime().ok()?;
        Some(as_time(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Time = Time::from_ms(1_737_331_200_000); // 2025-01-20T00:00:00Z

    #[test]
    fn all_forms() {
        for (text, after_s) in [
            ("0", 0),
            ("120", 120),
            (" 7 ", 7),
            ("Mon, 20 Jan 2025 00:01:00 GMT", 60),
            ("Monday, 20-Jan-25 00:01:00 GMT", 60),
            ("Mon Jan 20 00:01:00 2025", 60),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
            ("2025-01-21T00:00:00Z", 86_400),
            ("2025-01-20T01:00:30+01:00", 30),
            ("2019-01-01T00:00:00Z", 0),
        ] {
            let expected = NOW.plus(Duration::from_secs(after_s));
            assert_eq!(parse_retry_after(text, NOW), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_nothing() {
        for text in ["", " ", "soon", "-1", "1.5", "1e3", "+5", "2025-01-21", "20 Jan", &"1".repeat(65), "٣"]
        {
            assert_eq!(parse_retry_after(text, NOW), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn seconds_are_added(seconds in 0u64..10_000_000) {
            let expected = NOW.plus(Duration::from_secs(seconds));
            prop_assert_eq!(parse_retry_after(&seconds.to_string(), NOW), Some(expected));
        }
        #[test]
        fn no_text_panics_or_leads_into_the_past(text in ".{0,80}") {
            if let Some(at) = parse_retry_after(&text, NOW) {
                prop_assert!(at >= NOW);
            }
        }
        #[test]
        fn digits_of_any_length_never_wrap(text in "[0-9]{1,64}") {
            prop_assert!(parse_retry_after(&text, NOW).unwrap() >= NOW);
        }
        #[test]
        fn iso_times_are_themselves(ms in 0i64..4_000_000_000) {
            let time = NOW.plus(Duration::from_millis(u64::try_from(ms).unwrap()));
            prop_assert_eq!(parse_retry_after(&time.to_string(), NOW), Some(time));
        }
    }
}
