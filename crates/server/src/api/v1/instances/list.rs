//! `GET /api/v1/instances`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::InstanceView;

/// Every activated connector, with how it does.
#[utoipa::path(
    get,
    path = "/instances",
    operation_id = "list_instances",
    tag = "instances",
    responses((status = 200, description = "The instances", body = Items<InstanceView>)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<InstanceView>> {
    Ok(Json(app.engine.instances(&caller).await?.into()))
}
