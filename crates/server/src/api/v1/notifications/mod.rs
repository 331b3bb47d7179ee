//! `/notifications`: where alerts are sent.

mod add;
mod edit;
mod list;
mod remove;
mod test;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(add::add))
        .routes(routes!(edit::edit))
        .routes(routes!(remove::remove))
        .routes(routes!(test::test))
}
