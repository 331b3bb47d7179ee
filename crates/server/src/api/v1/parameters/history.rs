//! `GET /api/v1/instances/{id}/parameters/{check}/{name}/history`

use crate::{
    api::{Answer, Caller, Id, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::ParameterSetting;
use model::{CheckId, InstanceId};

/// What a parameter of a check was set to on an instance, newest first.
#[utoipa::path(
    get,
    path = "/instances/{id}/parameters/{check}/{name}/history",
    operation_id = "list_parameter_settings",
    tag = "parameters",
    params(
        ("id" = InstanceId, Path, description = "The service instance"),
        ("check" = CheckId, Path, description = "The check's id"),
        ("name" = String, Path, description = "The parameter's name"),
    ),
    responses((status = 200, description = "What was set", body = Items<ParameterSetting>)),
    extensions(("x-use-case" = json!("actions.read")))
)]
pub async fn history(
    State(app): State<App>,
    caller: Caller,
    Id((id, check, name)): Id<(InstanceId, CheckId, String)>,
) -> Answer<Items<ParameterSetting>> {
    Ok(Json(app.engine.parameter_history(&caller, &id, &check, &name).await?.into()))
}
