//! `DELETE /api/v1/session`

use super::cookie;
use crate::{
    api::{Caller, Problem},
    app::App,
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};

/// Signs out: the session ends, wherever its token is.
#[utoipa::path(
    delete,
    path = "/session",
    operation_id = "sign_out",
    tag = "session",
    responses((status = 204, description = "Signed out")),
    extensions(("x-use-case" = json!("session.own")))
)]
pub async fn end(State(app): State<App>, caller: Caller) -> Result<Response, Problem> {
    app.engine.sign_out(&caller).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie(&app, "", 0)?)]).into_response())
}
