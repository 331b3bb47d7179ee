//! The answer to a token request.

use super::{answer, clouds::Endpoints, refusal, scope::Scopes, throttle::throttled};
use crate::http::{Answer, json, words};
use crate::source::ConnectError;
use http::StatusCode;
use model::{Secret, Time};
use serde_json::{Map, Value};
use std::time::Duration;
use url::Url;

/// Longest token in bytes; Zoom's have about 700.
const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// Longest life of a token that is believed, in seconds: a day. Zoom's live for an hour.
const LIFE_S_MAX: u64 = 24 * 60 * 60;
/// A token is renewed so long before it ends, or a quarter of its life if that is less: time enough for the
/// slowest call, and for clocks that differ.
const RENEW_BEFORE: Duration = Duration::from_secs(300);

/// A token as Zoom gave it.
pub(super) struct Token {
    pub(super) secret: Secret,
    /// When the call that brought it began.
    pub(super) asked_at: Time,
    /// When to ask for another one.
    pub(super) renew_at: Time,
    /// Frozen into the token: an app's new scopes need a new one. `None` when Zoom did not name them.
    pub(super) scopes: Option<Scopes>,
    /// The API's root, on a host that may be trusted.
    pub(super) api: Url,
    /// What to say of this machine's clock, where it is wrong by the answer's date.
    pub(super) clock_warning: Option<String>,
}

/// Reads a token answer (Zoom, *Server-to-Server OAuth*, “Successful response”).
///
/// # Errors
/// Zoom refuses, is in trouble, or answered something that is no token.
pub(super) fn read(
    answer: &Answer,
    endpoints: &Endpoints,
    secrets: &[&Secret],
    asked_at: Time,
) -> Result<Token, ConnectError> {
    let status = answer.status;
    if status == StatusCode::TOO_MANY_REQUESTS {
        let words = json::parse(&answer.body).ok().and_then(|value| refusal::words_in(&value, secrets));
        return Err(throttled(answer, words, asked_at));
    }
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return Err(answer::in_trouble(answer, asked_at));
    }
    let value = json::parse(&answer.body).map_err(|fault| answer::unreadable(answer, fault))?;
    match value {
        Value::Object(map) if status == StatusCode::OK && map.contains_key("access_token") => {
            token(map, answer, endpoints, asked_at)
        }
        other => Err(refusal::read(answer, &other, secrets)),
    }
}

fn token(
    mut map: Map<String, Value>,
    answer: &Answer,
    endpoints: &Endpoints,
    asked_at: Time,
) -> Result<Token, ConnectError> {
    let odd = |what: &str| ConnectError::Unexpected {
        what: format!("{} answered the sign-in with {what}", answer.host),
        status: Some(answer.status.as_u16()),
        words: None,
    };
    let secret = match map.remove("access_token") {
        Some(Value::String(text)) if is_token(&text) => Secret::new(text),
        _ => return Err(odd("a token that is none")),
    };
    let bearer = map.get("token_type").and_then(Value::as_str);
    if !bearer.is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")) {
        return Err(odd("another kind of token than “bearer”"));
    }
    let life = match map.get("expires_in").and_then(Value::as_u64) {
        Some(seconds) if (1..=LIFE_S_MAX).contains(&seconds) => Duration::from_secs(seconds),
        _ => return Err(odd("a token without a believable life (expires_in)")),
    };
    let api_url = match map.get("api_url") {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.as_str()),
        Some(_) => return Err(odd("an api_url that is no text")),
    };
    Ok(Token {
        secret,
        asked_at,
        renew_at: asked_at.plus(life - RENEW_BEFORE.min(life / 4)),
        scopes: map.get("scope").and_then(Value::as_str).map(Scopes::parse),
        api: endpoints.api(api_url)?,
        clock_warning: None,
    })
}

/// Whether it can stand in a header (RFC 6750 §2.1, `b64token`).
fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= TOKEN_BYTES_MAX
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~+/=".contains(&b))
}

/// What Zoom says beside an error.
pub(super) fn quote(text: Option<&str>, secrets: &[&Secret]) -> Option<String> {
    words(text?, secrets)
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
