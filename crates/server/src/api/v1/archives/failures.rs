//! `GET /api/v1/archives/{id}/failures`

use crate::{
    api::{Answer, Caller, Id, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::FailureView;
use model::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Of which day.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FailuresOf {
    /// A day of UTC: 2026-11-21.
    day: String,
    /// The cursor of the last one of the page before.
    after: Option<String>,
}

/// What did not reach a mailbox whole on a day: item id, user id at the source, mailbox, reason. A page of 500.
#[utoipa::path(
    get,
    path = "/archives/{id}/failures",
    operation_id = "list_archive_failures",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), FailuresOf),
    responses((status = 200, description = "The failures", body = Items<FailureView>)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn failures(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(asked): Params<FailuresOf>,
) -> Answer<Items<FailureView>> {
    let failures = app.engine.archive_failures(&caller, &id, &asked.day, asked.after.as_deref()).await?;
    Ok(Json(failures.into()))
}
