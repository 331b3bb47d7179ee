//! A request's body: JSON for endpoints, bytes for webhooks.

use super::words::field_problem;
use crate::{
    api::problem::Problem,
    web::limits::{API_BODY_BYTES_MAX, UPLOAD_BYTES_MAX, WEBHOOK_BODY_BYTES_MAX},
};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
};
use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A JSON body of the type `T`, of at most [`API_BODY_BYTES_MAX`].
#[derive(Debug)]
pub struct Input<T>(pub T);

/// A body as it came, of at most [`WEBHOOK_BODY_BYTES_MAX`]; the route sets the limit.
#[derive(Debug)]
pub struct Raw(pub Bytes);

/// A file as it was sent, of at most [`UPLOAD_BYTES_MAX`]; the route sets the limit.
#[derive(Debug)]
pub struct Upload(pub Bytes);

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await;
        bytes.map(Upload).map_err(|rejection| unreadable(&rejection, UPLOAD_BYTES_MAX))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "Not JSON",
                "Send the body as JSON, with the header Content-Type: application/json.",
            ));
        }
        let bytes = Bytes::from_request(request, state).await;
        read(&bytes.map_err(|rejection| unreadable(&rejection, API_BODY_BYTES_MAX))?).map(Input)
    }
}

impl<S: Send + Sync> FromRequest<S> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await;
        bytes.map(Raw).map_err(|rejection| unreadable(&rejection, WEBHOOK_BODY_BYTES_MAX))
    }
}

fn unreadable(rejection: &BytesRejection, bytes_max: usize) -> Problem {
    if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let detail = format!("Bodies here have at most {bytes_max} bytes.");
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The body is too large", detail);
    }
    Problem::malformed("The body ended before it was complete; send it again.")
}

/// Reads JSON first and its fields after, so that a wrong field is not taken for a slip of the pen.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Problem::malformed(format!(
            "The body is not JSON: something is wrong at line {line}, column {column}."
        ))
    })?;
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        Problem::invalid(vec![field_problem(&path, &error.into_inner().to_string())])
    })
}
