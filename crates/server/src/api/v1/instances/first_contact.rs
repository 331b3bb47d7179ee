//! `GET /api/v1/instances/{id}/first-contact`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::FirstContact;
use model::InstanceId;

/// The settings that this account returns and no description names, without their values.
#[utoipa::path(
    get,
    path = "/instances/{id}/first-contact",
    operation_id = "first_contact",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "What was met for the first time", body = FirstContact)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn first_contact(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<FirstContact> {
    Ok(Json(app.engine.first_contact(&caller, &id).await?))
}
