//! `GET /api/v1/archives/{id}/log`

use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::LogView;
use model::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Days {
    /// Days until today; 90 where it is left out.
    pub days: Option<u32>,
}

/// The status log: a line per day of UTC, the latest first. Available = imported + partially imported + skipped + failed +
/// waiting + quarantined, on every line.
#[utoipa::path(
    get,
    path = "/archives/{id}/log",
    operation_id = "show_archive_log",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), Days),
    responses((status = 200, description = "The log", body = LogView)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn log(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(asked): Params<Days>,
) -> Answer<LogView> {
    Ok(Json(app.engine.archive_log(&caller, &id, asked.days).await?))
}
