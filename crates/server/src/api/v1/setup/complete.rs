//! `POST /api/v1/setup`

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

/// The first administrator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupRequest {
    /// From the one-time link that the server printed: what stands behind the `#`.
    token: Secret,
    name: String,
    password: Secret,
}

/// Makes the first Global Administrator and signs them in. The link works once, for an hour.
#[utoipa::path(
    post,
    path = "/setup",
    operation_id = "complete_setup",
    tag = "setup",
    request_body = SetupRequest,
    responses((status = 200, description = "Made, and signed in with a cookie", body = Me)),
    extensions(("x-use-case" = json!("public")))
)]
pub async fn complete(
    State(app): State<App>,
    Input(request): Input<SetupRequest>,
) -> Result<Response, Problem> {
    let SetupRequest { token, name, password } = request;
    let signed_in = app.engine.complete_setup(&token, &name, &password).await?;
    with_cookie(&app, StatusCode::OK, &signed_in)
}
