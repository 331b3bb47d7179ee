//! `GET /api/v1/archives/{id}/reconciliation`

use super::log::Days;
use crate::{
    api::{Answer, Caller, Id, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::ReconciliationView;
use model::InstanceId;

/// Per day and kind, what the source counts against what was captured, with what is missing named.
#[utoipa::path(
    get,
    path = "/archives/{id}/reconciliation",
    operation_id = "list_reconciliations",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), Days),
    responses((status = 200, description = "The days", body = Items<ReconciliationView>)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn reconciliation(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(asked): Params<Days>,
) -> Answer<Items<ReconciliationView>> {
    Ok(Json(app.engine.reconciliation(&caller, &id, asked.days).await?.into()))
}
