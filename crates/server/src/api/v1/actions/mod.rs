//! `/actions`: what somebody can do, and how it stands.

mod history;
mod list;
mod set_status;
mod set_test;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(show::show))
        .routes(routes!(set_status::set_status))
        .routes(routes!(set_test::set_test))
        .routes(routes!(history::history))
}
