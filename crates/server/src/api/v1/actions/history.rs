//! `GET /api/v1/actions/{id}/history`

use crate::{
    api::{Answer, Caller, Id, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::StatusEntry;
use model::{ActionId, GroupId};
use serde::Deserialize;
use utoipa::IntoParams;

/// Whose statuses.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuestion {
    /// For an action that is not technical. May be left out where one group alone has it.
    group: Option<GroupId>,
}

/// What people said of an action, newest first.
#[utoipa::path(
    get,
    path = "/actions/{id}/history",
    operation_id = "list_action_statuses",
    tag = "actions",
    params(("id" = ActionId, Path, description = "The action"), HistoryQuestion),
    responses((status = 200, description = "The statuses", body = Items<StatusEntry>)),
    extensions(("x-use-case" = json!("actions.read")))
)]
pub async fn history(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<ActionId>,
    Params(question): Params<HistoryQuestion>,
) -> Answer<Items<StatusEntry>> {
    Ok(Json(app.engine.status_history(&caller, &id, question.group.as_ref()).await?.into()))
}
