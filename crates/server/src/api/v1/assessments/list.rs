//! `GET /api/v1/assessments`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::AssessmentSummary;

/// Every assessment with its score.
#[utoipa::path(
    get,
    path = "/assessments",
    operation_id = "list_assessments",
    tag = "assessments",
    responses((status = 200, description = "The assessments", body = Items<AssessmentSummary>)),
    extensions(("x-use-case" = json!("assessments.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<AssessmentSummary>> {
    Ok(Json(app.engine.assessments(&caller).await?.into()))
}
