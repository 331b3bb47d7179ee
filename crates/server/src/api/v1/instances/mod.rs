//! `/instances`: activated connectors.

mod activate;
mod check_history;
mod checks;
mod delete;
mod drift;
mod edit;
mod events;
mod first_contact;
mod list;
mod name;
mod people;
mod preview_deletion;
mod quota;
mod recording;
mod refresh;
mod remove_event_secret;
mod runs;
mod set_event_secret;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(activate::activate))
        .routes(routes!(name::name))
        .routes(routes!(show::show))
        .routes(routes!(edit::edit))
        .routes(routes!(delete::delete))
        .routes(routes!(preview_deletion::preview_deletion))
        .routes(routes!(refresh::refresh))
        .routes(routes!(runs::runs))
        .routes(routes!(quota::quota))
        .routes(routes!(people::people))
        .routes(routes!(events::events))
        .routes(routes!(drift::drift))
        .routes(routes!(set_event_secret::set_event_secret))
        .routes(routes!(remove_event_secret::remove_event_secret))
        .routes(routes!(checks::checks))
        .routes(routes!(recording::recording))
        .routes(routes!(first_contact::first_contact))
        .routes(routes!(check_history::check_history))
}
