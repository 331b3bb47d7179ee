//! Serving: the listener, the workers, and an orderly end.

use crate::{
    Settings,
    app::{App, build},
    listen::listen,
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

/// Serves on a listener, and runs the workers, until `shutdown` is ready; then finishes what is open, for at
/// most 10 s.
pub async fn serve(
    engine: Arc<Engine>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_with(engine, listener, Settings::default(), shutdown).await
}

/// As [`serve`], with settings of the operator's.
pub async fn serve_with(
    engine: Arc<Engine>,
    listener: TcpListener,
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let (stop, stopping) = watch::channel(false);
    let mut workers = tokio::spawn(engine::jobs::run_workers(Arc::clone(&engine), stopping.clone()));
    let router = build(App::new(engine, settings, stopping));
    let mut ended = None;
    let told = async {
        tokio::select! {
            () = shutdown => {}
            // They end only when told to. A server without them would show verdicts that nobody renews.
            outcome = &mut workers => ended = Some(outcome),
        }
        let _ = stop.send(true);
    };
    listen(listener, router, told).await;
    if let Some(outcome) = ended {
        return Err(ServeError::Workers(outcome.err()));
    }
    if timeout(STOP_TIME_MAX, &mut workers).await.is_err() {
        tracing::warn!("work was still going on when the server stopped; it is taken up at the next start");
    }
    Ok(())
}
