//! Ids in a request's path.

use crate::api::problem::Problem;
use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use serde::de::DeserializeOwned;

/// The ids of a path, `T` being one id or a tuple of them.
#[derive(Debug)]
pub struct Id<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(ids)) => Ok(Id(ids)),
            // A text that is no id is the id of nothing.
            Err(_) => Err(Problem::not_found(
                "There is nothing at this address: it holds an id that cannot be one. \
                 Ids come from the lists of this API.",
            )),
        }
    }
}
