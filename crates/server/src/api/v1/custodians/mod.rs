//! `/custodians`: whom mailboxes belong to.

mod add;
pub(super) mod list;

use crate::app::App;
use crate::web::limits::UPLOAD_BYTES_MAX;
use axum::extract::DefaultBodyLimit;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    // Lists of people are longer than other bodies.
    let uploads =
        OpenApiRouter::new().routes(routes!(add::add)).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    OpenApiRouter::new().routes(routes!(list::list)).merge(uploads)
}
