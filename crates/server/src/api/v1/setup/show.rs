//! `GET /api/v1/setup`

use crate::{api::Answer, app::App};
use axum::{Json, extract::State};
use serde::Serialize;
use utoipa::ToSchema;

/// Whether this installation still has to be set up.
#[derive(Debug, Serialize, ToSchema)]
pub struct SetupView {
    /// True until the first administrator has a password.
    needed: bool,
}

/// Whether the first administrator is still to be made.
#[utoipa::path(
    get,
    path = "/setup",
    operation_id = "show_setup",
    tag = "setup",
    responses((status = 200, description = "Whether it is needed", body = SetupView)),
    extensions(("x-use-case" = json!("public")))
)]
pub async fn show(State(app): State<App>) -> Answer<SetupView> {
    Ok(Json(SetupView { needed: app.engine.setup_needed().await? }))
}
