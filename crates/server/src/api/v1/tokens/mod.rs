//! `/tokens`: API tokens, which programs send as `Authorization: Bearer …`.

mod create;
mod list;
mod list_all;
mod list_scopes;
mod revoke;

use crate::app::App;
use axum::Json;
use engine::access::{MadeToken, TokenView};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(create::create))
        .routes(routes!(list_all::list_all))
        .routes(routes!(list_scopes::list_scopes))
        .routes(routes!(revoke::revoke))
}

/// A token that was created. What is sent is shown this once.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    #[serde(flatten)]
    view: TokenView,
    /// `vouchsafe_pat_…`
    token: String,
}

pub fn made(made: MadeToken) -> (StatusCode, Json<TokenAnswer>) {
    let token = made.token.expose().to_owned();
    (StatusCode::CREATED, Json(TokenAnswer { view: made.view, token }))
}
