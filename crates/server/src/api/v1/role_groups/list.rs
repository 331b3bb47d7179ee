//! `GET /api/v1/role-groups`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::access::RoleGroupView;

/// Every role group: those of the roles, which are always there, and those that were created.
#[utoipa::path(
    get,
    path = "/role-groups",
    operation_id = "list_role_groups",
    tag = "role-groups",
    responses((status = 200, description = "The groups", body = Items<RoleGroupView>)),
    extensions(("x-use-case" = json!("principals.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<RoleGroupView>> {
    Ok(Json(app.engine.role_groups(&caller).await?.into()))
}
