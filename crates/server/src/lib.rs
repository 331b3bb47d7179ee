//! HTTP: the API, the webhook receivers and the portal.
//!
//! An endpoint is one file in `api/v1/<noun>/<verb>.rs` and one route line in the noun's `mod.rs`. It
//! declares its use-case in its OpenAPI description (`x-use-case`); [`api::guard`](api) reads the
//! declaration from the document and lets nobody past who may not do it, before a body is read. Endpoints
//! translate: they hold no rules of their own, speak no SQL and call no service; [`engine::Engine`] does.

mod api;
mod app;
mod healthz;
mod listen;
mod portal;
mod serve;
mod settings;
mod tls;
mod web;
mod webhooks;

pub use app::router;
pub use listen::Door;
pub use serve::{Doors, ServeError, serve, serve_with};
pub use settings::Settings;
pub use tls::{Certificate, TlsError};

/// The OpenAPI 3.1 document of everything that this server answers, the portal excepted.
pub fn openapi() -> utoipa::openapi::OpenApi {
    api::openapi()
}
