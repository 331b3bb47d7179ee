//! `GET /api/v1/overview`

use crate::{
    api::{Answer, Caller, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{Moment, OverviewView};

/// The organisation at a glance, now or as of a moment: its score with its coverage, what to look at first,
/// what is wrong.
#[utoipa::path(
    get,
    path = "/overview",
    operation_id = "show_overview",
    tag = "overview",
    params(Moment),
    responses((status = 200, description = "The overview", body = OverviewView)),
    extensions(("x-use-case" = json!("overview.read")))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Params(moment): Params<Moment>,
) -> Answer<OverviewView> {
    Ok(Json(app.engine.overview(&caller, moment.as_of).await?))
}
