//! `GET /api/v1/regulations/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::RegulationView;
use model::RegulationId;

/// One regulation with its families, controls and actions.
#[utoipa::path(
    get,
    path = "/regulations/{id}",
    operation_id = "show_regulation",
    tag = "regulations",
    params(("id" = RegulationId, Path, description = "The regulation", example = "records-handling")),
    responses((status = 200, description = "The regulation", body = RegulationView)),
    extensions(("x-use-case" = json!("regulations.read")))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<RegulationId>,
) -> Answer<RegulationView> {
    Ok(Json(app.engine.regulation(&caller, &id)?))
}
