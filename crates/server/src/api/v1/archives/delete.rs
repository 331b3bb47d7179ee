//! `DELETE /api/v1/archives/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::InstanceId;

/// Deletes a connector with its credentials. The archive stays, readable, with its logs.
#[utoipa::path(
    delete,
    path = "/archives/{id}",
    operation_id = "delete_archive",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    responses((status = 204, description = "Deleted")),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Result<StatusCode, Problem> {
    app.engine.delete_archive(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
