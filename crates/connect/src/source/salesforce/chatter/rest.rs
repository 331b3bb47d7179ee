//! Salesforce's REST: a session as bearer, errors as a list of codes and messages. The codes are those of SOAP's faults,
//! and mean the same.

use super::super::{
    account::Making,
    answer::{self, Meaning},
    cure, quota,
    right::Right,
    session::VERSION,
    soap::Fault,
};
use super::account::Archive;
use crate::http::{Answer, Call, json, words};
use crate::source::{ConnectError, TransientCause};
use http::StatusCode;
use serde_json::Value;

/// What an error of REST's means.
pub(super) enum Refusal {
    /// The session is not taken.
    SignInAgain(ConnectError),
    /// Salesforce says for certain that it is not to be had.
    Gone(model::Absence),
    Error(ConnectError),
}

impl Archive {
    /// A path below the API's root at the session's host.
    pub(super) fn rest(&self, making: &Making, path: &str) -> Call {
        let path = format!("/services/data/v{VERSION}{path}");
        Call::get(self.org.sites.at(&making.session.host, &path)).bearer(&making.session.secret)
    }

    /// Asks once, and once more with a new session where the first is not taken. The answer is of any other status.
    pub(super) async fn asked(&self, making: &mut Making, path: &str) -> Result<Answer, ConnectError> {
        let answer = self.org.client.send(self.rest(making, path)).await?;
        self.noted(making, &answer);
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        self.renew(making).await?;
        let answer = self.org.client.send(self.rest(making, path)).await?;
        self.noted(making, &answer);
        match answer.status {
            StatusCode::UNAUTHORIZED => Err(cure::session(self.words_of(making, &answer))),
            _ => Ok(answer),
        }
    }

    pub(super) async fn renew(&self, making: &mut Making) -> Result<(), ConnectError> {
        making.session = self.org.session(Some(&making.session)).await?;
        Ok(())
    }

    fn noted(&self, making: &mut Making, answer: &Answer) {
        tracing::debug!(status = answer.status.as_u16(), "Salesforce's REST answered");
        let allowance = answer.header("sforce-limit-info").and_then(quota::of_rest_header);
        making.page.allowance = allowance.or(making.page.allowance);
    }

    fn words_of(&self, making: &Making, answer: &Answer) -> Option<String> {
        words(&error_of(answer)?.words, &self.org.secrets(&making.session))
    }

    /// What an answer other than a success means.
    pub(super) fn refusal(&self, making: &Making, answer: &Answer, right: &Right) -> Refusal {
        let (status, now) = (answer.status, self.org.clock.now());
        let number = status.as_u16();
        let secrets = self.org.secrets(&making.session);
        if let Some(fault) = error_of(answer) {
            let said = words(&fault.words, &secrets).unwrap_or_else(|| fault.code.clone());
            let gone = |kind, right: Option<&Right>| {
                let right = right.map(|right| right.label.to_owned());
                Refusal::Gone(model::Absence { kind, message: said.clone(), right })
            };
            return match (fault.code.as_str(), answer::meaning(&fault, right, &secrets, now)) {
                ("NOT_FOUND" | "ENTITY_IS_DELETED" | "INVALID_CROSS_REFERENCE_KEY", _) => {
                    gone(model::AbsenceKind::NotFound, None)
                }
                (_, Meaning::SignInAgain(error)) => Refusal::SignInAgain(error),
                (_, Meaning::Absent(absence)) => Refusal::Gone(absence),
                // What is refused for a reason of its own: a file that was found to be harmful, say.
                (_, Meaning::Error(ConnectError::Unexpected { .. })) if number == 403 => {
                    gone(model::AbsenceKind::ScopeMissing, Some(right))
                }
                (_, Meaning::Error(ConnectError::Unexpected { .. })) if number == 404 => {
                    gone(model::AbsenceKind::NotFound, None)
                }
                (_, Meaning::Error(ConnectError::Unexpected { words, .. })) if status.is_server_error() => {
                    Refusal::Error(in_trouble(answer, words, now))
                }
                (_, Meaning::Error(error)) => Refusal::Error(error),
                (_, Meaning::NoColumn(_)) => Refusal::Error(unreadable(answer)),
            };
        }
        Refusal::Error(match status {
            StatusCode::TOO_MANY_REQUESTS => {
                ConnectError::Throttled { until: answer.retry_after(now), daily: false, words: None }
            }
            status if status.is_server_error() => in_trouble(answer, None, now),
            _ => unreadable(answer),
        })
    }
}

fn in_trouble(answer: &Answer, said: Option<String>, now: model::Time) -> ConnectError {
    let said = said.map(|said| format!(" (it says: “{said}”)")).unwrap_or_default();
    ConnectError::Transient {
        cause: TransientCause::Server,
        what: format!("{} is in trouble: it answered HTTP {}{said}", answer.host, answer.status.as_u16()),
        status: Some(answer.status.as_u16()),
        until: answer.retry_after(now),
    }
}

/// An answer that Salesforce does not give: a gateway's page, as a rule.
fn unreadable(answer: &Answer) -> ConnectError {
    ConnectError::Transient {
        cause: TransientCause::Unreadable,
        what: format!(
            "{} answered HTTP {} with something that is none of Salesforce's errors",
            answer.host,
            answer.status.as_u16()
        ),
        status: Some(answer.status.as_u16()),
        until: None,
    }
}

/// `[{"errorCode":"NOT_FOUND","message":"…"}]`
fn error_of(answer: &Answer) -> Option<Fault> {
    fault_in(&json::parse(&answer.body).ok()?)
}

/// The first error of a list of them, or the one that there is.
pub(super) fn fault_in(value: &Value) -> Option<Fault> {
    let first = value.as_array().map_or(Some(value), |all| all.first())?;
    let text = |key: &str| first.get(key).and_then(Value::as_str).unwrap_or_default();
    let code = text("errorCode");
    let known =
        !code.is_empty() && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    known.then(|| Fault { code: code.to_owned(), extended: Vec::new(), words: text("message").to_owned() })
}
