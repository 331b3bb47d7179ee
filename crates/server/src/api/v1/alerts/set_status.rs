//! `POST /api/v1/alerts/{id}/status`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::alerts::{AlertDetail, NewAlertStatus};
use model::AlertId;

/// Sets an alert's status. One that is resolved has ended: should its cause be met again, that is another alert.
/// One that is dismissed tells nobody while its cause lasts.
#[utoipa::path(
    post,
    path = "/alerts/{id}/status",
    operation_id = "set_alert_status",
    tag = "alerts",
    params(("id" = AlertId, Path, description = "The alert")),
    request_body = NewAlertStatus,
    responses((status = 200, description = "As it is now", body = AlertDetail)),
    extensions(("x-use-case" = json!("alerts.manage")))
)]
pub async fn set_status(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<AlertId>,
    Input(wanted): Input<NewAlertStatus>,
) -> Answer<AlertDetail> {
    Ok(Json(app.engine.set_alert_status(&caller, &id, wanted).await?))
}
