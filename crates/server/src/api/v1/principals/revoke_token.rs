//! `DELETE /api/v1/principals/{id}/tokens/{token}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::{ApiTokenId, PrincipalId};

/// Revokes an API token of anybody; it is worth nothing from now on.
#[utoipa::path(
    delete,
    path = "/principals/{id}/tokens/{token}",
    operation_id = "revoke_token_of",
    tag = "principals",
    params(
        ("id" = PrincipalId, Path, description = "Whose token it is"),
        ("token" = ApiTokenId, Path, description = "From the list of all tokens")
    ),
    responses((status = 204, description = "Revoked")),
    extensions(("x-use-case" = json!("tokens.manage")))
)]
pub async fn revoke_token(
    State(app): State<App>,
    caller: Caller,
    Id((id, token)): Id<(PrincipalId, ApiTokenId)>,
) -> Result<StatusCode, Problem> {
    app.engine.revoke_token_of(&caller, &id, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}
