//! `POST /api/v1/instances/{id}/refresh`

use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::{Json, extract::State};
use http::StatusCode;
use model::{InstanceId, RunId};
use serde::Serialize;
use utoipa::ToSchema;

/// The refresh that was asked for.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefreshAnswer {
    /// The run that will show what came of it.
    run: RunId,
}

/// Has the instance read now. The run appears among its runs.
#[utoipa::path(
    post,
    path = "/instances/{id}/refresh",
    operation_id = "refresh_instance",
    tag = "instances",
    params(("id" = InstanceId, Path, description = "The service instance")),
    responses((status = 202, description = "It will be read", body = RefreshAnswer)),
    extensions(("x-use-case" = json!("connectors.manage")))
)]
pub async fn refresh(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
) -> Result<(StatusCode, Json<RefreshAnswer>), Problem> {
    let run = app.engine.refresh_now(&caller, &id).await?;
    Ok((StatusCode::ACCEPTED, Json(RefreshAnswer { run })))
}
