//! Version 1 of the API: a folder per noun, a file per verb, a route line per endpoint.

pub mod actions;
pub mod alerts;
pub mod archives;
pub mod assessments;
pub mod break_glass;
pub mod checks;
pub mod connectors;
pub mod custodians;
pub mod drafts;
pub mod groups;
pub mod instances;
pub mod live;
pub mod mailboxes;
pub mod notifications;
pub mod openapi;
pub mod overview;
pub mod pack_updates;
pub mod parameters;
pub mod principals;
pub mod recovery;
pub mod regulations;
pub mod role_groups;
pub mod score;
pub mod session;
pub mod setup;
pub mod tokens;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Every endpoint, relative to `/api/v1`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(setup::routes())
        .merge(recovery::routes())
        .merge(session::routes())
        .merge(principals::routes())
        .merge(role_groups::routes())
        .merge(tokens::routes())
        .merge(connectors::routes())
        .merge(drafts::routes())
        .merge(instances::routes())
        .merge(regulations::routes())
        .merge(groups::routes())
        .merge(assessments::routes())
        .merge(actions::routes())
        .merge(checks::routes())
        .merge(alerts::routes())
        .merge(notifications::routes())
        .merge(parameters::routes())
        .merge(pack_updates::routes())
        .merge(archives::routes())
        .merge(custodians::routes())
        .merge(mailboxes::routes())
        .merge(break_glass::routes())
        .merge(overview::routes())
        .merge(score::routes())
        .routes(routes!(live::follow))
        .routes(routes!(openapi::show))
}
