//! `GET /api/v1/break_glass/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::BreakGlassDetail;
use model::BreakGlassId;

/// One request with all that was read by it, and who was told.
#[utoipa::path(
    get,
    path = "/break_glass/{id}",
    operation_id = "show_break_glass",
    tag = "break-glass",
    params(("id" = BreakGlassId, Path, description = "The request")),
    responses((status = 200, description = "The request", body = BreakGlassDetail)),
    extensions(("x-use-case" = json!("break_glass.read")))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<BreakGlassId>,
) -> Answer<BreakGlassDetail> {
    Ok(Json(app.engine.break_glass_detail(&caller, &id).await?))
}
