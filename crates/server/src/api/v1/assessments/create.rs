//! `POST /api/v1/assessments`

use crate::{
    api::{Caller, Input, Problem},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{AssessmentView, NewAssessment};
use http::StatusCode;

/// Applies a regulation to services and instances, in a group that there is or in a new one.
#[utoipa::path(
    post,
    path = "/assessments",
    operation_id = "create_assessment",
    tag = "assessments",
    request_body = NewAssessment,
    responses((status = 201, description = "Created", body = AssessmentView)),
    extensions(("x-use-case" = json!("assessments.manage")))
)]
pub async fn create(
    State(app): State<App>,
    caller: Caller,
    Input(wanted): Input<NewAssessment>,
) -> Result<(StatusCode, Json<AssessmentView>), Problem> {
    Ok((StatusCode::CREATED, Json(app.engine.create_assessment(&caller, wanted).await?)))
}
