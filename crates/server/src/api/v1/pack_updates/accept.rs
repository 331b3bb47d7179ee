//! `POST /api/v1/pack-updates/acceptance`

use crate::{
    api::{Answer, Caller, Input, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{PackUpdateSummary, UpdateAcceptance};

/// Has several offered versions count from now on, all of them or none. The answer is what still waits.
#[utoipa::path(
    post,
    path = "/pack-updates/acceptance",
    operation_id = "accept_pack_updates",
    tag = "pack updates",
    request_body = UpdateAcceptance,
    responses((status = 200, description = "What still waits", body = Items<PackUpdateSummary>)),
    extensions(("x-use-case" = json!("pack_updates.manage")))
)]
pub async fn accept(
    State(app): State<App>,
    caller: Caller,
    Input(acceptance): Input<UpdateAcceptance>,
) -> Answer<Items<PackUpdateSummary>> {
    Ok(Json(app.engine.accept_pack_updates(&caller, &acceptance).await?.into()))
}
