//! `POST /api/v1/pack-updates/{check}/acceptance`

use crate::{
    api::{Answer, Caller, Id, Input, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{AcceptedUpdate, PackUpdateSummary, UpdateAcceptance};
use model::{CheckId, ContentHash};
use serde::Deserialize;
use utoipa::ToSchema;

/// The version that was looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookedAt {
    /// Of the file that is offered; none for a check that is no longer brought.
    #[schema(value_type = Option<String>)]
    hash: Option<ContentHash>,
}

/// Has an offered version count from now on. The answer is what still waits.
#[utoipa::path(
    post,
    path = "/pack-updates/{check}/acceptance",
    operation_id = "accept_pack_update",
    tag = "pack updates",
    params(("check" = CheckId, Path, description = "The check's id")),
    request_body = LookedAt,
    responses((status = 200, description = "What still waits", body = Items<PackUpdateSummary>)),
    extensions(("x-use-case" = json!("pack_updates.manage")))
)]
pub async fn accept_one(
    State(app): State<App>,
    caller: Caller,
    Id(check): Id<CheckId>,
    Input(LookedAt { hash }): Input<LookedAt>,
) -> Answer<Items<PackUpdateSummary>> {
    let acceptance = UpdateAcceptance { updates: vec![AcceptedUpdate { check, hash }] };
    Ok(Json(app.engine.accept_pack_updates(&caller, &acceptance).await?.into()))
}
