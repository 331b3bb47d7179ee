//! `GET /api/v1/mailboxes/{mailbox}/messages`

use crate::{
    api::{Answer, Caller, Id, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{By, MessagePage};
use model::MailboxId;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Messages {
    /// Words, "phrases", from: to: participants: subject: kind: itemclass: sent>=2026-11-21, AND OR NOT.
    pub query: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// A mailbox's messages, the latest first; those that a query means. A leaf tells of it.
#[utoipa::path(
    get,
    path = "/mailboxes/{mailbox}/messages",
    operation_id = "list_messages",
    tag = "mailboxes",
    params(("mailbox" = MailboxId, Path, description = "The mailbox"), Messages),
    responses((status = 200, description = "A page", body = MessagePage)),
    extensions(("x-use-case" = json!("mailboxes.read")))
)]
pub async fn messages(
    State(app): State<App>,
    caller: Caller,
    Id(mailbox): Id<MailboxId>,
    Params(asked): Params<Messages>,
) -> Answer<MessagePage> {
    let query = asked.query.unwrap_or_default();
    Ok(Json(app.engine.messages(&caller, &mailbox, By::Role, &query, asked.after.as_deref()).await?))
}
