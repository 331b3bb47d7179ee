//! `GET /api/v1/instances/{id}/runs`

use crate::{
    api::{Answer, Caller, Id, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::RunView;
use model::InstanceId;

/// The latest runs of an instance, newest first.
#[utoipa::path(
    get,
    path = "/instances/{id}/runs",
    operation_id = "list_runs",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 200, description = "The runs", body = Items<RunView>)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn runs(State(app): State<App>, caller: Caller, Id(id): Id<InstanceId>) -> Answer<Items<RunView>> {
    Ok(Json(app.engine.runs(&caller, &id).await?.into()))
}
