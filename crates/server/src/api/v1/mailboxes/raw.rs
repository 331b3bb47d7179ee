//! `GET /api/v1/mailboxes/{mailbox}/messages/{uid}/raw`

use super::stream;
use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::{extract::State, response::Response};
use engine::archive::By;
use model::MailboxId;

/// A message in its RFC 5322 form, streamed. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/mailboxes/{mailbox}/messages/{uid}/raw",
    operation_id = "download_message",
    tag = "mailboxes",
    params(("mailbox" = MailboxId, Path, description = "The mailbox"), ("uid" = i64, Path, description = "The message's UID in the mailbox")),
    responses((status = 200, description = "The message", body = String, content_type = "message/rfc822")),
    extensions(("x-use-case" = json!("mailboxes.read")))
)]
pub async fn raw(
    State(app): State<App>,
    caller: Caller,
    Id((mailbox, uid)): Id<(MailboxId, i64)>,
) -> Result<Response, Problem> {
    let bytes = app.engine.message_bytes(&caller, &mailbox, uid, By::Role).await?;
    Ok(stream::message(bytes))
}
