//! `PATCH /api/v1/principals/{id}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::PrincipalView;
use model::{PrincipalId, RoleGroupId};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a principal is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrincipalEdit {
    /// In place of the one before.
    role_group: RoleGroupId,
}

/// Puts a principal into another role group, from their next request on. Somebody stays Global Administrator.
#[utoipa::path(
    patch,
    path = "/principals/{id}",
    operation_id = "edit_principal",
    tag = "principals",
    params(("id" = PrincipalId, Path, description = "From the list of principals")),
    request_body = PrincipalEdit,
    responses((status = 200, description = "As it is now", body = PrincipalView)),
    extensions(("x-use-case" = json!("principals.manage")))
)]
pub async fn edit(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<PrincipalId>,
    Input(edit): Input<PrincipalEdit>,
) -> Answer<PrincipalView> {
    Ok(Json(app.engine.set_role_group(&caller, &id, edit.role_group).await?))
}
