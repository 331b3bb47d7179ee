//! `GET /api/v1/archives/{id}/quarantine`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::QuarantineView;
use model::InstanceId;

/// Whose messages wait because nobody knows their mailbox.
#[utoipa::path(
    get,
    path = "/archives/{id}/quarantine",
    operation_id = "show_quarantine",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 200, description = "Who waits", body = QuarantineView)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn quarantine(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<QuarantineView> {
    Ok(Json(app.engine.quarantine(&caller, &id).await?))
}
