//! `GET /api/v1/alerts/{id}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::AlertDetail;
use model::AlertId;

/// One alert: what it affects, what became of it, who was told.
#[utoipa::path(
    get,
    path = "/alerts/{id}",
    operation_id = "show_alert",
    tag = "alerts",
    params(("id" = AlertId, Path, description = "The alert")),
    responses((status = 200, description = "The alert", body = AlertDetail)),
    extensions(("x-use-case" = json!("alerts.read")))
)]
pub async fn show(State(app): State<App>, caller: Caller, Id(id): Id<AlertId>) -> Answer<AlertDetail> {
    Ok(Json(app.engine.alert(&caller, &id).await?))
}
