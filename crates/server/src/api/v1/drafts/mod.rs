//! `/drafts`: set-ups of connectors that are not finished.

mod begin;
mod discard;
mod keep;
mod list;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(begin::begin))
        .routes(routes!(show::show))
        .routes(routes!(keep::keep))
        .routes(routes!(discard::discard))
}
