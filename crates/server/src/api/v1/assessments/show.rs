//! `GET /api/v1/assessments/{id}`

use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{AssessmentView, Moment};
use model::AssessmentId;

/// One assessment with its controls, actions and scores, now or as of a moment.
#[utoipa::path(
    get,
    path = "/assessments/{id}",
    operation_id = "show_assessment",
    tag = "assessments",
    params(("id" = AssessmentId, Path, description = "The assessment"), Moment),
    responses((status = 200, description = "The assessment", body = AssessmentView)),
    extensions(("x-use-case" = json!("assessments.read")))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<AssessmentId>,
    Params(moment): Params<Moment>,
) -> Answer<AssessmentView> {
    Ok(Json(app.engine.assessment(&caller, &id, moment.as_of).await?))
}
