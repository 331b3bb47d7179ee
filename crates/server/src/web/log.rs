//! The request log: method, route, status and time. Never a query, a header or a body, where secrets and
//! people's names travel.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use tokio::time::Instant;

/// Writes one line per answer: failures of ours as errors, all else for whoever wants to see it.
pub async fn write(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    // The route, not the path: an id in it would say who looked at what.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), began.elapsed().as_millis());
    let route = route.as_deref().unwrap_or("portal");
    if response.status().is_server_error() {
        tracing::error!(%method, route, status, ms, "answered");
    } else {
        tracing::debug!(%method, route, status, ms, "answered");
    }
    response
}
