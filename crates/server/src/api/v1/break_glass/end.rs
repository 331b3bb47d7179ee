//! `POST /api/v1/break_glass/{id}/end`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::BreakGlassView;
use model::BreakGlassId;

/// Ends a reading before its time: one's own, or somebody's for those who decide. Withdraws a request of one's own.
#[utoipa::path(
    post,
    path = "/break_glass/{id}/end",
    operation_id = "end_break_glass",
    tag = "break-glass",
    params(("id" = BreakGlassId, Path, description = "The request")),
    responses((status = 200, description = "As it is now", body = BreakGlassView)),
    extensions(("x-use-case" = json!("break_glass.end")))
)]
pub async fn end(State(app): State<App>, caller: Caller, Id(id): Id<BreakGlassId>) -> Answer<BreakGlassView> {
    Ok(Json(app.engine.end_break_glass(&caller, &id).await?))
}
