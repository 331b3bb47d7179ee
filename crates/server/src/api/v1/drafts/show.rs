//! `GET /api/v1/drafts/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::DraftView;
use model::DraftId;

/// One set-up that is not finished.
#[utoipa::path(
    get,
    path = "/drafts/{id}",
    operation_id = "show_draft",
    tag = "connectors",
    params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 200, description = "The draft", body = DraftView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn show(State(app): State<App>, caller: Caller, Id(id): Id<DraftId>) -> Answer<DraftView> {
    Ok(Json(app.engine.draft(&caller, &id).await?))
}
