//! `POST /api/v1/break_glass`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{BreakGlassRequest, BreakGlassView};
use http::StatusCode;

/// Asks to read mailboxes for a time and for a reason; somebody else decides.
#[utoipa::path(
    post,
    path = "/break_glass",
    operation_id = "ask_break_glass",
    tag = "break-glass",
    request_body = BreakGlassRequest,
    responses((status = 201, description = "Asked", body = BreakGlassView)),
    extensions(("x-use-case" = json!("break_glass.ask")))
)]
pub async fn ask(
    State(app): State<App>,
    caller: Caller,
    Input(wanted): Input<BreakGlassRequest>,
) -> Result<(StatusCode, Json<BreakGlassView>), Problem> {
    let request = app.engine.ask_break_glass(&caller, wanted).await?;
    Ok((StatusCode::CREATED, Json(request)))
}
