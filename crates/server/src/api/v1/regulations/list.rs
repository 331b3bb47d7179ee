//! `GET /api/v1/regulations`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::RegulationSummary;

/// Every regulation that is loaded, with the services that it supports.
#[utoipa::path(
    get,
    path = "/regulations",
    operation_id = "list_regulations",
    tag = "regulations",
    responses((status = 200, description = "The regulations", body = Items<RegulationSummary>)),
    extensions(("x-use-case" = json!("regulations.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<RegulationSummary>> {
    Ok(Json(app.engine.regulations(&caller)?.into()))
}
