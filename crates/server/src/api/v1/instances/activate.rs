//! `POST /api/v1/instances`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::{Activation, InstanceView};
use http::StatusCode;

/// Activates a connector: signs in for real, pins the account, and reads it at once. Wrong input is named by
/// its field: 409 when a name or an account is taken, 422 for all else.
#[utoipa::path(
    post,
    path = "/instances",
    operation_id = "activate_connector",
    tag = "instances",
    request_body = Activation,
    responses((status = 201, description = "Activated", body = InstanceView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn activate(
    State(app): State<App>,
    caller: Caller,
    Input(activation): Input<Activation>,
) -> Result<(StatusCode, Json<InstanceView>), Problem> {
    let instance = app.engine.activate(&caller, activation).await?;
    Ok((StatusCode::CREATED, Json(instance)))
}
