//! Time as the house keeps it: whole milliseconds since 1970 in UTC, shown as RFC 3339.

use serde::{Deserialize, Serialize};
use std::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

/// A moment, in whole milliseconds since 1970-01-01T00:00:00Z. Serialises as RFC 3339 with milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Time(i64);

/// A text that is no moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a time; write it as RFC 3339 has it, for example 2026-11-21T08:00:00Z")]
pub struct InvalidTime(String);

impl Time {
    /// From milliseconds since 1970 in UTC.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }
    /// Milliseconds since 1970 in UTC.
    pub const fn ms(self) -> i64 {
        self.0
    }
    /// This moment and so much later; stops at the end of time instead of wrapping.
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }
    /// So much earlier; stops at the beginning of time.
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }
    /// How long since `earlier`; zero when `earlier` is later.
    pub fn since(self, earlier: Time) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(moment) => write!(f, "{moment:.3}"),
            Err(_) => write!(f, "{} ms after 1970", self.0),
        }
    }
}

impl FromStr for Time {
    type Err = InvalidTime;
    fn from_str(text: &str) -> Result<Self, InvalidTime> {
        let moment: jiff::Timestamp =
            text.parse().map_err(|_| InvalidTime(text.chars().take(60).collect()))?;
        Ok(Self(moment.as_millisecond()))
    }
}

impl TryFrom<String> for Time {
    type Error = InvalidTime;
    fn try_from(text: String) -> Result<Self, InvalidTime> {
        text.parse()
    }
}

impl From<Time> for String {
    fn from(time: Time) -> String {
        time.to_string()
    }
}

impl utoipa::PartialSchema for Time {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .into()
    }
}
impl utoipa::ToSchema for Time {}

/// Where the house gets its time from.
pub trait Clock: Send + Sync + 'static {
    /// The moment it is.
    fn now(&self) -> Time;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> Time {
        Time(jiff::Timestamp::now().as_millisecond())
    }
}

/// A clock that moves when it is told to, for tests.
#[derive(Debug, Default)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    pub fn at(time: Time) -> Self {
        Self(AtomicI64::new(time.ms()))
    }
    pub fn set(&self, time: Time) {
        self.0.store(time.ms(), Ordering::SeqCst);
    }
    pub fn advance(&self, by: Duration) {
        self.set(self.now().plus(by));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Time {
        Time(self.0.load(Ordering::SeqCst))
    }
}

/// A clock that adds to the machine's clock the number of milliseconds written in a file, so that an
/// acceptance test lives through days in seconds. Exists only in builds with the feature `test-clock`.
#[cfg(feature = "test-clock")]
#[derive(Debug)]
pub struct FileClock(std::path::PathBuf);

#[cfg(feature = "test-clock")]
impl FileClock {
    pub fn reading(path: impl Into<std::path::PathBuf>) -> Self {
        Self(path.into())
    }
}

#[cfg(feature = "test-clock")]
impl Clock for FileClock {
    fn now(&self) -> Time {
        // Read each time: the test moves the clock by rewriting the file. A file caught mid-write, or not
        // there yet, is the machine's clock unmoved.
        let ahead_ms = std::fs::read_to_string(&self.0).ok().and_then(|t| t.trim().parse::<i64>().ok());
        Time(SystemClock.now().ms().saturating_add(ahead_ms.unwrap_or(0)))
    }
}

#[cfg(all(feature = "test-clock", not(debug_assertions)))]
compile_error!("the feature test-clock lets a file decide what time it is: never in a release build");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_and_read_as_rfc_3339() {
        let time = Time::from_ms(1_795_248_000_123);
        assert_eq!(time.to_string(), "2026-11-21T08:00:00.123Z");
        assert_eq!("2026-11-21T09:00:00.123+01:00".parse(), Ok(time));
        assert!("yesterday".parse::<Time>().is_err());
    }

    #[test]
    fn arithmetic_stops_at_the_ends() {
        assert_eq!(Time::from_ms(i64::MAX).plus(Duration::from_secs(1)), Time::from_ms(i64::MAX));
        assert_eq!(Time::from_ms(5).since(Time::from_ms(9)), Duration::ZERO);
    }
}
