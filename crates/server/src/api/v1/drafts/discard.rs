//! `DELETE /api/v1/drafts/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::DraftId;

/// Forgets a set-up and destroys what was typed.
#[utoipa::path(
    delete,
    path = "/drafts/{id}",
    operation_id = "discard_draft",
    tag = "connectors",
    params(("id" = DraftId, Path, description = "The draft")),
    responses((status = 204, description = "Forgotten")),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn discard(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<DraftId>,
) -> Result<StatusCode, Problem> {
    app.engine.discard_draft(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
