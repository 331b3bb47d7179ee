//! `DELETE /api/v1/assessments/{id}`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::AssessmentId;

/// Deletes an assessment. Outcomes and statuses stay as evidence, and so does the past.
#[utoipa::path(
    delete,
    path = "/assessments/{id}",
    operation_id = "delete_assessment",
    tag = "assessments",
    params(("id" = AssessmentId, Path, description = "The assessment")),
    responses((status = 204, description = "Deleted")),
    extensions(("x-use-case" = json!("assessments.manage")))
)]
pub async fn delete(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<AssessmentId>,
) -> Result<StatusCode, Problem> {
    app.engine.delete_assessment(&caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
