//! `DELETE /api/v1/notifications/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::TargetId;

/// Removes a target and destroys its secret. Messages that wait are given up.
#[utoipa::path(
    delete,
    path = "/notifications/{id}",
    operation_id = "remove_notification_target",
    tag = "notifications",
    params(("id" = TargetId, Path, description = "The target")),
    responses((status = 204, description = "Removed")),
    extensions(("x-use-case" = json!("notifications.manage")))
)]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<TargetId>,
) -> Result<StatusCode, Problem> {
    app.engine.remove_notification_target(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
