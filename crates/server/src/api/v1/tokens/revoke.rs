//! `DELETE /api/v1/tokens/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::ApiTokenId;

/// Revokes an API token of one's own; it is worth nothing from now on.
#[utoipa::path(
    delete,
    path = "/tokens/{id}",
    operation_id = "revoke_token",
    tag = "tokens",
    params(("id" = ApiTokenId, Path, description = "From the list of tokens")),
    responses((status = 204, description = "Revoked")),
    extensions(("x-use-case" = json!("tokens.own")))
)]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ApiTokenId>,
) -> Result<StatusCode, Problem> {
    app.engine.revoke_token(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
