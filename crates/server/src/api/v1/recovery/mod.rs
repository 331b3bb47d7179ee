//! `/recovery`: getting in again by a link that was made on the server's machine.

mod complete;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(complete::complete))
}
