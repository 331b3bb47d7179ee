//! `POST /api/v1/archives/{id}/messages_approval`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ArchiveView;
use model::InstanceId;

/// Agrees to private messages being archived: somebody else than who asked for it.
#[utoipa::path(
    post,
    path = "/archives/{id}/messages_approval",
    operation_id = "approve_messages",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 200, description = "As it is now", body = ArchiveView)),
    extensions(("x-use-case" = json!("archive.approve")))
)]
pub async fn approve_messages(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<ArchiveView> {
    Ok(Json(app.engine.approve_messages(&caller, &id).await?))
}
