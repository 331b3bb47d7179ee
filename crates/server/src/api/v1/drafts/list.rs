//! `GET /api/v1/drafts`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::DraftView;

/// Set-ups that are not finished, the latest touched first.
#[utoipa::path(
    get,
    path = "/drafts",
    operation_id = "list_drafts",
    tag = "connectors",
    responses((status = 200, description = "The drafts", body = Items<DraftView>)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<DraftView>> {
    Ok(Json(app.engine.drafts(&caller).await?.into()))
}
