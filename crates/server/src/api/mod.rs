//! The API: its document, its guard, its versions.

mod document;
mod extract;
mod guard;
mod problem;
pub(crate) mod v1;

pub(crate) use document::{described, openapi};
pub(crate) use extract::{Caller, Id, Input, Params, Peer, Raw, Upload};
pub(crate) use guard::{Guard, guard};
pub(crate) use problem::Problem;

use axum::Json;
use http::{Method, StatusCode, Uri};
use serde::Serialize;
use utoipa::ToSchema;

/// What an endpoint answers.
pub(crate) type Answer<T> = Result<Json<T>, Problem>;

/// A list. An object around it leaves room for what a list may need to say about itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Items<T> {
    pub items: Vec<T>,
}

impl<T> From<Vec<T>> for Items<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items }
    }
}

/// For a path that the API knows, asked with a method that it does not know there.
pub(crate) async fn method_not_allowed(method: Method, uri: Uri) -> Problem {
    let detail = format!("{} does not take {method}; the Allow header names what it takes.", uri.path());
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "Not this method", detail)
}

/// For a path that the API does not know.
pub(crate) fn unknown_path(path: &str) -> Problem {
    Problem::not_found(format!("The API has nothing at {path}; /api/v1/openapi.json names all that it has."))
}
