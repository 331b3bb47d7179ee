//! `GET /api/v1/archives/{id}/gaps`

use super::log::Days;
use crate::{
    api::{Answer, Caller, Id, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::GapView;
use model::InstanceId;

/// What is not in the archive as it was at the source, and why.
#[utoipa::path(
    get,
    path = "/archives/{id}/gaps",
    operation_id = "list_archive_gaps",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), Days),
    responses((status = 200, description = "The gaps", body = Items<GapView>)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn gaps(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(asked): Params<Days>,
) -> Answer<Items<GapView>> {
    Ok(Json(app.engine.archive_gaps(&caller, &id, asked.days).await?.into()))
}
