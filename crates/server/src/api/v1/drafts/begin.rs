//! `POST /api/v1/drafts`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::{DraftInput, DraftView};
use http::StatusCode;

/// Keeps a set-up that was begun, as far as it is. Secrets are sealed and never shown again.
#[utoipa::path(
    post,
    path = "/drafts",
    operation_id = "begin_draft",
    tag = "connectors",
    request_body = DraftInput,
    responses((status = 201, description = "Kept", body = DraftView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn begin(
    State(app): State<App>,
    caller: Caller,
    Input(draft): Input<DraftInput>,
) -> Result<(StatusCode, Json<DraftView>), Problem> {
    Ok((StatusCode::CREATED, Json(app.engine.keep_draft(&caller, None, draft).await?)))
}
