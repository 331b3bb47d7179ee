//! `DELETE /api/v1/principals/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::PrincipalId;

/// Removes a principal; their sessions end at once. What they did stays on record. Nobody removes
/// themselves, and the last administrator stays.
#[utoipa::path(
    delete,
    path = "/principals/{id}",
    operation_id = "remove_principal",
    tag = "principals",
    params(("id" = PrincipalId, Path, description = "From the list of principals")),
    responses((status = 204, description = "Removed")),
    extensions(("x-use-case" = json!("principals.manage")))
)]
pub async fn remove(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<PrincipalId>,
) -> Result<StatusCode, Problem> {
    app.engine.remove_principal(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
