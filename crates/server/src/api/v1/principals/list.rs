//! `GET /api/v1/principals`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::PrincipalView;

/// Everybody who may sign in.
#[utoipa::path(
    get,
    path = "/principals",
    operation_id = "list_principals",
    tag = "principals",
    responses((status = 200, description = "The principals", body = Items<PrincipalView>)),
    extensions(("x-use-case" = json!("principals.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<PrincipalView>> {
    Ok(Json(app.engine.principals(&caller).await?.into()))
}
