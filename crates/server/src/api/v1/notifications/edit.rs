//! `PUT /api/v1/notifications/{id}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::{NewTarget, TargetView};
use model::TargetId;

/// Changes all of a target but its kind. Without a secret the one that is kept stays; a password has to be entered
/// again where the server or the name changes.
#[utoipa::path(
    put,
    path = "/notifications/{id}",
    operation_id = "edit_notification_target",
    tag = "notifications",
    params(("id" = TargetId, Path, description = "The target")),
    request_body = NewTarget,
    responses((status = 200, description = "As it is now", body = TargetView)),
    extensions(("x-use-case" = json!("notifications.manage")))
)]
pub async fn edit(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<TargetId>,
    Input(wanted): Input<NewTarget>,
) -> Answer<TargetView> {
    Ok(Json(app.engine.edit_notification_target(&caller, &id, wanted).await?))
}
