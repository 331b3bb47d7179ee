//! `DELETE /api/v1/instances/{id}/parameters/{check}/{name}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::ParameterView;
use model::{CheckId, InstanceId};

/// Sets a parameter of a check on an instance back to its default. What was set stays in its history.
#[utoipa::path(
    delete,
    path = "/instances/{id}/parameters/{check}/{name}",
    operation_id = "reset_parameter",
    tag = "parameters",
    params(
        ("id" = InstanceId, Path, description = "The service instance"),
        ("check" = CheckId, Path, description = "The check's id"),
        ("name" = String, Path, description = "The parameter's name"),
    ),
    responses((status = 200, description = "As it is now", body = ParameterView)),
    extensions(("x-use-case" = json!("parameters.manage")))
)]
pub async fn reset(
    State(app): State<App>,
    caller: Caller,
    Id((id, check, name)): Id<(InstanceId, CheckId, String)>,
) -> Answer<ParameterView> {
    Ok(Json(app.engine.reset_parameter(&caller, &id, &check, &name).await?))
}
