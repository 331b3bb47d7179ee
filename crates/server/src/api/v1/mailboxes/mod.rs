//! `/mailboxes`: reading and exporting what is archived.

mod export;
mod file;
mod list;
mod message;
pub(super) mod messages;
mod raw;
pub(super) mod stream;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(messages::messages))
        .routes(routes!(message::message))
        .routes(routes!(raw::raw))
        .routes(routes!(file::file))
        .routes(routes!(export::export))
}
