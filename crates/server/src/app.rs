//! The whole router: API, webhook receivers, health, portal, and what wraps them all.

use crate::{Settings, api, portal, web, webhooks};
use axum::Router;
use engine::Engine;
use std::sync::Arc;
use tokio::sync::{Semaphore, watch};
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

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
    build(App::new(engine, settings, stopping), Routes::All)
}

/// What the main door answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Routes {
    All,
    /// Deliveries come in by a door of their own.
    WithoutWebhooks,
}

/// A router of webhook deliveries and nothing else.
pub(crate) fn webhooks_alone(app: App) -> Router {
    let (router, _) = OpenApiRouter::new().routes(webhooks::route()).split_for_parts();
    wrapped(router.method_not_allowed_fallback(api::method_not_allowed).fallback(nothing_here), &app)
        .with_state(app)
}

async fn nothing_here() -> api::Problem {
    api::Problem::not_found("This address takes deliveries of services alone.")
}

pub(crate) fn build(app: App, routes: Routes) -> Router {
    let (described, document) = api::described(routes).split_for_parts();
    let described = described.method_not_allowed_fallback(api::method_not_allowed);
    let guard = api::Guard::new(app.clone(), &document);
    let described = described.route_layer(axum::middleware::from_fn_with_state(guard, api::guard));
    let described = described.layer(web::csrf::layer(app.engine.public_url()));
    let portal = Router::new().fallback(portal::serve).layer(CompressionLayer::new()).with_state(app.clone());
    wrapped(Router::new().merge(described).fallback_service(portal), &app).with_state(app)
}

/// With what every answer is wrapped in.
fn wrapped(router: Router<App>, app: &App) -> Router<App> {
    router
        .layer(web::panic::layer())
        .layer(axum::middleware::from_fn(web::timeout::limit))
        .layer(axum::middleware::from_fn_with_state(app.clone(), web::headers::add))
        .layer(axum::middleware::from_fn(web::log::write))
}
