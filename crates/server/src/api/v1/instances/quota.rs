//! `GET /api/v1/instances/{id}/quota`

use crate::{
    api::{Answer, Caller, Id, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::QuotaView;
use model::InstanceId;

/// What the account of an instance has used of its service's limits today, by class of call.
#[utoipa::path(
    get,
    path = "/instances/{id}/quota",
    operation_id = "show_quota",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "The classes of calls; none where the service has no limits", body = Items<QuotaView>)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn quota(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Answer<Items<QuotaView>> {
    Ok(Json(app.engine.quota(&caller, &id).await?.into()))
}
