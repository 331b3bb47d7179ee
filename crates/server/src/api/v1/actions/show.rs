//! `GET /api/v1/actions/{id}`

use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{ActionQuestion, ActionView};
use model::ActionId;

/// One improvement action: in the whole organisation, in a group or in an assessment, down to what each
/// check read on each instance.
#[utoipa::path(
    get,
    path = "/actions/{id}",
    operation_id = "show_action",
    tag = "actions",
    params(("id" = ActionId, Path, description = "The action"), ActionQuestion),
    responses((status = 200, description = "The action", body = ActionView)),
    extensions(("x-use-case" = json!("actions.read")))
)]
pub async fn show(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ActionId>,
    Params(asked): Params<ActionQuestion>,
) -> Answer<ActionView> {
    Ok(Json(app.engine.action(&caller, &id, &asked).await?))
}
