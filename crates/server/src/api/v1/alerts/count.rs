//! `GET /api/v1/alerts/count`

use crate::{
    api::{Answer, Caller},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::AlertCounts;

/// How many alerts have which status.
#[utoipa::path(
    get,
    path = "/alerts/count",
    operation_id = "count_alerts",
    tag = "alerts",
    responses((status = 200, description = "The numbers", body = AlertCounts)),
    extensions(("x-use-case" = json!("alerts.read")))
)]
pub async fn count(State(app): State<App>, caller: Caller) -> Answer<AlertCounts> {
    Ok(Json(app.engine.alert_counts(&caller).await?))
}
