//! `GET /api/v1/instances/{id}/recording`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use model::InstanceId;

/// The latest readings as a file for `vouchsafe check run`, with names, addresses and ids replaced: for a bug
/// report.
#[utoipa::path(
    get,
    path = "/instances/{id}/recording",
    operation_id = "record_instance",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "The recording", body = serde_json::Value)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn recording(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<serde_json::Value> {
    Ok(Json(app.engine.recording(&caller, &id).await?))
}
