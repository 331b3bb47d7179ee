//! `GET /api/v1/break_glass`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::BreakGlassView;

/// Requests to read what one may not read otherwise, the latest first: all for those who decide or audit, else one's own.
#[utoipa::path(
    get,
    path = "/break_glass",
    operation_id = "list_break_glass",
    tag = "break-glass",
    responses((status = 200, description = "The requests", body = Items<BreakGlassView>)),
    extensions(("x-use-case" = json!("break_glass.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<BreakGlassView>> {
    Ok(Json(app.engine.break_glass(&caller).await?.into()))
}
