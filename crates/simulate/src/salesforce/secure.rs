//! The simulator with TLS, for clients that take no other address: a door that decrypts and hands on to one that
//! only it knows.

use super::{Error, api::Front};
use crate::{
    connection::{Cut, Door},
    tls::certified,
};
use axum::Router;
use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// Connections served at once; others wait.
const CONNECTIONS_MAX: usize = 256;
/// How long a client has for its handshake.
const GREETING: Duration = Duration::from_secs(10);
/// The names that the certificate bears.
const NAMES: [&str; 4] = ["localhost", "127.0.0.1", "*.my.salesforce.com", "*.salesforce.com"];

/// A running door with TLS; ends when dropped.
pub struct Secure {
    /// `https://localhost:PORT`
    pub url: String,
    pub address: SocketAddr,
    /// The certificate of the authority, as PEM.
    pub ca_pem: String,
    tasks: [JoinHandle<()>; 2],
}

impl Drop for Secure {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Starts it.
///
/// # Errors
/// When no port can be listened on, or no certificate can be made.
pub async fn start(listen: IpAddr, router: impl FnOnce(Front) -> Router) -> Result<Secure, Error> {
    let (ca_pem, acceptor) = certified("Simulated Salesforce: trust in tests only", &NAMES)
        .map_err(|error| Error::Certificate(error.to_string()))?;
    let inner = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let inside = TcpListener::bind(inner).await.map_err(|error| Error::Listen(inner, error))?;
    let inner = inside.local_addr().map_err(|error| Error::Listen(inner, error))?;
    let outer = SocketAddr::from((listen, 0));
    let listener = TcpListener::bind(outer).await.map_err(|error| Error::Listen(outer, error))?;
    let address = listener.local_addr().map_err(|error| Error::Listen(outer, error))?;
    let router = router(Front::Https).into_make_service_with_connect_info::<Cut>();
    let serving = tokio::spawn(async move {
        if let Err(error) = axum::serve(Door(inside), router).await {
            tracing::error!(%error, "the simulator stopped serving with TLS");
        }
    });
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let accepting = tokio::spawn(async move {
        loop {
            let Ok(slot) = slots.clone().acquire_owned().await else { return };
            let Ok((client, _)) = listener.accept().await else { continue };
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Err(error) = hand_on(client, &acceptor, inner).await {
                    tracing::debug!(%error, "a connection with TLS ended");
                }
                drop(slot);
            });
        }
    });
    let url = format!("https://localhost:{}", address.port());
    Ok(Secure { url, address, ca_pem, tasks: [serving, accepting] })
}

async fn hand_on(client: TcpStream, acceptor: &TlsAcceptor, inner: SocketAddr) -> io::Result<()> {
    let mut decrypted = timeout(GREETING, acceptor.accept(client)).await??;
    let mut inside = TcpStream::connect(inner).await?;
    copy_bidirectional(&mut decrypted, &mut inside).await.map(drop)
}
