//! `GET /api/v1/score/history`

use crate::{
    api::{Answer, Caller, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::ScorePoint;
use serde::Deserialize;
use utoipa::IntoParams;

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Period {
    /// 1 to 366; 30 where it is left out.
    days: Option<u32>,
}

/// The organisation's score at the end of each of the last days (UTC), and now. Days before the first
/// assessment are left out; in a very large installation points lie farther apart than a day.
#[utoipa::path(
    get,
    path = "/score/history",
    operation_id = "show_score_history",
    tag = "overview",
    params(Period),
    responses((status = 200, description = "The scores, oldest first", body = Items<ScorePoint>)),
    extensions(("x-use-case" = json!("overview.read")))
)]
pub async fn history(
    State(app): State<App>,
    caller: Caller,
    Params(period): Params<Period>,
) -> Answer<Items<ScorePoint>> {
    Ok(Json(app.engine.score_history(&caller, period.days).await?.into()))
}
