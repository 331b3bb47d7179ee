//! An endpoint for events: answers the challenge and hands on the bodies whose signature is right.

use crate::zoom::webhook::{encrypted_token, signature};
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};

/// Events waiting to be looked at.
const WAITING_MAX: usize = 100;

/// A running receiver; ends when dropped.
pub struct Receiver {
    pub url: String,
    bodies: mpsc::Receiver<Vec<u8>>,
    server: JoinHandle<()>,
}

/// Starts a receiver that knows the secret.
///
/// # Errors
/// When no port can be had.
pub async fn start(secret: &'static str) -> std::io::Result<Receiver> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}/events", listener.local_addr()?);
    let (sender, bodies) = mpsc::channel(WAITING_MAX);
    let router = Router::new().route("/events", post(receive)).with_state((secret, sender));
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::error!(%error, "the receiver stopped serving");
        }
    });
    Ok(Receiver { url, bodies, server })
}

impl Receiver {
    pub async fn next(&mut self) -> Option<Vec<u8>> {
        self.bodies.recv().await
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn receive(
    State((secret, sender)): State<(&'static str, mpsc::Sender<Vec<u8>>)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let timestamp = text("x-zm-request-timestamp").parse().unwrap_or(0);
    if text("x-zm-signature") != signature(secret, timestamp, &body) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let event: Value = serde_json::from_slice(&body).unwrap_or_default();
    if event["event"] == "endpoint.url_validation" {
        let plain = event["payload"]["plainToken"].as_str().unwrap_or_default();
        let answer = json!({ "plainToken": plain, "encryptedToken": encrypted_token(secret, plain) });
        return Json(answer).into_response();
    }
    match sender.send(body.to_vec()).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
