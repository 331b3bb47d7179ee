//! `GET /api/v1/archives`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ArchiveView;

/// Every activated archive connector, with how it does.
#[utoipa::path(
    get,
    path = "/archives",
    operation_id = "list_archives",
    tag = "archives",
    responses((status = 200, description = "The connectors", body = Items<ArchiveView>)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<ArchiveView>> {
    Ok(Json(app.engine.archives(&caller).await?.into()))
}
