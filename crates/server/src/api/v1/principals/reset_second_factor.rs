//! `DELETE /api/v1/principals/{id}/second-factor`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::PrincipalId;

/// Removes the second factor of somebody else, who lost it; their sessions end.
#[utoipa::path(
    delete,
    path = "/principals/{id}/second-factor",
    operation_id = "reset_second_factor",
    tag = "principals",
    params(("id" = PrincipalId, Path, description = "From the list of principals")),
    responses((status = 204, description = "Removed")),
    extensions(("x-use-case" = json!("principals.manage")))
)]
pub async fn reset_second_factor(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<PrincipalId>,
) -> Result<StatusCode, Problem> {
    app.engine.reset_second_factor(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
