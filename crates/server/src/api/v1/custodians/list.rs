//! `GET /api/v1/custodians`

use crate::{
    api::{Answer, Caller, Items, Params},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::MailboxView;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which mailboxes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Search {
    /// Part of an address or a name.
    search: Option<String>,
    /// The last address of the page before.
    after: Option<String>,
    /// 100 where it is left out, 1,000 at most.
    limit: Option<u32>,
}

/// Mailboxes of a page, unless more are asked for.
const PAGE: u32 = 100;

impl Search {
    /// Part of a name, the address to go on after, and how many.
    pub fn whole(self) -> (String, String, u32) {
        (self.search.unwrap_or_default(), self.after.unwrap_or_default(), self.limit.unwrap_or(PAGE))
    }
}

/// Mailboxes and whom they belong to; no content.
#[utoipa::path(
    get,
    path = "/custodians",
    operation_id = "list_custodians",
    tag = "mailboxes",
    params(Search),
    responses((status = 200, description = "The mailboxes", body = Items<MailboxView>)),
    extensions(("x-use-case" = json!("archive.read")))
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Params(asked): Params<Search>,
) -> Answer<Items<MailboxView>> {
    let (search, after, limit) = asked.whole();
    Ok(Json(app.engine.custodians(&caller, &search, &after, limit).await?.into()))
}
