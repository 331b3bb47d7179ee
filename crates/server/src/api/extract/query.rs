//! A request's query.

use super::words::field_problem;
use crate::api::problem::Problem;
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::DeserializeOwned;

/// The query of the type `T`; give `T` `#[serde(deny_unknown_fields)]`, so that a misspelt name is told.
#[derive(Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Params<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read(parts.uri.query().unwrap_or_default()).map(Params)
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        Problem::invalid(vec![field_problem(&path, &error.into_inner().to_string())])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Time;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        as_of: Option<Time>,
        days: Option<u32>,
    }

    #[test]
    fn a_query_is_read_into_its_types() {
        let wanted: Wanted = read("as_of=2026-11-21T08%3A00%3A00Z&days=30").unwrap();
        assert_eq!(wanted.as_of, Some("2026-11-21T08:00:00Z".parse().unwrap()));
        assert_eq!(wanted.days, Some(30));
    }

    #[test]
    fn a_wrong_parameter_is_named() {
        for (query, field) in [("as_of=yesterday", "as_of"), ("days=-1", "days"), ("dayz=3", "dayz")] {
            let problem = read::<Wanted>(query).unwrap_err();
            assert_eq!(problem.status, 422);
            assert_eq!(problem.errors[0].field, field, "{problem:?}");
        }
    }
}
