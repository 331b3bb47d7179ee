//! `GET /api/v1/mailboxes/{mailbox}/messages/{uid}/files/{number}`

use super::stream;
use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::{extract::State, response::Response};
use engine::archive::By;
use model::MailboxId;

/// A file of a message, streamed. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/mailboxes/{mailbox}/messages/{uid}/files/{number}",
    operation_id = "download_file",
    tag = "mailboxes",
    params(("mailbox" = MailboxId, Path, description = "The mailbox"), ("uid" = i64, Path, description = "The message's UID in the mailbox"), ("number" = usize, Path, description = "The file's number in the message, from 0")),
    responses((status = 200, description = "The file", body = String, content_type = "application/octet-stream")),
    extensions(("x-use-case" = json!("mailboxes.read")))
)]
pub async fn file(
    State(app): State<App>,
    caller: Caller,
    Id((mailbox, uid, number)): Id<(MailboxId, i64, usize)>,
) -> Result<Response, Problem> {
    let bytes = app.engine.attachment_bytes(&caller, &mailbox, uid, number, By::Role).await?;
    Ok(stream::message(bytes))
}
