//! `GET /api/v1/instances`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::InstanceBrief;

/// Every activated connector, with how it does; each one's own page has what was read.
#[utoipa::path(
    get,
    path = "/instances",
    operation_id = "list_instances",
    tag = "instances",
    responses((status = 200, description = "The instances", body = Items<InstanceBrief>)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<InstanceBrief>> {
    Ok(Json(app.engine.instances(&caller).await?.into()))
}
