//! `GET /api/v1/archives/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ArchiveView;
use model::InstanceId;

/// One archive connector.
#[utoipa::path(
    get,
    path = "/archives/{id}",
    operation_id = "show_archive",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 200, description = "The connector", body = ArchiveView)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn show(State(app): State<App>, caller: Caller, Id(id): Id<InstanceId>) -> Answer<ArchiveView> {
    Ok(Json(app.engine.archive(&caller, &id).await?))
}
