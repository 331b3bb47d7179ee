//! `POST /api/v1/archives/{id}/resume`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ArchiveView;
use model::InstanceId;

/// Lets a paused connector go on.
#[utoipa::path(
    post,
    path = "/archives/{id}/resume",
    operation_id = "resume_archive",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 200, description = "As it is now", body = ArchiveView)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn resume(State(app): State<App>, caller: Caller, Id(id): Id<InstanceId>) -> Answer<ArchiveView> {
    Ok(Json(app.engine.pause_archive(&caller, &id, false).await?))
}
