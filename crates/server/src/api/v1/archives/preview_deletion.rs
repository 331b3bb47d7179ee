//! `GET /api/v1/archives/{id}/deletion`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ArchiveDeletion;
use model::InstanceId;

/// What deleting the connector would do. Deletes nothing.
#[utoipa::path(
    get,
    path = "/archives/{id}/deletion",
    operation_id = "preview_archive_deletion",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 200, description = "What stays", body = ArchiveDeletion)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn preview_deletion(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<ArchiveDeletion> {
    Ok(Json(app.engine.preview_archive_deletion(&caller, &id).await?))
}
