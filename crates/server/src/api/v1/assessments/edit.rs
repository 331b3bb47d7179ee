//! `PATCH /api/v1/assessments/{id}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{AssessmentEdit, AssessmentView};
use model::AssessmentId;

/// Renames an assessment, or changes which instances it covers from now on.
#[utoipa::path(
    patch,
    path = "/assessments/{id}",
    operation_id = "edit_assessment",
    tag = "assessments",
    params(("id" = AssessmentId, Path, description = "The assessment")),
    request_body = AssessmentEdit,
    responses((status = 200, description = "As it is now", body = AssessmentView)),
    extensions(("x-use-case" = json!("assessments.manage")))
)]
pub async fn edit(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<AssessmentId>,
    Input(edit): Input<AssessmentEdit>,
) -> Answer<AssessmentView> {
    Ok(Json(app.engine.edit_assessment(&caller, &id, edit).await?))
}
