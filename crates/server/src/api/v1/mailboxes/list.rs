//! `GET /api/v1/mailboxes`

use super::super::custodians::list::Search;
use crate::{
    api::{Answer, Caller, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::MailboxView;

/// Mailboxes that one may read.
#[utoipa::path(
    get,
    path = "/mailboxes",
    operation_id = "list_mailboxes",
    tag = "mailboxes",
    params(Search),
    responses((status = 200, description = "The mailboxes", body = Items<MailboxView>)),
    extensions(("x-use-case" = json!("mailboxes.read")))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Params(asked): Params<Search>,
) -> Answer<Items<MailboxView>> {
    let (search, after, limit) = asked.whole();
    Ok(Json(app.engine.readable_mailboxes(&caller, &search, &after, limit).await?.into()))
}
