//! `GET /api/v1/break_glass/{id}/mailboxes/{mailbox}/messages/{uid}/files/{number}`

use super::super::mailboxes::stream;
use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::{extract::State, response::Response};
use engine::archive::By;
use model::{BreakGlassId, MailboxId};

/// A file of a message, streamed, by a request that was granted. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/break_glass/{id}/mailboxes/{mailbox}/messages/{uid}/files/{number}",
    operation_id = "download_file_by_break_glass",
    tag = "break-glass",
    params(("id" = BreakGlassId, Path, description = "The request"), ("mailbox" = MailboxId, Path, description = "The mailbox"), ("uid" = i64, Path, description = "The message's UID in the mailbox"), ("number" = usize, Path, description = "The file's number in the message, from 0")),
    responses((status = 200, description = "The file", body = String, content_type = "application/octet-stream")),
    extensions(("x-use-case" = json!("break_glass.ask")))
)]
pub async fn file(
    State(app): State<App>,
    caller: Caller,
    Id((id, mailbox, uid, number)): Id<(BreakGlassId, MailboxId, i64, usize)>,
) -> Result<Response, Problem> {
    let bytes = app.engine.attachment_bytes(&caller, &mailbox, uid, number, By::BreakGlass(&id)).await?;
    Ok(stream::message(bytes))
}
