//! `/pack-updates`: versions of checks that wait for a person.

mod accept;
mod accept_one;
mod defer;
mod list;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(accept::accept))
        .routes(routes!(show::show))
        .routes(routes!(accept_one::accept_one))
        .routes(routes!(defer::defer))
}
