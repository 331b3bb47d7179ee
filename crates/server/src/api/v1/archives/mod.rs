//! `/archives`: activated archive connectors, what they captured, what became of it.

mod activate;
mod approve_messages;
mod capture;
mod confirm_address;
mod decide_mapping;
mod delete;
mod download_log;
mod edit;
mod end_mapping;
mod failures;
mod gaps;
mod import_mapping;
mod list;
pub(super) mod log;
mod mapping;
mod pause;
mod preview_deletion;
mod quarantine;
mod reconciliation;
mod redo_day;
mod release_quarantine;
mod resume;
mod set_mapping;
mod show;
mod validate;

use crate::app::App;
use crate::web::limits::UPLOAD_BYTES_MAX;
use axum::extract::DefaultBodyLimit;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// What is tried again.
#[derive(Debug, Serialize, ToSchema)]
pub struct Redone {
    /// How many deliveries.
    pub deliveries: u64,
}

pub fn routes() -> OpenApiRouter<App> {
    // Lists of people are longer than other bodies.
    let uploads = OpenApiRouter::new()
        .routes(routes!(import_mapping::import_mapping))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(activate::activate))
        .routes(routes!(validate::validate))
        .routes(routes!(show::show))
        .routes(routes!(edit::edit))
        .routes(routes!(delete::delete))
        .routes(routes!(preview_deletion::preview_deletion))
        .routes(routes!(pause::pause))
        .routes(routes!(resume::resume))
        .routes(routes!(capture::capture))
        .routes(routes!(approve_messages::approve_messages))
        .routes(routes!(redo_day::redo_day))
        .routes(routes!(log::log))
        .routes(routes!(download_log::download_log))
        .routes(routes!(failures::failures))
        .routes(routes!(quarantine::quarantine))
        .routes(routes!(release_quarantine::release_quarantine))
        .routes(routes!(confirm_address::confirm_address))
        .routes(routes!(reconciliation::reconciliation))
        .routes(routes!(gaps::gaps))
        .routes(routes!(mapping::mapping))
        .routes(routes!(set_mapping::set_mapping))
        .routes(routes!(end_mapping::end_mapping))
        .routes(routes!(decide_mapping::decide_mapping))
        .merge(uploads)
}
