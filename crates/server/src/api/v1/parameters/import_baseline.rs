//! `POST /api/v1/instances/{id}/baseline`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{BaselineInput, BaselineView};
use model::InstanceId;

/// Takes a baseline that the service exports over into the parameters of an instance's checks, all at once, or says what
/// that would do: with `dry_run`, which is so unless it is false, nothing is kept.
#[utoipa::path(
    post,
    path = "/instances/{id}/baseline",
    operation_id = "import_baseline",
    tag = "parameters",
    params(("id" = InstanceId, Path, description = "The service instance")),
    request_body = BaselineInput,
    responses((status = 200, description = "What it does, or would do", body = BaselineView)),
    extensions(("x-use-case" = json!("parameters.manage")))
)]
pub async fn import_baseline(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Input(input): Input<BaselineInput>,
) -> Answer<BaselineView> {
    Ok(Json(app.engine.import_baseline(&caller, &id, input).await?))
}
