//! `/connectors`: what can be connected.

mod list;
mod make_key_pair;
mod show;
mod validate;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(show::show))
        .routes(routes!(validate::validate))
        .routes(routes!(make_key_pair::make_key_pair))
}
