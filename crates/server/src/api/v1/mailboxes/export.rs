//! `GET /api/v1/mailboxes/{mailbox}/export`

use super::stream;
use crate::{
    api::{Caller, Id, Params, Problem},
    app::App,
};
use axum::{extract::State, response::Response};
use engine::archive::ExportFormat;
use model::MailboxId;
use serde::Deserialize;
use utoipa::IntoParams;

/// In which form.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportOf {
    #[param(inline)]
    format: ExportFormat,
}

/// Exports a mailbox, streamed: mbox, or a tar archive of one EML file per message. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/mailboxes/{mailbox}/export",
    operation_id = "export_mailbox",
    tag = "mailboxes",
    params(("mailbox" = MailboxId, Path, description = "The mailbox"), ExportOf),
    responses((status = 200, description = "The mailbox", body = String, content_type = "application/mbox")),
    extensions(("x-use-case" = json!("mailboxes.export")))
)]
pub async fn export(
    State(app): State<App>,
    caller: Caller,
    Id(mailbox): Id<MailboxId>,
    Params(asked): Params<ExportOf>,
) -> Result<Response, Problem> {
    let export = app.engine.export_mailbox(&caller, &mailbox, asked.format).await?;
    Ok(stream::export(export))
}
