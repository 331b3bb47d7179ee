//! `DELETE /api/v1/role-groups/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::RoleGroupId;

/// Deletes a role group that was created and that nobody is in.
#[utoipa::path(
    delete,
    path = "/role-groups/{id}",
    operation_id = "delete_role_group",
    tag = "role-groups",
    params(("id" = RoleGroupId, Path, description = "From the list of role groups")),
    responses((status = 204, description = "Deleted")),
    extensions(("x-use-case" = json!("role_groups.manage")))
)]
pub async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<RoleGroupId>,
) -> Result<StatusCode, Problem> {
    app.engine.delete_role_group(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
