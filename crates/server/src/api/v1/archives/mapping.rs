//! `GET /api/v1/archives/{id}/mapping`

use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::MappingView;
use model::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which people, and which page of them.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleAfter {
    /// Part of a name, an address, or what was typed in a rule.
    #[serde(default)]
    search: String,
    /// `next` of the page before.
    after: Option<String>,
}

/// User mapping: the people of the source with their mailboxes, a page of 200, and with the first page 500 rules.
#[utoipa::path(
    get,
    path = "/archives/{id}/mapping",
    operation_id = "show_mapping",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), PeopleAfter),
    responses((status = 200, description = "The mapping", body = MappingView)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn mapping(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(asked): Params<PeopleAfter>,
) -> Answer<MappingView> {
    Ok(Json(app.engine.mapping(&caller, &id, &asked.search, asked.after.as_deref()).await?))
}
