//! `POST /api/v1/custodians`

use crate::{
    api::{Answer, Caller, Input},
    app::App,
};
use axum::{Json, extract::State};
use engine::archive::{CustodianImport, CustodianInput};
use serde::Deserialize;
use utoipa::ToSchema;

/// Who is to have a mailbox.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Custodians {
    custodians: Vec<CustodianInput>,
}

/// Makes mailboxes for custodians; those that are there stay.
#[utoipa::path(
    post,
    path = "/custodians",
    operation_id = "add_custodians",
    tag = "mailboxes",
    request_body = Custodians,
    responses((status = 200, description = "What was done", body = CustodianImport)),
    extensions(("x-use-case" = json!("archive.manage")))
)]
pub async fn add(
    State(app): State<App>,
    caller: Caller,
    Input(wanted): Input<Custodians>,
) -> Answer<CustodianImport> {
    Ok(Json(app.engine.add_custodians(&caller, &wanted.custodians).await?))
}
