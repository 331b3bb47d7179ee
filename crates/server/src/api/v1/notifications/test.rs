//! `POST /api/v1/notifications/{id}/test`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::DeliveryView;
use http::StatusCode;
use model::TargetId;

/// Has a test sent. What came of it stands among the target's messages.
#[utoipa::path(
    post,
    path = "/notifications/{id}/test",
    operation_id = "test_notification_target",
    tag = "notifications",
    params(("id" = TargetId, Path, description = "The target")),
    responses((status = 202, description = "It will be sent", body = DeliveryView)),
    extensions(("x-use-case" = json!("notifications.manage")))
)]
pub async fn test(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<TargetId>,
) -> Result<(StatusCode, Json<DeliveryView>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(app.engine.test_notification_target(&caller, &id).await?)))
}
