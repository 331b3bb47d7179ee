//! What an answer of Zoom's API means.
//!
//! Errors are `{"code": int, "message": text}`, under many statuses, HTTP 200 among them; gateways answer
//! HTML. Three things are told apart: a value, a definite absence in Zoom's own form, and an error. Whatever is
//! none of the first two for certain is the third.

use super::{redact::redact, scope::scope_in, throttle::throttled, view::Shape};
use crate::http::{Answer, json, json::JsonError, words};
use crate::source::{ConnectError, SignInCause, TransientCause};
use http::StatusCode;
use model::{Absence, AbsenceKind, Presence, Secret, Time};
use serde_json::{Map, Value};

/// What a view's call found.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// The document, whole: what the caller keeps of it goes through [`keep`].
    Document(Map<String, Value>),
    /// Zoom says that there is nothing to see; `right` is empty unless Zoom names one.
    Absent(Absence),
}

/// An answer that could be understood.
#[derive(Debug, PartialEq)]
pub(super) enum Understood {
    Found(Found),
    /// The token is not taken. The error is what this comes to when a new token is not taken either.
    TokenRefused(ConnectError),
}

/// What the answer to a call means. `paging` says that a page's token was sent along. `secrets` never appear in
/// what is given back.
///
/// # Errors
/// Anything that is neither a document of that shape nor Zoom's word that there is none.
pub(super) fn understand(
    answer: &Answer,
    shape: Shape,
    paging: bool,
    secrets: &[&Secret],
    now: Time,
) -> Result<Understood, ConnectError> {
    let status = answer.status;
    let document = json::parse(&answer.body);
    let said = document.as_ref().ok().and_then(Value::as_object).and_then(error_in);
    let quoted = said.as_ref().and_then(|(_, message)| words(message, secrets));

    if status == StatusCode::TOO_MANY_REQUESTS || matches!(said, Some((429, _))) {
        return Err(throttled(answer, quoted, now));
    }
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return Err(in_trouble(answer, now));
    }
    let document = match document {
        Ok(document) => document,
        // A new token may help; if it does not, this was no answer of Zoom's.
        Err(fault) if status == StatusCode::UNAUTHORIZED => {
            return Ok(Understood::TokenRefused(unreadable(answer, fault)));
        }
        Err(fault) => return Err(unreadable(answer, fault)),
    };
    if let Some((code, message)) = said {
        // Zoom keeps a list's pages for 15 minutes.
        if paging && code == 300 && status.is_client_error() {
            let said = quoted.map(|words| format!(" (it says: “{words}”)")).unwrap_or_default();
            return Err(ConnectError::Changed { what: format!("Zoom no longer keeps the next page{said}") });
        }
        return refusal(answer, code, &message, quoted);
    }
    let unexpected = |what: &str| ConnectError::Unexpected {
        what: format!("{} answered HTTP {} with {what}", answer.host, status.as_u16()),
        status: Some(status.as_u16()),
        words: None,
    };
    match document {
        Value::Object(document) if status == StatusCode::OK => {
            if document.get("code").is_some_and(|code| code.as_i64() != Some(0)) {
                Err(unexpected("an error that is not in Zoom's form"))
            } else if shape.fits(&document) {
                Ok(Understood::Found(Found::Document(document)))
            } else {
                Err(unexpected("a document that has nothing of what was asked for"))
            }
        }
        _ if status == StatusCode::UNAUTHORIZED => Ok(Understood::TokenRefused(token_refused(None))),
        _ => Err(unexpected("something that is neither a document nor an error in Zoom's form")),
    }
}

/// What was read as it may leave this room.
pub(super) fn keep(mut presence: Presence, secrets: &[&Secret]) -> Presence {
    match &mut presence {
        Presence::Document { value } => redact(value, secrets),
        Presence::Table(table) => table.rows.iter_mut().for_each(|row| redact(row, secrets)),
        Presence::Absent(_) => {}
    }
    presence
}

/// Code and message of an error in Zoom's form.
fn error_in(document: &Map<String, Value>) -> Option<(i64, String)> {
    let code = document.get("code")?.as_i64().filter(|code| *code != 0)?;
    Some((code, document.get("message")?.as_str()?.to_owned()))
}

/// An error in Zoom's form: a definite absence, a dead token, or not understood.
fn refusal(
    answer: &Answer,
    code: i64,
    message: &str,
    quoted: Option<String>,
) -> Result<Understood, ConnectError> {
    let status = answer.status.as_u16();
    let absent = |kind| {
        let right = scope_in(message).filter(|_| kind == AbsenceKind::ScopeMissing).map(str::to_owned);
        let message = quoted.clone().unwrap_or_else(|| format!("HTTP {status}, code {code}"));
        Ok(Understood::Found(Found::Absent(Absence { kind, message, right })))
    };
    let lower = message.to_ascii_lowercase();
    let scope_wording = lower.contains("does not contain") && lower.contains("scope");
    match (code, status) {
        (124, _) => Ok(Understood::TokenRefused(token_refused(quoted))),
        // 4700 is also “Token cannot be empty.”, and 104 an error of other families: there the words decide.
        (4711, _) => absent(AbsenceKind::ScopeMissing),
        (4700 | 104, _) if scope_wording => absent(AbsenceKind::ScopeMissing),
        // The catch-all code, under HTTP 200, 400, 401 and 403: only the words tell.
        (200, _) if lower.contains("only available for paid") => absent(AbsenceKind::NotLicensed),
        (200, _) if lower.contains("no permission") || lower.contains("does not enabled rest api") => {
            absent(AbsenceKind::ScopeMissing)
        }
        (2001 | 1001 | 1034 | 4130, 200 | 400 | 404) => absent(AbsenceKind::NotFound),
        (_, 403) => absent(AbsenceKind::ScopeMissing),
        (_, 401) => Ok(Understood::TokenRefused(token_refused(quoted))),
        _ => Err(ConnectError::Unexpected {
            what: format!("{} refused the call with HTTP {status}, code {code}", answer.host),
            status: Some(status),
            words: quoted,
        }),
    }
}

/// Zoom takes back what it has just granted.
fn token_refused(words: Option<String>) -> ConnectError {
    ConnectError::SignIn {
        cause: SignInCause::TokenRefused,
        fields: &[],
        what: "Zoom refuses a token that it has just issued".into(),
        mend: "Look at the app in the Zoom App Marketplace: it may have been deactivated, or the administrator who made it may have lost the role that its scopes need.",
        words,
    }
}

/// The service says that it is in trouble.
pub(super) fn in_trouble(answer: &Answer, now: Time) -> ConnectError {
    ConnectError::Transient {
        cause: TransientCause::Server,
        what: format!("{} is in trouble: it answered HTTP {}", answer.host, answer.status.as_u16()),
        status: Some(answer.status.as_u16()),
        until: answer.retry_after(now),
    }
}

/// A body that is no document.
pub(super) fn unreadable(answer: &Answer, fault: JsonError) -> ConnectError {
    let status = Some(answer.status.as_u16());
    let what = format!("the answer of {} (HTTP {}) {fault}", answer.host, answer.status.as_u16());
    let cause = match fault {
        JsonError::Empty => TransientCause::Empty,
        JsonError::Truncated => TransientCause::Truncated,
        JsonError::NotJson => TransientCause::Unreadable,
        JsonError::RepeatedKey | JsonError::TooDeep | JsonError::TooMany => {
            return ConnectError::Unexpected { what, status, words: None };
        }
    };
    ConnectError::Transient { cause, what, status, until: None }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
