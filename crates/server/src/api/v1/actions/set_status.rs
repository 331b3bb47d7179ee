//! `PUT /api/v1/actions/{id}/status`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{ActionView, NewStatus};
use model::ActionId;

/// Sets what a person says of an action; to say how its test went takes the permission `actions.test` too. A technical action's test status is its checks' to say.
#[utoipa::path(
    put,
    path = "/actions/{id}/status",
    operation_id = "set_action_status",
    tag = "actions",
    params(("id" = ActionId, Path, description = "The action")),
    request_body = NewStatus,
    responses((status = 200, description = "As it is now", body = ActionView)),
    extensions(("x-use-case" = json!("actions.update")))
)]
pub async fn set_status(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ActionId>,
    Input(status): Input<NewStatus>,
) -> Answer<ActionView> {
    Ok(Json(app.engine.set_status(&caller, &id, status).await?))
}
