//! `GET /api/v1/instances/{id}/events`

use crate::{
    api::{Answer, Caller, Id, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::EventView;
use model::InstanceId;

/// The latest events that the service sent, newest first.
#[utoipa::path(
    get,
    path = "/instances/{id}/events",
    operation_id = "list_events",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "The events", body = Items<EventView>)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn events(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<Items<EventView>> {
    Ok(Json(app.engine.events(&caller, &id).await?.into()))
}
