//! The whole router: API, webhook receivers, health, portal, and what wraps them all.

use crate::{Settings, api, portal, web};
use axum::Router;
use engine::Engine;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use tower_http::compression::CompressionLayer;

/// What every handler may reach.
#[derive(Clone)]
pub(crate) struct App {
    pub engine: Arc<Engine>,
    pub settings: Arc<Settings>,
    /// Turns true when the server is about to stop, so that open streams end.
    pub stopping: watch::Receiver<bool>,
    /// Bounds the open streams of `/api/v1/live`.
    pub streams: Arc<Semaphore>,
}

impl App {
    pub fn new(engine: Arc<Engine>, settings: Settings, stopping: watch::Receiver<bool>) -> Self {
        let streams = Arc::new(Semaphore::new(web::limits::LIVE_STREAMS_MAX));
        Self { engine, settings: Arc::new(settings), stopping, streams }
    }
}

/// The router over an engine, for [`serve`](crate::serve) and for tests that need no socket.
pub fn router(engine: Arc<Engine>, settings: Settings) -> Router {
    // Without a server nothing ever stops: the sender's last value stays.
    let (_, stopping) = watch::channel(false);
    build(App::new(engine, settings, stopping))
}

pub(crate) fn build(app: App) -> Router {
    let (described, document) = api::described().split_for_parts();
    let described = described.method_not_allowed_fallback(api::method_not_allowed);
    let guard = api::Guard::new(app.clone(), &document);
    let described = described.route_layer(axum::middleware::from_fn_with_state(guard, api::guard));
    let described = described.layer(web::csrf::layer(app.engine.public_url()));
    let portal = Router::new().fallback(portal::serve).layer(CompressionLayer::new()).with_state(app.clone());
    Router::new()
        .merge(described)
        .fallback_service(portal)
        .layer(web::panic::layer())
        .layer(axum::middleware::from_fn(web::timeout::limit))
        .layer(axum::middleware::from_fn_with_state(app.clone(), web::headers::add))
        .layer(axum::middleware::from_fn(web::log::write))
        .with_state(app)
}
