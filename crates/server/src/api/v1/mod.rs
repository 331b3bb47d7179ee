//! Version 1 of the API: a folder per noun, a file per verb, a route line per endpoint.

pub mod actions;
pub mod assessments;
pub mod checks;
pub mod connectors;
pub mod groups;
pub mod instances;
pub mod live;
pub mod openapi;
pub mod overview;
pub mod principals;
pub mod regulations;
pub mod score;
pub mod session;
pub mod setup;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every endpoint, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(setup::routes())
        .merge(session::routes())
        .merge(principals::routes())
        .merge(connectors::routes())
        .merge(instances::routes())
        .merge(regulations::routes())
        .merge(groups::routes())
        .merge(assessments::routes())
        .merge(actions::routes())
        .merge(checks::routes())
        .merge(overview::routes())
        .merge(score::routes())
        .routes(routes!(live::follow))
        .routes(routes!(openapi::show))
}
