//! `/assessments`: regulations applied to services and instances.

mod create;
mod delete;
mod edit;
mod list;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(create::create))
        .routes(routes!(show::show))
        .routes(routes!(edit::edit))
        .routes(routes!(delete::delete))
}
