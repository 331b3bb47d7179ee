//! `PUT /api/v1/instances/{id}/parameters/{check}/{name}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{NewParameter, ParameterView};
use model::{CheckId, InstanceId};

/// Sets a parameter of a check on an instance. The check, and what is made of it, is judged by it at once.
#[utoipa::path(
    put,
    path = "/instances/{id}/parameters/{check}/{name}",
    operation_id = "set_parameter",
    tag = "parameters",
    params(
        ("id" = InstanceId, Path, description = "The service instance"),
        ("check" = CheckId, Path, description = "The check's id"),
        ("name" = String, Path, description = "The parameter's name"),
    ),
    request_body = NewParameter,
    responses((status = 200, description = "As it is now", body = ParameterView)),
    extensions(("x-use-case" = json!("parameters.manage")))
)]
pub async fn set(
    State(app): State<App>,
    caller: Caller,
    Id((id, check, name)): Id<(InstanceId, CheckId, String)>,
    Input(new): Input<NewParameter>,
) -> Answer<ParameterView> {
    Ok(Json(app.engine.set_parameter(&caller, &id, &check, &name, new).await?))
}
