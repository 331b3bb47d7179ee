//! The listener: takes connections in, gives each a limited time to say what it wants, and lets go of them
//! in order. axum's own has no limit on how long a head may take, so that a stranger could hold connections
//! open for ever.

use crate::{
    tls::Certificate,
    web::limits::{CONNECTIONS_MAX, HANDSHAKE_TIME_MAX, HEAD_TIME_MAX, STOP_TIME_MAX},
};
use axum::{Router, body::Body, extract::ConnectInfo};
use http::Request;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{convert::Infallible, future::Future, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tower::ServiceExt;

/// How long to wait when the machine has no more connections to give (file descriptors).
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// Where connections come in.
#[derive(Debug)]
pub struct Door {
    pub listener: TcpListener,
    /// What TLS is spoken with; plain HTTP where there is none.
    pub certificate: Option<Certificate>,
}

impl From<TcpListener> for Door {
    fn from(listener: TcpListener) -> Self {
        Self { listener, certificate: None }
    }
}

/// Serves connections until `told` is ready, then lets the open ones finish for at most [`STOP_TIME_MAX`].
pub async fn listen(door: Door, router: Router, told: impl Future<Output = ()>) {
    let Door { listener, certificate } = door;
    let acceptor = certificate.as_ref().map(Certificate::acceptor);
    let renewals = certificate.map(|certificate| tokio::spawn(certificate.follow()));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_MAX);
    let graceful = GracefulShutdown::new();
    let free = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut told = std::pin::pin!(told);
    loop {
        let (permit, (stream, peer)) = tokio::select! {
            taken = next(&listener, &free) => taken,
            () = &mut told => break,
        };
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| answer(router.clone(), request, peer));
        let (http, watcher, acceptor) = (http.clone(), graceful.watcher(), acceptor.clone());
        tokio::spawn(async move {
            let ended = match acceptor {
                None => watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await,
                Some(acceptor) => match timeout(HANDSHAKE_TIME_MAX, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => {
                        watcher.watch(http.serve_connection(TokioIo::new(stream), service)).await
                    }
                    Ok(Err(error)) => return tracing::debug!(%error, "a handshake failed"),
                    Err(_) => return tracing::debug!("a handshake was not finished"),
                },
            };
            // A connection that breaks is its client's affair.
            if let Err(error) = ended {
                tracing::debug!(%error, "a connection broke");
            }
            drop(permit);
        });
    }
    drop(listener);
    if let Some(renewals) = renewals {
        renewals.abort();
    }
    if timeout(STOP_TIME_MAX, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still open when the server stopped");
    }
}

/// The next connection, once there is room for one.
async fn next(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
) -> (Option<tokio::sync::OwnedSemaphorePermit>, (TcpStream, SocketAddr)) {
    // The semaphore is never closed.
    let permit = Arc::clone(free).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok(taken) => return (permit, taken),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken in");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn answer(
    router: Router,
    mut request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<axum::response::Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.oneshot(request.map(Body::new)).await
}
