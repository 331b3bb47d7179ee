//! One whole answer.

use super::RateLimit;
use super::retry_after::{http_date, parse_retry_after};
use http::{HeaderMap, StatusCode, header};
use model::Time;

/// One whole answer, of any status but a redirect. Has no `Debug`, because bodies may hold secrets.
pub struct Answer {
    pub host: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's text, where there is one and it is plain text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
    /// When the service wants to be asked again, where it says so in `Retry-After`.
    pub fn retry_after(&self, now: Time) -> Option<Time> {
        parse_retry_after(self.header(header::RETRY_AFTER.as_str())?, now)
    }
    /// When the service sent it, by its own clock, where it says so in `Date`.
    pub fn date(&self) -> Option<Time> {
        http_date(self.header(header::DATE.as_str())?.trim())
    }
    /// What the answer says of the service's rate limit.
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::read(&self.headers)
    }
}
