//! `DELETE /api/v1/instances/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::InstanceId;

/// Deletes an instance with its credentials. Its outcomes, events and runs stay as evidence.
#[utoipa::path(
    delete,
    path = "/instances/{id}",
    operation_id = "delete_instance",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 204, description = "Deleted")),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Result<StatusCode, Problem> {
    app.engine.delete_instance(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
