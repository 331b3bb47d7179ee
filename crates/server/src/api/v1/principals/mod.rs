//! `/principals`: who may sign in, which programs there are, and in which role group each is.

mod create;
mod create_token;
mod edit;
mod list;
mod remove;
mod reset_second_factor;
mod revoke_token;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(create::create))
        .routes(routes!(edit::edit))
        .routes(routes!(remove::remove))
        .routes(routes!(reset_second_factor::reset_second_factor))
        .routes(routes!(create_token::create_token))
        .routes(routes!(revoke_token::revoke_token))
}
