//! `GET /api/v1/tokens/all`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::TokenView;

/// Everybody's API tokens, the latest first.
#[utoipa::path(
    get,
    path = "/tokens/all",
    operation_id = "list_all_tokens",
    tag = "tokens",
    responses((status = 200, description = "The tokens", body = Items<TokenView>)),
    extensions(("x-use-case" = json!("tokens.manage")))
)]
pub async fn list_all(State(app): State<App>, caller: Caller) -> Answer<Items<TokenView>> {
    Ok(Json(app.engine.all_tokens(&caller).await?.into()))
}
