//! `GET /api/v1/checks/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::Check;
use model::CheckId;

/// One check: what it reads, what passes, and the examples that it is tested on. An id that it had before
/// finds it too.
#[utoipa::path(
    get,
    path = "/checks/{id}",
    operation_id = "show_check",
    tag = "checks",
    params(("id" = CheckId, Path, description = "The check")),
    responses((status = 200, description = "The check", body = Check)),
    extensions(("x-use-case" = json!("checks.read")))
)]
pub async fn show(State(app): State<App>, caller: Caller, Id(id): Id<CheckId>) -> Answer<Check> {
    Ok(Json(app.engine.check(&caller, &id)?))
}
