//! Serving: the listener, the workers, and an orderly end.

use crate::{
    Settings,
    app::{App, Routes, build, webhooks_alone},
    listen::{Door, listen},
    web::limits::STOP_TIME_MAX,
};
use engine::Engine;
use std::{future::Future, sync::Arc};
use tokio::{net::TcpListener, sync::watch, time::timeout};

/// Why serving ended before it was told to.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("the workers ended by a defect of their own; start the server again")]
    Workers(Option<tokio::task::JoinError>),
}

/// Where the server is reached.
#[derive(Debug)]
pub struct Doors {
    /// API and portal; webhook deliveries too where they have no door of their own.
    pub main: Door,
    /// Answers webhook deliveries and nothing else, so that nothing else need be reachable from outside.
    pub webhooks: Option<Door>,
}

impl From<TcpListener> for Doors {
    fn from(listener: TcpListener) -> Self {
        Self { main: listener.into(), webhooks: None }
    }
}

/// Serves on a listener, and runs the workers, until `shutdown` is ready; then finishes what is open, for at
/// most 10 s.
pub async fn serve(
    engine: Arc<Engine>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_with(engine, listener.into(), Settings::default(), shutdown).await
}

/// As [`serve`], with settings of the operator's.
pub async fn serve_with(
    engine: Arc<Engine>,
    doors: Doors,
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (stop, stopping) = watch::channel(false);
    let mut workers = tokio::spawn(engine::jobs::run_workers(Arc::clone(&engine), stopping.clone()));
    let app = App::new(engine, settings, stopping.clone());
    let routes = if doors.webhooks.is_some() { Routes::WithoutWebhooks } else { Routes::All };
    let router = build(app.clone(), routes);
    let mut ended = None;
    let told = async {
        tokio::select! {
            () = shutdown => {}
            // They end only when told to. A server without them would show verdicts that nobody renews.
            outcome = &mut workers => ended = Some(outcome),
        }
        let _ = stop.send(true);
    };
    let webhooks = async {
        if let Some(door) = doors.webhooks {
            let mut stopping = stopping;
            let told = async move {
                // The sender lives as long as this function.
                let _ = stopping.wait_for(|stop| *stop).await;
            };
            listen(door, webhooks_alone(app), told).await;
        }
    };
    tokio::join!(listen(doors.main, router, told), webhooks);
    if let Some(outcome) = ended {
        return Err(ServeError::Workers(outcome.err()));
    }
    if timeout(STOP_TIME_MAX, &mut workers).await.is_err() {
        tracing::warn!("work was still going on when the server stopped; it is taken up at the next start");
    }
    Ok(())
}
