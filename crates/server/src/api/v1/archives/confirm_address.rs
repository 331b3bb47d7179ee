//! `POST /api/v1/archives/{id}/quarantine/confirm`

use super::Redone;
use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use model::InstanceId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Whose which address is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirmation {
    /// The user's id at the source.
    user: String,
    address: String,
}

/// Confirms that an address which another user had is somebody's now, and has what waits delivered.
#[utoipa::path(
    post,
    path = "/archives/{id}/quarantine/confirm",
    operation_id = "confirm_address",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    request_body = Confirmation,
    responses((status = 200, description = "How many deliveries are tried again", body = Redone)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn confirm_address(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Input(wanted): Input<Confirmation>,
) -> Answer<Redone> {
    let deliveries = app.engine.confirm_address(&caller, &id, &wanted.user, &wanted.address).await?;
    Ok(Json(Redone { deliveries }))
}
