//! `GET /api/v1/break_glass/{id}/mailboxes/{mailbox}/messages/{uid}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{ArchivedMessageView, By};
use model::{BreakGlassId, MailboxId};

/// Opens a message, by a request that was granted. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/break_glass/{id}/mailboxes/{mailbox}/messages/{uid}",
    operation_id = "show_message_by_break_glass",
    tag = "break-glass",
    params(("id" = BreakGlassId, Path, description = "The request"), ("mailbox" = MailboxId, Path, description = "The mailbox"), ("uid" = i64, Path, description = "The message's UID in the mailbox")),
    responses((status = 200, description = "The message", body = ArchivedMessageView)),
    extensions(("x-use-case" = json!("break_glass.ask")))
)]
pub async fn message(
    State(app): State<App>,
    caller: Caller,
    Id((id, mailbox, uid)): Id<(BreakGlassId, MailboxId, i64)>,
) -> Answer<ArchivedMessageView> {
    Ok(Json(app.engine.message(&caller, &mailbox, uid, By::BreakGlass(&id)).await?))
}
