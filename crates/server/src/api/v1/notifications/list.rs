//! `GET /api/v1/notifications`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::TargetView;

/// The notification targets, by name, each with its latest messages and what became of them.
#[utoipa::path(
    get,
    path = "/notifications",
    operation_id = "list_notification_targets",
    tag = "notifications",
    responses((status = 200, description = "The targets", body = Items<TargetView>)),
    extensions(("x-use-case" = json!("notifications.manage")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<TargetView>> {
    Ok(Json(app.engine.notification_targets(&caller).await?.into()))
}
