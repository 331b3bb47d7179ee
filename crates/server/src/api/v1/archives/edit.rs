//! `PATCH /api/v1/archives/{id}`

use crate::{
    api::{Answer, Caller, Id, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{ArchiveEdit, ArchiveView};
use model::InstanceId;

/// Renames a connector, gives it new credentials of the same account, or changes what is archived.
#[utoipa::path(
    patch,
    path = "/archives/{id}",
    operation_id = "edit_archive",
    tag = "archives",
    params(("id" = InstanceId, Path, description = "The archive connector")),
    request_body = ArchiveEdit,
    responses((status = 200, description = "As it is now", body = ArchiveView)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn edit(
    State(app): State<App>,
    caller: Caller,
    Id(id): Id<InstanceId>,
    Input(edit): Input<ArchiveEdit>,
) -> Answer<ArchiveView> {
    Ok(Json(app.engine.edit_archive(&caller, &id, edit).await?))
}
