//! `POST /api/v1/archives`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{ArchiveActivation, ArchiveView};
use http::StatusCode;

/// Activates an archive connector: signs in for real, pins the account, and begins to capture. Wrong input is named by its
/// field: 409 when a name or an account is taken, 422 for all else.
#[utoipa::path(
    post,
    path = "/archives",
    operation_id = "activate_archive",
    tag = "archives",
    request_body = ArchiveActivation,
    responses((status = 201, description = "Activated", body = ArchiveView)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn activate(
    State(app): State<App>,
    caller: Caller,
    Input(activation): Input<ArchiveActivation>,
) -> Result<(StatusCode, Json<ArchiveView>), Problem> {
    let archive = app.engine.activate_archive(&caller, activation).await?;
    Ok((StatusCode::CREATED, Json(archive)))
}
