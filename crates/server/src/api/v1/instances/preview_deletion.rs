//! `GET /api/v1/instances/{id}/deletion`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::DeletionView;
use model::InstanceId;

/// What deleting the instance would do to the scores. Deletes nothing.
#[utoipa::path(
    get,
    path = "/instances/{id}/deletion",
    operation_id = "preview_deletion",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "The scores before and after", body = DeletionView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn preview_deletion(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<DeletionView> {
    Ok(Json(app.engine.preview_deletion(&caller, &id).await?))
}
