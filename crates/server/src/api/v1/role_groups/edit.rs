//! `PATCH /api/v1/role-groups/{id}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::{RoleGroupEdit, RoleGroupView};
use model::RoleGroupId;

/// Changes a role group that was created; for who is in it from their next request on.
#[utoipa::path(
    patch,
    path = "/role-groups/{id}",
    operation_id = "edit_role_group",
    tag = "role-groups",
    params(("id" = RoleGroupId, Path, description = "From the list of role groups")),
    request_body = RoleGroupEdit,
    responses((status = 200, description = "As it is now", body = RoleGroupView)),
    extensions(("x-use-case" = json!("role_groups.manage")))
)]
pub async fn edit(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<RoleGroupId>,
    Input(edit): Input<RoleGroupEdit>,
) -> Answer<RoleGroupView> {
    Ok(Json(app.engine.edit_role_group(&caller, &id, &edit).await?))
}
