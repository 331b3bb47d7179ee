//! `GET /api/v1/actions`

use crate::{
    api::{Answer, Caller, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::{ActionFilter, ActionRow};

/// The improvement actions that are assessed, the worst instance first.
#[utoipa::path(
    get,
    path = "/actions",
    operation_id = "list_actions",
    tag = "actions",
    params(ActionFilter),
    responses((status = 200, description = "The actions", body = Items<ActionRow>)),
    extensions(("x-use-case" = json!("actions.read")))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Params(filter): Params<ActionFilter>,
) -> Answer<Items<ActionRow>> {
    Ok(Json(app.engine.actions(&caller, &filter).await?.into()))
}
