//! `GET /api/v1/checks`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::Check;

/// Every check that is loaded.
#[utoipa::path(
    get,
    path = "/checks",
    operation_id = "list_checks",
    tag = "checks",
    responses((status = 200, description = "The checks", body = Items<Check>)),
    extensions(("x-use-case" = json!("checks.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<Check>> {
    Ok(Json(app.engine.checks(&caller)?.into()))
}
