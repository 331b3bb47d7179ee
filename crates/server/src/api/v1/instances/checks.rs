//! `GET /api/v1/instances/{id}/checks`

use crate::{
    api::{Answer, Caller, Id, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::InstanceCheckView;
use model::InstanceId;

/// What every check found on this instance, the worst first, whether or not an assessment covers it.
#[utoipa::path(
    get,
    path = "/instances/{id}/checks",
    operation_id = "instance_checks",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "The checks", body = Items<InstanceCheckView>)),
    extensions(("x-use-case" = json!("actions.read")))
)]
pub async fn checks(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<Items<InstanceCheckView>> {
    Ok(Json(app.engine.instance_checks(&caller, &id).await?.into()))
}
