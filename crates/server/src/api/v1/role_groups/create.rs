//! `POST /api/v1/role-groups`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::{NewRoleGroup, RoleGroupView};
use http::StatusCode;

/// Creates a role group.
#[utoipa::path(
    post,
    path = "/role-groups",
    operation_id = "create_role_group",
    tag = "role-groups",
    request_body = NewRoleGroup,
    responses((status = 201, description = "Created", body = RoleGroupView)),
    extensions(("x-use-case" = json!("role_groups.manage")))
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(new): Input<NewRoleGroup>,
) -> Result<(StatusCode, Json<RoleGroupView>), Problem> {
    Ok((StatusCode::CREATED, Json(app.engine.create_role_group(&caller, &new).await?)))
}
