//! `POST /api/v1/archives/{id}/pause`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ArchiveView;
use model::InstanceId;

/// Pauses a connector: nothing is captured until it is resumed.
#[utoipa::path(
    post,
    path = "/archives/{id}/pause",
    operation_id = "pause_archive",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 200, description = "As it is now", body = ArchiveView)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn pause(State(app): State<App>, caller: Caller, Id(id): Id<InstanceId>) -> Answer<ArchiveView> {
    Ok(Json(app.engine.pause_archive(&caller, &id, true).await?))
}
