//! `DELETE /api/v1/instances/{id}/event-secret`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::InstanceView;
use model::InstanceId;

/// Ends the event subscription here: deliveries are refused from now on.
#[utoipa::path(
    delete,
    path = "/instances/{id}/event-secret",
    operation_id = "remove_event_secret",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "As it is now", body = InstanceView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn remove_event_secret(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<InstanceView> {
    Ok(Json(app.engine.remove_event_secret(&caller, &id).await?))
}
