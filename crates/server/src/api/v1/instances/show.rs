//! `GET /api/v1/instances/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::InstanceView;
use model::InstanceId;

/// One activated connector.
#[utoipa::path(
    get,
    path = "/instances/{id}",
    operation_id = "show_instance",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "The instance", body = InstanceView)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn show(State(app): State<App>, caller: Caller, Id(id): Id<InstanceId>) -> Answer<InstanceView> {
    Ok(Json(app.engine.instance(&caller, &id).await?))
}
