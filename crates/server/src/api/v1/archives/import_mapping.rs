//! `POST /api/v1/archives/{id}/mapping/csv`

use crate::{
    api::{Answer, Caller, Id, Params, Upload},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::MappingImport;
use model::InstanceId;
use serde::Deserialize;
use utoipa::IntoParams;

/// How it is taken over.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportOf {
    /// Kept beside each rule.
    why: Option<String>,
    /// Whether it is only tried.
    dry_run: Option<bool>,
}

/// Takes a CSV file over: `ExternalUserId,Mailbox`, or Purview's `ExternalUserId,O365UserMailbox`; UTF-8 or UTF-16. Problems
/// are named by row and column.
#[utoipa::path(
    post,
    path = "/archives/{id}/mapping/csv",
    operation_id = "import_mapping",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector"), ImportOf),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "What was done, or would be", body = MappingImport)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn import_mapping(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Params(asked): Params<ImportOf>,
    Upload(csv): Upload,
) -> Answer<MappingImport> {
    let why = asked.why.as_deref().unwrap_or("");
    let import = app.engine.import_mapping(&caller, &id, &csv, why, asked.dry_run.unwrap_or(false)).await?;
    Ok(Json(import))
}
