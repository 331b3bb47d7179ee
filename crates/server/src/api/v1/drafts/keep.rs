//! `PUT /api/v1/drafts/{id}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::{DraftInput, DraftView};
use model::DraftId;

/// Keeps what became of a set-up. A field of the sign-in form that is left out stays as it was kept; an empty
/// one is forgotten.
#[utoipa::path(
    put,
    path = "/drafts/{id}",
    operation_id = "keep_draft",
    tag = "connectors",
    params(("id" = DraftId, Path, description = "The draft")),
    request_body = DraftInput,
    responses((status = 200, description = "Kept", body = DraftView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn keep(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<DraftId>,
    Input(draft): Input<DraftInput>,
) -> Answer<DraftView> {
    Ok(Json(app.engine.keep_draft(&caller, Some(&id), draft).await?))
}
