//! `GET /api/v1/groups`

use crate::{
    api::{Answer, Caller, Items},
    app::App,
};
use axum::{Json, extract::State};
use engine::workbench::GroupRef;

/// Every group. A group is made with the first assessment in it, and stays.
#[utoipa::path(
    get,
    path = "/groups",
    operation_id = "list_groups",
    tag = "assessments",
    responses((status = 200, description = "The groups", body = Items<GroupRef>)),
    extensions(("x-use-case" = json!("assessments.read")))
)]
pub async fn list(State(app): State<App>, caller: Caller) -> Answer<Items<GroupRef>> {
    Ok(Json(app.engine.groups(&caller).await?.into()))
}
