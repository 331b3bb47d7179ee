//! `POST /api/v1/principals/{id}/tokens`

use crate::{
    api::{
        Caller, Id, Input, Problem,
        v1::tokens::{TokenAnswer, made},
    },
    app::App,
};
use axum::{Json, extract::State};
use engine::access::NewToken;
use http::StatusCode;
use model::PrincipalId;

/// Creates an API token for a program. People create their own.
#[utoipa::path(
    post,
    path = "/principals/{id}/tokens",
    operation_id = "create_token_for",
    tag = "principals",
    params(("id" = PrincipalId, Path, description = "A program of the list of principals")),
    request_body = NewToken,
    responses((status = 201, description = "Created; the token is shown this once", body = TokenAnswer)),
    extensions(("x-use-case" = json!("tokens.manage")))
)]
pub async fn create_token(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<PrincipalId>,
    Input(new): Input<NewToken>,
) -> Result<(StatusCode, Json<TokenAnswer>), Problem> {
    Ok(made(app.engine.create_token_for(&caller, &id, &new).await?))
}
