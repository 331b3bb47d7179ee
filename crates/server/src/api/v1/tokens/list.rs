//! `GET /api/v1/tokens`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::TokenView;

/// One's own API tokens, the latest first, with those that have expired.
#[utoipa::path(
    get,
    path = "/tokens",
    operation_id = "list_tokens",
    tag = "tokens",
    responses((status = 200, description = "The tokens", body = Items<TokenView>)),
    extensions(("x-use-case" = json!("tokens.own")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<TokenView>> {
    Ok(Json(app.engine.tokens(&caller).await?.into()))
}
