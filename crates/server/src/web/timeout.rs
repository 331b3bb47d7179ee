//! No answer takes for ever to begin.

use super::limits::ANSWER_TIME_MAX;
use crate::api::Problem;
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use std::{future::Future, time::Duration};

/// Answers 504 when a handler has not begun to answer in time. A stream that has begun may go on.
pub async fn limit(request: Request, next: Next) -> Response {
    within(ANSWER_TIME_MAX, next.run(request)).await
}

async fn within(longest: Duration, answer: impl Future<Output = Response>) -> Response {
    match tokio::time::timeout(longest, answer).await {
        Ok(response) => response,
        Err(_) => {
            let detail = "This took too long and was given up. Look whether it was done before trying again.";
            let problem = Problem::new(StatusCode::GATEWAY_TIMEOUT, "timeout", "Given up", detail);
            problem.into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_never_answers_is_given_up() {
        let response = within(Duration::from_millis(1), std::future::pending()).await;
        assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
    }
}
