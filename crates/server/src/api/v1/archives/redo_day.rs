//! `POST /api/v1/archives/{id}/days/{day}/redo`

use super::Redone;
use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use model::InstanceId;

/// Has everything delivered again that was captured on a day of UTC. What is there is skipped.
#[utoipa::path(
    post,
    path = "/archives/{id}/days/{day}/redo",
    operation_id = "redo_day",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), ("day" = String, Path, description = "The day: 2026-11-21")),
    responses((status = 200, description = "How many deliveries are tried again", body = Redone)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn redo_day(
    State(app): State<App>,
    caller: Caller,
    Id((id, day)): Id<(InstanceId, String)>,
) -> Answer<Redone> {
    Ok(Json(Redone { deliveries: app.engine.redo_day(&caller, &id, &day).await? }))
}
