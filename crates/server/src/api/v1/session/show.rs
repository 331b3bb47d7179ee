//! `GET /api/v1/session`

use crate::api::{Answer, Caller};
use axum::Json;
use engine::access::Me;

/// Who one is, and what one may do.
#[utoipa::path(
    get,
    path = "/session",
    operation_id = "show_session",
    tag = "session",
    responses((status = 200, description = "The signed-in principal", body = Me)),
    extensions(("x-use-case" = json!("session.own")))
)]
pub async fn show(caller: Caller) -> Answer<Me> {
    Ok(Json(Me::of(&caller)))
}
