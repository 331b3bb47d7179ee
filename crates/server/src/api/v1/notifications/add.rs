//! `POST /api/v1/notifications`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::{NewTarget, TargetView};
use http::StatusCode;

/// Adds a notification target. Its secret is never shown again.
#[utoipa::path(
    post,
    path = "/notifications",
    operation_id = "add_notification_target",
    tag = "notifications",
    request_body = NewTarget,
    responses((status = 201, description = "The target", body = TargetView)),
    extensions(("x-use-case" = json!("notifications.manage")))
)]
pub async fn add(
    State(app): State<App>,
    caller: Caller,
    Input(wanted): Input<NewTarget>,
) -> Result<(StatusCode, Json<TargetView>), Problem> {
    Ok((StatusCode::CREATED, Json(app.engine.add_notification_target(&caller, wanted).await?)))
}
