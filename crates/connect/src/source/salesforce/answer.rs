//! What an answer of Salesforce's means: a value, a definite absence, an end of the session, or an error. Whatever is
//! none of the first three for certain is the fourth.

use super::{
    cure, quota,
    right::Right,
    soap::{self, Api, Fault, Said, Unreadable},
};
use crate::http::{Answer, words};
use crate::source::{Allowance, ConnectError, TransientCause};
use http::StatusCode;
use model::{Absence, AbsenceKind, Secret, Time};
use roxmltree::Node;
use std::time::Duration;

/// When an org whose calls are used up is asked again: the window is the last 24 hours, so that calls come back little
/// by little and not at midnight.
const SPENT_FOR: Duration = Duration::from_secs(60 * 60);

/// What an answer says, and what is left of the org's calls.
#[derive(Debug)]
pub(super) struct Heard<T> {
    pub(super) said: Said<T>,
    pub(super) allowance: Option<Allowance>,
}

/// Reads an answer to an operation.
///
/// # Errors
/// It is no SOAP answer to it.
pub(super) fn hear<T>(
    answer: &Answer,
    api: Api,
    operation: &str,
    now: Time,
    take: impl FnOnce(Node<'_, '_>) -> Result<T, Unreadable>,
) -> Result<Heard<T>, ConnectError> {
    let read = soap::read(&answer.body, api, operation, |response, header| {
        take(response).map(|value| (value, quota::of_header(header)))
    });
    let status = answer.status;
    match read {
        // Faults come with HTTP 500 as a rule.
        Ok(Said::Fault(fault)) => Ok(Heard { said: Said::Fault(fault), allowance: None }),
        Ok(Said::Answer(Ok((value, allowance)))) if status.is_success() => {
            Ok(Heard { said: Said::Answer(value), allowance })
        }
        Ok(Said::Answer(Err(unreadable))) | Err(unreadable) => Err(not_soap(answer, &unreadable, now)),
        Ok(Said::Answer(Ok(_))) => {
            Err(not_soap(answer, &Unreadable::NotSoap("an answer under an error's status"), now))
        }
    }
}

/// What an answer that is no SOAP comes to.
fn not_soap(answer: &Answer, why: &Unreadable, now: Time) -> ConnectError {
    let status = answer.status;
    let transient = |cause, what| ConnectError::Transient {
        cause,
        what,
        status: Some(status.as_u16()),
        until: answer.retry_after(now),
    };
    let host = &answer.host;
    if status == StatusCode::TOO_MANY_REQUESTS {
        return ConnectError::Throttled { until: answer.retry_after(now), daily: false, words: None };
    }
    if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
        return transient(
            TransientCause::Server,
            format!("{host} is in trouble: it answered HTTP {}", status.as_u16()),
        );
    }
    match why {
        Unreadable::NoEnvelope if answer.body.is_empty() => {
            transient(TransientCause::Empty, format!("{host} answered HTTP {} with nothing", status.as_u16()))
        }
        Unreadable::NoEnvelope => transient(
            TransientCause::Unreadable,
            format!("{host} answered HTTP {} with {why}", status.as_u16()),
        ),
        Unreadable::DocumentType | Unreadable::TooManyParts | Unreadable::NotSoap(_) => {
            ConnectError::Unexpected {
                what: format!("{host} answered HTTP {} with {why}", status.as_u16()),
                status: Some(status.as_u16()),
                words: None,
            }
        }
    }
}

/// What a fault in the midst of reading means.
#[derive(Debug, PartialEq)]
pub(super) enum Meaning {
    /// The session is no longer taken, or the org is elsewhere: a new sign-in may help. The error is what it comes to
    /// where that does not.
    SignInAgain(ConnectError),
    /// There is nothing to see.
    Absent(Absence),
    /// A column that the org does not have.
    NoColumn(String),
    Error(ConnectError),
}

/// What a fault means to a reading that rests on a right.
pub(super) fn meaning(fault: &Fault, right: &Right, secrets: &[&Secret], now: Time) -> Meaning {
    let said = words(&fault.words, secrets);
    let absent = |kind, right: Option<&Right>| {
        let message = said.clone().unwrap_or_else(|| fault.code.clone());
        Meaning::Absent(Absence { kind, message, right: right.map(|right| right.label.to_owned()) })
    };
    match fault.code.as_str() {
        "INVALID_SESSION_ID" => Meaning::SignInAgain(cure::session(said)),
        "ORG_NOT_OWNED_BY_INSTANCE" => Meaning::SignInAgain(cure::moved(said)),
        "INSUFFICIENT_ACCESS" | "INSUFFICIENT_ACCESS_OR_READONLY" => {
            absent(AbsenceKind::ScopeMissing, Some(right))
        }
        // Objects that a user may not see, and those that the edition does not have, are told in the same words. Our
        // own rights were looked up before. A query that an org does not take is of something that it does not offer.
        "INVALID_TYPE"
        | "ENTITY_NOT_QUERYABLE"
        | "FUNCTIONALITY_NOT_ENABLED"
        | "FEED_NOT_ENABLED_FOR_OBJECT"
        | "MALFORMED_QUERY"
        | "INVALID_QUERY_FILTER_OPERATOR" => absent(AbsenceKind::NotLicensed, None),
        "INVALID_FIELD" => match column_in(&fault.words) {
            Some(column) => Meaning::NoColumn(column),
            None => absent(AbsenceKind::NotLicensed, None),
        },
        "INVALID_QUERY_LOCATOR" => Meaning::Error(ConnectError::Changed {
            what: "Salesforce no longer keeps the next rows of a query".into(),
        }),
        _ => Meaning::Error(error(fault, said, now)),
    }
}

/// What a fault means that says nothing of one reading alone.
pub(super) fn error(fault: &Fault, said: Option<String>, now: Time) -> ConnectError {
    match fault.code.as_str() {
        "REQUEST_LIMIT_EXCEEDED" | "EXCEEDED_QUOTA" => {
            let daily = !fault.words.contains("Concurrent");
            ConnectError::Throttled { until: daily.then(|| now.plus(SPENT_FOR)), daily, words: said }
        }
        "SERVER_UNAVAILABLE"
        | "UNKNOWN_EXCEPTION"
        | "QUERY_TIMEOUT"
        | "REQUEST_RUNNING_TOO_LONG"
        | "SSO_SERVICE_DOWN" => {
            let words = said.map(|words| format!(" (it says: “{words}”)")).unwrap_or_default();
            ConnectError::Transient {
                cause: TransientCause::Server,
                what: format!("Salesforce is in trouble: {}{words}", fault.code),
                status: None,
                until: None,
            }
        }
        "ORG_IN_MAINTENANCE" | "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE" => {
            ConnectError::Transient {
                cause: TransientCause::Server,
                what: "the org is in maintenance; Salesforce's trust site says until when".into(),
                status: None,
                until: None,
            }
        }
        code => cure::refused(fault, said.clone()).unwrap_or_else(|| ConnectError::Unexpected {
            what: match code {
                "" => "Salesforce answered with a fault that has no code".to_owned(),
                code => format!("Salesforce answered with the fault {code}"),
            },
            status: None,
            words: said,
        }),
    }
}

/// The column that `No such column 'X' on entity 'Y'` names.
fn column_in(words: &str) -> Option<String> {
    let (_, rest) = words.split_once("No such column '")?;
    let (column, _) = rest.split_once('\'')?;
    let plain =
        !column.is_empty() && column.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.');
    plain.then(|| column.to_owned())
}
