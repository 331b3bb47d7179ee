//! `POST /api/v1/archives/{id}/capture`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ArchiveView;
use model::InstanceId;

/// Has the source asked at once.
#[utoipa::path(
    post,
    path = "/archives/{id}/capture",
    operation_id = "capture_archive",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 200, description = "As it is now", body = ArchiveView)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn capture(State(app): State<App>, caller: Caller, Id(id): Id<InstanceId>) -> Answer<ArchiveView> {
    Ok(Json(app.engine.capture_now(&caller, &id).await?))
}
