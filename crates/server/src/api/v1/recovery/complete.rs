//! `POST /api/v1/recovery`

use crate::{
    api::{Input, Problem, v1::session::with_cookie},
    app::App,
};
use axum::{extract::State, response::Response};
use engine::access::Me;
use http::StatusCode;
use model::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

/// A new password by a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoveryRequest {
    /// From the one-time link of `vouchsafe access recover`: what stands behind the `#`.
    token: Secret,
    password: Secret,
}

/// Sets the password of the Global Administrator whom the link is for, or makes them; removes their second factor,
/// ends their sessions and signs them in. The link works once, for an hour.
#[utoipa::path(
    post,
    path = "/recovery",
    operation_id = "complete_recovery",
    tag = "setup",
    request_body = RecoveryRequest,
    responses((status = 200, description = "Set, and signed in with a cookie", body = Me)),
    extensions(("x-use-case" = json!("public")))
)]
pub async fn complete(
    State(app): State<App>,
    Input(request): Input<RecoveryRequest>,
) -> Result<Response, Problem> {
    let signed_in = app.engine.recover(&request.token, &request.password).await?;
    with_cookie(&app, StatusCode::OK, &signed_in)
}
