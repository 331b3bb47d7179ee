//! `DELETE /api/v1/archives/{id}/mapping/{rule}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::InstanceId;

/// Ends a rule: from now on it maps nobody.
#[utoipa::path(
    delete,
    path = "/archives/{id}/mapping/{rule}",
    operation_id = "end_mapping",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), ("rule" = String, Path, description = "The rule")),
    responses((status = 204, description = "Ended")),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn end_mapping(
    State(app): State<App>,
    caller: Caller,
    Id((id, rule)): Id<(InstanceId, String)>,
) -> Result<StatusCode, Problem> {
    app.engine.end_mapping(&caller, &id, &rule).await?;
    Ok(StatusCode::NO_CONTENT)
}
