//! `GET /api/v1/break_glass/{id}/mailboxes/{mailbox}/messages/{uid}/raw`

use super::super::mailboxes::stream;
use crate::{
    api::{Caller, Id, Problem},
    app::App,
};
use axum::{extract::State, response::Response};
use engine::archive::By;
use model::{BreakGlassId, MailboxId};

/// A message in its RFC 5322 form, streamed, by a request that was granted. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/break_glass/{id}/mailboxes/{mailbox}/messages/{uid}/raw",
    operation_id = "download_message_by_break_glass",
    tag = "break-glass",
    params(("id" = BreakGlassId, Path, description = "The request"), ("mailbox" = MailboxId, Path, description = "The mailbox"), ("uid" = i64, Path, description = "The message's UID in the mailbox")),
    responses((status = 200, description = "The message", body = String, content_type = "message/rfc822")),
    extensions(("x-use-case" = json!("break_glass.ask")))
)]
pub async fn raw(
    State(app): State<App>,
    caller: Caller,
    Id((id, mailbox, uid)): Id<(BreakGlassId, MailboxId, i64)>,
) -> Result<Response, Problem> {
    let bytes = app.engine.message_bytes(&caller, &mailbox, uid, By::BreakGlass(&id)).await?;
    Ok(stream::message(bytes))
}
