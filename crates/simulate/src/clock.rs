//! The virtual clock: the given clock and an offset that the control API moves forward.

use model::{Clock, Time};
use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// A clock that can be sent ahead of the one it follows, never back.
pub struct VirtualClock {
    base: Arc<dyn Clock>,
    ahead_ms: AtomicI64,
}

impl VirtualClock {
    pub fn following(base: Arc<dyn Clock>) -> Self {
        Self { base, ahead_ms: AtomicI64::new(0) }
    }
    pub fn advance(&self, by: Duration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        let _ = self
            .ahead_ms
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |ahead| Some(ahead.saturating_add(ms)));
    }
}

impl VirtualClock {
    /// The time of the clock that it follows.
    pub fn followed(&self) -> Time {
        self.base.now()
    }
}

impl Clock for VirtualClock {
    fn now(&self) -> Time {
        Time::from_ms(self.base.now().ms().saturating_add(self.ahead_ms.load(Ordering::SeqCst)))
    }
}

/// `yyyy-MM-ddTHH:mm:ssZ`, the form in which Zoom writes times.
pub fn zoom_time(time: Time) -> String {
    Time::from_ms(time.ms() - time.ms().rem_euclid(1_000)).to_string().replace(".000Z", "Z")
}

/// A time as the `Date` of an HTTP message (RFC 9110); the beginning of 1970 for one beyond all years.
pub fn http_date(time: Time) -> String {
    let moment = jiff::Timestamp::from_millisecond(time.ms()).unwrap_or_default();
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::ManualClock;

    #[test]
    fn it_follows_and_runs_ahead() {
        let base = Arc::new(ManualClock::at(Time::from_ms(5_000)));
        let clock = VirtualClock::following(base.clone());
        clock.advance(Duration::from_secs(60));
        base.advance(Duration::from_secs(1));
        assert_eq!(clock.now(), Time::from_ms(66_000));
        assert_eq!(http_date(Time::from_ms(1_795_248_000_123)), "Sat, 21 Nov 2026 08:00:00 GMT");
        assert_eq!(zoom_time(Time::from_ms(1_795_248_000_123)), "2026-11-21T08:00:00Z");
    }
}
