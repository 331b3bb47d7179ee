//! `POST /api/v1/tokens`

use super::{TokenAnswer, made};
use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::NewToken;
use http::StatusCode;

/// Creates an API token of one's own. It may what its scopes name and its owner may at the time of each request.
#[utoipa::path(
    post,
    path = "/tokens",
    operation_id = "create_token",
    tag = "tokens",
    request_body = NewToken,
    responses((status = 201, description = "Created; the token is shown this once", body = TokenAnswer)),
    extensions(("x-use-case" = json!("tokens.own")))
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(new): Input<NewToken>,
) -> Result<(StatusCode, Json<TokenAnswer>), Problem> {
    Ok(made(app.engine.create_token(&caller, &new).await?))
}
