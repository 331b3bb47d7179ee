//! `/role-groups`: roles under a name, which principals are in.

mod create;
mod delete;
mod edit;
mod list;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(create::create))
        .routes(routes!(edit::edit))
        .routes(routes!(delete::delete))
}
