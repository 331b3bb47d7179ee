//! `PUT /api/v1/session/password`

use crate::{
    api::{Caller, Input, Peer, Problem},
    app::App,
};
use axum::extract::State;
use http::StatusCode;
use model::Secret;
use serde::Deserialize;
use utoipa::ToSchema;

/// The password that is, and the one that is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    current: Secret,
    new: Secret,
}

/// Changes one's own password. All other sessions of the same principal end.
#[utoipa::path(
    put,
    path = "/session/password",
    operation_id = "change_password",
    tag = "session",
    request_body = PasswordChange,
    responses((status = 204, description = "Changed")),
    extensions(("x-use-case" = json!("session.own")))
)]
pub async fn change(
    State(app): State<App>,
    caller: Caller,
    Peer(peer): Peer,
    Input(change): Input<PasswordChange>,
) -> Result<StatusCode, Problem> {
    app.engine.change_password(&caller, &change.current, &change.new, peer).await?;
    Ok(StatusCode::NO_CONTENT)
}
