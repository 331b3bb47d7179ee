//! `GET /api/v1/instances/{id}/checks/{check}/history`

use crate::{
    api::{Answer, Caller, Id, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::posture::IntervalView;
use model::{CheckId, InstanceId};

/// The outcomes of one check on one instance, newest first, each with the event behind it where there is one.
/// A deleted instance still has its history.
#[utoipa::path(
    get,
    path = "/instances/{id}/checks/{check}/history",
    operation_id = "show_check_history",
    tag = "instances",
    params(
        ("id" = InstanceId, Path, description = "The service instance"),
        ("check" = CheckId, Path, description = "The check's id"),
    ),
    responses((status = 200, description = "The outcomes", body = Items<IntervalView>)),
    extensions(("x-use-case" = json!("actions.read")))
)]
pub async fn check_history(
    State(app): State<App>,
    caller: Caller,
    Id((id, check)): Id<(InstanceId, CheckId)>,
) -> Answer<Items<IntervalView>> {
    Ok(Json(app.engine.check_history(&caller, &id, &check).await?.into()))
}
