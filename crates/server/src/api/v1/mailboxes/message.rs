//! `GET /api/v1/mailboxes/{mailbox}/messages/{uid}`

use crate::{
    api::{Answer, Caller, Id},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{ArchivedMessageView, By};
use model::MailboxId;

/// Opens a message: as a mail program would show it, its versions, the original record, where it came from. A leaf tells
/// of it.
#[utoipa::path(
    get,
    path = "/mailboxes/{mailbox}/messages/{uid}",
    operation_id = "show_message",
    tag = "mailboxes",
    params(("mailbox" = MailboxId, Path, description = "The mailbox"), ("uid" = i64, Path, description = "The message's UID in the mailbox")),
    responses((status = 200, description = "The message", body = ArchivedMessageView)),
    extensions(("x-use-case" = json!("mailboxes.read")))
)]
pub async fn message(
    State(app): State<App>,
    caller: Caller,
    Id((mailbox, uid)): Id<(MailboxId, i64)>,
) -> Answer<ArchivedMessageView> {
    Ok(Json(app.engine.message(&caller, &mailbox, uid, By::Role).await?))
}
