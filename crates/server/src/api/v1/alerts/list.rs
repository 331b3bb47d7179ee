//! `GET /api/v1/alerts`

use crate::{
    api::{Answer, Caller, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::AlertView;
use model::AlertStatus;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// Alerts of this status only.
    status: Option<AlertStatus>,
}

/// The alerts, those that were met last first; at most 1,000.
#[utoipa::path(
    get,
    path = "/alerts",
    operation_id = "list_alerts",
    tag = "alerts",
    params(Which),
    responses((status = 200, description = "The alerts", body = Items<AlertView>)),
    extensions(("x-use-case" = json!("alerts.read")))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Params(which): Params<Which>,
) -> Answer<Items<AlertView>> {
    Ok(Json(app.engine.alerts(&caller, which.status).await?.into()))
}
