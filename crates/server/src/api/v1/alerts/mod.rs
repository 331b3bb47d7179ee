//! `/alerts`: what somebody should look at.

mod count;
mod list;
mod set_status;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(count::count))
        .routes(routes!(show::show))
        .routes(routes!(set_status::set_status))
}
