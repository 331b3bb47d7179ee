//! `GET /api/v1/pack-updates`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::PackUpdateSummary;

/// The versions of checks that are offered and do not count yet, one for each file; those that were put off among
/// them.
#[utoipa::path(
    get,
    path = "/pack-updates",
    operation_id = "list_pack_updates",
    tag = "pack updates",
    responses((status = 200, description = "The updates", body = Items<PackUpdateSummary>)),
    extensions(("x-use-case" = json!("checks.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<PackUpdateSummary>> {
    Ok(Json(app.engine.pack_updates(&caller).await?.into()))
}
