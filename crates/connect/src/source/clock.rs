//! Whether this machine's clock and a service's agree, by the `Date` of its answer to a sign-in.

use crate::http::Answer;
use model::Time;
use std::time::Duration;

/// How far the clocks may lie apart: what is signed is refused beyond that, and what is said to have been read within
/// 50 hours must be.
const OFF_MAX: Duration = Duration::from_secs(5 * 60);

/// What to say of a clock that is wrong. `now` is when the answer had come.
pub(super) fn warning(service: &str, answer: &Answer, now: Time) -> Option<String> {
    let theirs = answer.date()?;
    let (off, way) = match now.ms() > theirs.ms() {
        true => (now.since(theirs), "ahead of"),
        false => (theirs.since(now), "behind"),
    };
    let minutes = off.as_secs() / 60;
    let amount = match minutes {
        0..120 => format!("{minutes} minutes"),
        _ => format!("{} hours", minutes / 60),
    };
    (off > OFF_MAX).then(|| {
        format!(
            "This machine's clock is {amount} {way} {service}'s: times of readings are wrong, and what either signs may be refused. Set the clock, and keep it by NTP."
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{StatusCode, header};

    const NOW: Time = Time::from_ms(1_737_331_200_000); // Mon, 20 Jan 2025 00:00:00 GMT

    fn said(date: Option<&str>) -> Option<String> {
        let headers = date.map(|date| (header::DATE, date.parse().unwrap())).into_iter().collect();
        warning(
            "Zoom",
            &Answer { host: "zoom.us".into(), status: StatusCode::OK, headers, body: vec![] },
            NOW,
        )
    }

    #[test]
    fn five_minutes_and_no_more() {
        for date in
            [None, Some("soon"), Some("Mon, 20 Jan 2025 00:05:00 GMT"), Some("Sun, 19 Jan 2025 23:55:00 GMT")]
        {
            assert_eq!(said(date), None, "{date:?}");
        }
        let slow = said(Some("Mon, 20 Jan 2025 00:10:00 GMT")).unwrap();
        assert!(slow.contains("10 minutes behind Zoom's"), "{slow}");
        let fast = said(Some("Sun, 19 Jan 2025 21:00:00 GMT")).unwrap();
        assert!(fast.contains("3 hours ahead of Zoom's"), "{fast}");
    }
}
