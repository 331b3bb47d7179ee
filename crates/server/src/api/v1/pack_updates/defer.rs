//! `POST /api/v1/pack-updates/{check}/deferral`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{Deferral, PackUpdateSummary};
use model::CheckId;

/// Puts an update off, and says why. It can be accepted later.
#[utoipa::path(
    post,
    path = "/pack-updates/{check}/deferral",
    operation_id = "defer_pack_update",
    tag = "pack updates",
    params(("check" = CheckId, Path, description = "The check's id")),
    request_body = Deferral,
    responses((status = 200, description = "As it is now", body = PackUpdateSummary)),
    extensions(("x-use-case" = json!("pack_updates.manage")))
)]
pub async fn defer(
    State(app): State<App>,
    caller: Caller,
    Id(check): Id<CheckId>,
    Input(deferral): Input<Deferral>,
) -> Answer<PackUpdateSummary> {
    Ok(Json(app.engine.defer_pack_update(&caller, &check, deferral).await?))
}
