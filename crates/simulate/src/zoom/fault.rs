//! Faults to order: what goes wrong with the next calls, and how.

use super::{json, limits, meanwhile::Meanwhile, reply::Content, reply::Reply};
use crate::clock::http_date;
use axum::http::StatusCode;
use model::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// A fault as it is ordered. It meets the calls of one account (or all) whose method and path fit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Fault {
    /// `tidy`, `careless` or an account id; none means both.
    #[serde(default)]
    pub account: Option<String>,
    /// None means any.
    #[serde(default)]
    pub method: Option<String>,
    /// Beginning of path and query as the client sends them: `/v2/accounts/me/settings`, `/oauth/token`,
    /// `/v2/accounts/me/settings?option=meeting_security`, or empty for every call.
    #[serde(default)]
    pub path: String,
    /// The path and query must be exactly `path`.
    #[serde(default)]
    pub exact: bool,
    /// How many calls it meets; none means until it is taken back.
    #[serde(default = "once")]
    pub times: Option<u32>,
    #[serde(flatten)]
    pub kind: Kind,
}

fn once() -> Option<u32> {
    Some(1)
}

/// What goes wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Another status, with a JSON error body or the given one: 500, 502, 503, 403 and so on.
    Status {
        status: u16,
        #[serde(default)]
        body: Option<Value>,
    },
    /// The reply comes after so many milliseconds.
    Slow { ms: u64 },
    /// The head comes at once, the body after so many milliseconds.
    SlowBody { ms: u64 },
    /// The first half of the body; with `cut` the connection breaks there, without it the reply ends well.
    Truncated {
        #[serde(default)]
        cut: bool,
    },
    /// A web page where JSON was promised.
    Html {
        #[serde(default = "ok")]
        status: u16,
    },
    /// HTTP 200 with an error code in the body.
    ErrorInOk { code: i64, message: String },
    /// The connection is closed without a reply.
    Close,
    /// The genuine reply with its JSON changed: first `remove` (JSON pointers), then `merge` laid over it.
    /// A null in `merge` sets null. So: a missing section, a null, a number as text, an unlisted value, a
    /// new key.
    Override {
        #[serde(default)]
        merge: Option<Value>,
        #[serde(default)]
        remove: Vec<String>,
    },
    /// 429. `retry_after` is sent as it is; `headers: false` leaves the others out.
    Throttled {
        #[serde(default)]
        daily: bool,
        #[serde(default)]
        retry_after: Option<String>,
        #[serde(default = "yes")]
        headers: bool,
        #[serde(default)]
        html: bool,
    },
    /// 401 with code 124, as for a token that died early.
    Unauthorized,
    /// The genuine reply, dated by a clock that is so far ahead (or behind, where negative).
    Date { off_ms: i64 },
    /// The genuine reply; right after it the account changes.
    Meanwhile(Meanwhile),
}

fn ok() -> u16 {
    200
}
fn yes() -> bool {
    true
}

/// How a reply travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    Whole,
    After(Duration),
    BodyAfter(Duration),
    Half { cut: bool },
    Closed,
}

impl Fault {
    /// Whether it meets this call. `names` are the account's name and id.
    pub fn meets(&self, names: Option<[&str; 2]>, method: &str, path_and_query: &str) -> bool {
        let account = match &self.account {
            None => true,
            Some(wanted) => names.is_some_and(|names| names.contains(&wanted.as_str())),
        };
        let path =
            if self.exact { path_and_query == self.path } else { path_and_query.starts_with(&self.path) };
        account && path && self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
    }
}

impl Kind {
    /// Whether the call is not to be served at all: nothing changes and no token is minted.
    pub fn replaces(&self) -> bool {
        !matches!(
            self,
            Self::Slow { .. }
                | Self::SlowBody { .. }
                | Self::Truncated { .. }
                | Self::Override { .. }
                | Self::Date { .. }
                | Self::Meanwhile(_)
        )
    }

    /// What is answered in place of `genuine`, and how it travels. `dated` is the time of day outside the
    /// simulator, which replies are dated by.
    pub fn spoil(&self, genuine: Reply, now: Time, dated: Time) -> (Reply, Transport) {
        let status = |code: u16| StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match self {
            Self::Slow { ms } => (genuine, Transport::After(Duration::from_millis(*ms))),
            Self::SlowBody { ms } => (genuine, Transport::BodyAfter(Duration::from_millis(*ms))),
            Self::Truncated { cut } => (genuine, Transport::Half { cut: *cut }),
            Self::Close => (genuine, Transport::Closed),
            Self::Date { off_ms } => {
                let at = Time::from_ms(dated.ms().saturating_add(*off_ms));
                (genuine.with("date", http_date(at)), Transport::Whole)
            }
            Self::Meanwhile(_) => (genuine, Transport::Whole),
            Self::Status { status: code, body: Some(body) } => {
                (Reply::json(status(*code), body.clone()), Transport::Whole)
            }
            Self::Status { status: code, body: None } => {
                let words = status(*code).canonical_reason().unwrap_or("Error");
                (Reply::error(status(*code), i64::from(*code), words), Transport::Whole)
            }
            Self::Html { status: code } => (Reply::html(status(*code)), Transport::Whole),
            Self::ErrorInOk { code, message } => {
                (Reply::error(StatusCode::OK, *code, message.clone()), Transport::Whole)
            }
            Self::Unauthorized => {
                (Reply::error(StatusCode::UNAUTHORIZED, 124, "Access token is expired."), Transport::Whole)
            }
            Self::Throttled { daily, retry_after, headers, html } => {
                let mut reply = if *html {
                    Reply::html(StatusCode::TOO_MANY_REQUESTS)
                } else {
                    limits::throttled(*daily)
                };
                let kind = if *daily { "Daily-limit" } else { "QPS" };
                if *headers {
                    reply = reply.with("x-ratelimit-type", kind).with("x-ratelimit-remaining", "0");
                }
                match retry_after {
                    Some(text) => reply = reply.with("retry-after", text.clone()),
                    None if !*headers => {}
                    None if *daily => reply = reply.with("retry-after", limits::next_day(now)),
                    None => {
                        let reset = now.ms().div_euclid(1_000) + 1;
                        reply = reply.with("x-ratelimit-reset", reset.to_string());
                    }
                }
                (reply, Transport::Whole)
            }
            Self::Override { merge, remove } => {
                let mut reply = genuine;
                if let Content::Json(value) = &mut reply.content {
                    for pointer in remove {
                        json::remove(value, pointer);
                    }
                    if let Some(change) = merge {
                        json::merge(value, change);
                    }
                }
                (reply, Transport::Whole)
            }
        }
    }
}
