//! `GET /api/v1/break_glass/{id}/mailboxes/{mailbox}/messages`

use super::super::mailboxes::messages::Messages;
use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{By, MessagePage};
use model::{BreakGlassId, MailboxId};

/// A mailbox's messages, by a request that was granted. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/break_glass/{id}/mailboxes/{mailbox}/messages",
    operation_id = "list_messages_by_break_glass",
    tag = "break-glass",
    params(("id" = BreakGlassId, Path, description = "The request"), ("mailbox" = MailboxId, Path, description = "The mailbox"), Messages),
    responses((status = 200, description = "A page", body = MessagePage)),
    extensions(("x-use-case" = json!("break_glass.ask")))
)]
pub async fn messages(
    State(app): State<App>,
    caller: Caller,
    Id((id, mailbox)): Id<(BreakGlassId, MailboxId)>,
    Params(asked): Params<Messages>,
) -> Answer<MessagePage> {
    let query = asked.query.unwrap_or_default();
    let page = app.engine.messages(&caller, &mailbox, By::BreakGlass(&id), &query, asked.after.as_deref());
    Ok(Json(page.await?))
}
