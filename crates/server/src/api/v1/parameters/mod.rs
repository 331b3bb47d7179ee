//! `/instances/{id}/parameters`: what an instance sets for its checks.

mod history;
mod import_baseline;
mod list;
mod reset;
mod set;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(set::set))
        .routes(routes!(reset::reset))
        .routes(routes!(history::history))
        .routes(routes!(import_baseline::import_baseline))
}
