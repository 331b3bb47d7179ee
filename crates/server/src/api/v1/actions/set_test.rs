//! `PUT /api/v1/actions/{id}/test`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{ActionView, NewTest};
use model::ActionId;

/// Sets how the test of an action went, with notes. Its implementation status stays.
#[utoipa::path(
    put,
    path = "/actions/{id}/test",
    operation_id = "set_action_test",
    tag = "actions",
    params(("id" = ActionId, Path, description = "The action")),
    request_body = NewTest,
    responses((status = 200, description = "As it is now", body = ActionView)),
    extensions(("x-use-case" = json!("actions.test")))
)]
pub async fn set_test(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ActionId>,
    Input(test): Input<NewTest>,
) -> Answer<ActionView> {
    Ok(Json(app.engine.set_test(&caller, &id, test).await?))
}
