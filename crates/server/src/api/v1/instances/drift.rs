//! `GET /api/v1/instances/{id}/drift`

use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::DriftPage;
use model::{InstanceId, Time};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which changes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DriftQuery {
    /// Only settings whose signal and pointer contain this, whatever its case.
    #[param(example = "waiting_room")]
    setting: Option<String>,
    /// Only what was recorded by then; `older` of the page before.
    until: Option<Time>,
}

/// Which settings became another, when, and by whom where the service said so; newest first.
#[utoipa::path(
    get,
    path = "/instances/{id}/drift",
    operation_id = "drift",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance"), DriftQuery),
    responses((status = 200, description = "A page of changes", body = DriftPage)),
    extensions(("x-use-case" = json!("connectors.read")))
)]
pub async fn drift(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(query): Params<DriftQuery>,
) -> Answer<DriftPage> {
    Ok(Json(app.engine.drift(&caller, &id, query.setting.as_deref(), query.until).await?))
}
