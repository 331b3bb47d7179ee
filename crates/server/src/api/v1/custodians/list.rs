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
    pub search: Option<String>,
    /// The last address of the page before.
    pub after: Option<String>,
    /// 100 where it is left out, 1,000 at most.
    pub limit: Option<u32>,
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
    let (search, after) = (asked.search.unwrap_or_default(), asked.after.unwrap_or_default());
    let limit = asked.limit.unwrap_or(100);
    Ok(Json(app.engine.custodians(&caller, &search, &after, limit).await?.into()))
}
