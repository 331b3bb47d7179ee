//! `POST /api/v1/archives/{id}/mapping`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{MappingImport, MappingRuleInput};
use model::InstanceId;
use serde::Deserialize;
use utoipa::ToSchema;

/// Rules to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    rules: Vec<MappingRuleInput>,
    /// Whether it is only tried.
    #[serde(default)]
    dry_run: bool,
}

/// Adds rules of user mapping, or puts them in the place of others for the same person.
#[utoipa::path(
    post,
    path = "/archives/{id}/mapping",
    operation_id = "set_mapping",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    request_body = Rules,
    responses((status = 200, description = "What was done, or would be", body = MappingImport)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn set_mapping(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Input(wanted): Input<Rules>,
) -> Answer<MappingImport> {
    Ok(Json(app.engine.set_mapping(&caller, &id, wanted.rules, wanted.dry_run).await?))
}
