//! Problem documents (RFC 9457): the one shape of every error that the API answers with.

use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use engine::{Error, FieldProblem, chain};
use http::{HeaderValue, StatusCode, header};
use model::Role;
use serde::Serialize;

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What went wrong, for a program and for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// A name for the kind of problem: `urn:vouchsafe:problem:invalid`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// This case in words, and how to mend it.
    pub detail: String,
    /// Each wrong field with what is wrong about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
    /// Seconds until it is worth trying again; also in `Retry-After`.
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

/// One wrong field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ProblemField {
    /// As the request spells it; a dot descends: `credentials.client_secret`.
    pub field: String,
    pub message: String,
}

impl Problem {
    pub fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:vouchsafe:problem:{kind}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            errors: Vec::new(),
            retry_after_s: None,
        }
    }
    /// A body, query or path that cannot be read as what the endpoint wants.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request cannot be read", detail)
    }
    /// A request whose fields are wrong.
    pub fn invalid(fields: Vec<ProblemField>) -> Self {
        let detail = match fields.as_slice() {
            [one] => format!("{}: {}", one.field, one.message),
            many => format!("{} fields are wrong; each is named with what would be right", many.len()),
        };
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some input is wrong", detail);
        problem.errors = fields;
        problem
    }
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }
    /// A defect of ours. The cause goes to the log, never to the caller.
    pub fn internal() -> Self {
        let detail = "The server failed; its log says why. Nothing was changed by this request.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The server failed", detail)
    }
    fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }
}

impl From<FieldProblem> for ProblemField {
    fn from(problem: FieldProblem) -> Self {
        Self { field: problem.field, message: problem.message }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Invalid(problems) => Self::invalid(problems.into_iter().map(Into::into).collect()),
            Error::Unauthenticated => {
                let detail = "Sign in first: there is no session, or it has ended.";
                Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Not signed in", detail)
            }
            Error::Forbidden { needs } => {
                let roles: Vec<_> = needs.into_iter().map(Role::title).collect();
                let detail = format!(
                    "This needs the role {}. A Global Administrator decides who has it.",
                    roles.join(" or ")
                );
                Self::new(StatusCode::FORBIDDEN, "forbidden", "Your role may not do this", detail)
            }
            Error::ByToken { message } => {
                Self::new(StatusCode::FORBIDDEN, "token", "This API token may not do this", message)
            }
            Error::SecondFactor { message } => {
                let title = "A code is needed";
                let mut problem =
                    Self::new(StatusCode::UNAUTHORIZED, "second-factor", title, message.clone());
                problem.errors = vec![ProblemField { field: "code".to_owned(), message }];
                problem
            }
            Error::NotFound { what } => Self::not_found(format!("There is no {what}.")),
            Error::Conflict { field, message } => {
                let title = "It meets something that is already there";
                let mut problem = Self::new(StatusCode::CONFLICT, "conflict", title, message.clone());
                problem.errors = field.map(|field| ProblemField { field, message }).into_iter().collect();
                problem
            }
            Error::Throttled { retry_after } => {
                let seconds = retry_after.as_millis().div_ceil(1000).max(1);
                let detail = format!("Too many tries. Try again in {seconds} s.");
                Self::new(StatusCode::TOO_MANY_REQUESTS, "throttled", "Too many tries", detail)
                    .retry_after(u64::try_from(seconds).unwrap_or(u64::MAX))
            }
            Error::Unavailable { message } => {
                let title = "Something outside did not answer";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", title, message)
            }
            Error::Store(error) if error.is_transient() => {
                tracing::warn!(error = chain(&error), "the database was busy");
                let detail = "The database is busy or was lost for a moment; nothing was changed. Try again.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "Busy", detail).retry_after(1)
            }
            error @ (Error::Store(_) | Error::Internal(_)) => {
                tracing::error!(error = chain(&error), "a request failed");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            // RFC 9110 §11.6.1 wants a challenge with every 401.
            let challenge = HeaderValue::from_static("Bearer realm=\"vouchsafe\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_field_conflict_names_the_field() {
        let problem = Problem::from(Error::Conflict {
            field: Some("name".into()),
            message: "“East” has it".into(),
        });
        assert_eq!(problem.status, 409);
        assert_eq!(problem.errors, [ProblemField { field: "name".into(), message: "“East” has it".into() }]);
    }

    #[test]
    fn a_throttled_caller_is_told_when_to_come_back() {
        let response =
            Problem::from(Error::Throttled { retry_after: Duration::from_millis(1_200) }).into_response();
        assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(response.headers()[header::RETRY_AFTER], "2");
    }

    #[test]
    fn a_defect_of_ours_tells_the_caller_nothing_about_itself() {
        let problem = Problem::from(Error::Internal("table secrets is gone".into()));
        assert!(!format!("{problem:?}").contains("secrets"));
    }
}
