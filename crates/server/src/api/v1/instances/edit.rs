//! `PATCH /api/v1/instances/{id}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::{Edit, InstanceView};
use model::InstanceId;

/// Renames an instance, gives it new credentials of the same account, or has its service's log asked more or less often.
/// Credentials of another account are refused (422), saying which account they belong to.
#[utoipa::path(
    patch,
    path = "/instances/{id}",
    operation_id = "edit_instance",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    request_body = Edit,
    responses((status = 200, description = "As it is now", body = InstanceView)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn edit(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Input(edit): Input<Edit>,
) -> Answer<InstanceView> {
    Ok(Json(app.engine.edit_instance(&caller, &id, edit).await?))
}
