//! `GET /api/v1/instances/{id}/parameters`

use crate::{
    api::{Answer, Caller, Id, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{ParameterFilter, ParameterView};
use model::InstanceId;

/// The parameters that the checks of an instance declare, with what counts there, who set it, why and until when.
#[utoipa::path(
    get,
    path = "/instances/{id}/parameters",
    operation_id = "list_parameters",
    tag = "parameters",
    params(("id" = InstanceId, Path, description = "The service instance"), ParameterFilter),
    responses((status = 200, description = "The parameters", body = Items<ParameterView>)),
    extensions(("x-use-case" = json!("actions.read")))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(filter): Params<ParameterFilter>,
) -> Answer<Items<ParameterView>> {
    Ok(Json(app.engine.parameters(&caller, &id, &filter).await?.into()))
}
