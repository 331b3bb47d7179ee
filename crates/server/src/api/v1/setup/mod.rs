//! `/setup`: the first administrator of a new installation.

mod complete;
mod show;

use crate::app::App;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show::show)).routes(routes!(complete::complete))
}
