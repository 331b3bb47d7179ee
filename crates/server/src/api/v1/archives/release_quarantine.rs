//! `POST /api/v1/archives/{id}/quarantine/release`

use super::Redone;
use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use model::InstanceId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Whose.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The user's id at the source; everybody's where it is left out.
    user: Option<String>,
}

/// *Deliver now*: what waits in quarantine is tried again, of one user or of all.
#[utoipa::path(
    post,
    path = "/archives/{id}/quarantine/release",
    operation_id = "release_quarantine",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    request_body = Release,
    responses((status = 200, description = "How many deliveries are tried again", body = Redone)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn release_quarantine(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Input(wanted): Input<Release>,
) -> Answer<Redone> {
    let deliveries = app.engine.release_quarantine(&caller, &id, wanted.user.as_deref()).await?;
    Ok(Json(Redone { deliveries }))
}
