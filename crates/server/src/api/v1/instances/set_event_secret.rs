//! `PUT /api/v1/instances/{id}/event-secret`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::InstanceView;
use model::{InstanceId, Secret};
use serde::Deserialize;
use utoipa::ToSchema;

/// The *Secret Token* of the event subscription, as the service shows it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventSecret {
    secret_token: Secret,
}

/// Takes the secret that the service signs its events with. It is never shown again.
#[utoipa::path(
    put,
    path = "/instances/{id}/event-secret",
    operation_id = "set_event_secret",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    request_body = EventSecret,
    responses((status = 200, description = "As it is now", body = InstanceView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn set_event_secret(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Input(request): Input<EventSecret>,
) -> Answer<InstanceView> {
    Ok(Json(app.engine.set_event_secret(&caller, &id, &request.secret_token).await?))
}
