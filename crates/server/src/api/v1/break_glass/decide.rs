//! `POST /api/v1/break_glass/{id}/decision`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::BreakGlassView;
use model::BreakGlassId;
use serde::Deserialize;
use utoipa::ToSchema;

/// What is decided.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    grant: bool,
}

/// Grants a request, or refuses it: somebody else than who asked.
#[utoipa::path(
    post,
    path = "/break_glass/{id}/decision",
    operation_id = "decide_break_glass",
    tag = "break-glass",
    params(("id" = BreakGlassId, Path, description = "The request")),
    request_body = Grant,
    responses((status = 200, description = "As it is now", body = BreakGlassView)),
    extensions(("x-use-case" = json!("break_glass.decide")))
)]
pub async fn decide(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<BreakGlassId>,
    Input(decision): Input<Grant>,
) -> Answer<BreakGlassView> {
    Ok(Json(app.engine.decide_break_glass(&caller, &id, decision.grant).await?))
}
