//! `GET /api/v1/pack-updates/{check}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::PackUpdateView;
use model::CheckId;

/// One update: what changed in the file, and what it would do to verdicts and scores by the latest readings.
#[utoipa::path(
    get,
    path = "/pack-updates/{check}",
    operation_id = "show_pack_update",
    tag = "pack updates",
    params(("check" = CheckId, Path, description = "The check's id")),
    responses((status = 200, description = "The update", body = PackUpdateView)),
    extensions(("x-use-case" = json!("checks.read")))
)]
pub async fn show(State(app): State<App>, caller: Caller, Id(check): Id<CheckId>) -> Answer<PackUpdateView> {
    Ok(Json(app.engine.pack_update(&caller, &check).await?))
}
