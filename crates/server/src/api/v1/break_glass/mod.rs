//! `/break_glass`: reading what one may not read otherwise.

mod ask;
mod decide;
mod end;
mod file;
mod list;
mod message;
mod messages;
mod raw;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(ask::ask))
        .routes(routes!(show::show))
        .routes(routes!(decide::decide))
        .routes(routes!(end::end))
        .routes(routes!(messages::messages))
        .routes(routes!(message::message))
        .routes(routes!(raw::raw))
        .routes(routes!(file::file))
}
