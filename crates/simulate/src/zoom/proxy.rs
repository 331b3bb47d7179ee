//! The simulator as a proxy: clients whose hosts cannot be changed reach it under Zoom's own names. It answers
//! CONNECT for those names only, terminates TLS with a certificate of an authority made at the start, and goes
//! nowhere else.

use super::Error;
use crate::tls::certified;
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinHandle,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// Largest head of a CONNECT request.
const HEAD_BYTES_MAX: usize = 8 * 1024;
/// Connections served at once; others wait.
const CONNECTIONS_MAX: usize = 256;
/// How long a client has for its CONNECT and its handshake.
const GREETING: Duration = Duration::from_secs(10);
/// The names that the certificate bears.
const NAMES: [&str; 2] = ["zoom.us", "*.zoom.us"];

/// A running proxy; ends when dropped.
pub struct Proxy {
    /// For `HTTPS_PROXY`.
    pub url: String,
    /// The certificate of the authority, as PEM.
    pub ca_pem: String,
    task: JoinHandle<()>,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Starts a proxy that hands on what it decrypts to the simulator's own address.
///
/// # Errors
/// When the address cannot be listened on, or no certificate can be made.
pub async fn start(listen: SocketAddr, simulator: SocketAddr) -> Result<Proxy, Error> {
    let (ca_pem, acceptor) = certified("Simulated Zoom: trust in tests only", &NAMES)
        .map_err(|error| Error::Certificate(error.to_string()))?;
    let listener = TcpListener::bind(listen).await.map_err(|error| Error::Listen(listen, error))?;
    let address = listener.local_addr().map_err(|error| Error::Listen(listen, error))?;
    let slots = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let task = tokio::spawn(async move {
        loop {
            let Ok(slot) = slots.clone().acquire_owned().await else { return };
            let Ok((client, _)) = listener.accept().await else { continue };
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Err(error) = tunnel(client, &acceptor, simulator).await {
                    tracing::debug!(%error, "a connection through the proxy ended");
                }
                drop(slot);
            });
        }
    });
    Ok(Proxy { url: format!("http://{address}"), ca_pem, task })
}

async fn tunnel(mut client: TcpStream, acceptor: &TlsAcceptor, simulator: SocketAddr) -> io::Result<()> {
    let head = timeout(GREETING, head(&mut client)).await??;
    let refusal = match connect_host(&head) {
        Some(host) if is_zooms(host) => None,
        Some(_) => Some("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"),
        None => Some("HTTP/1.1 405 Method Not Allowed\r\nallow: CONNECT\r\ncontent-length: 0\r\n\r\n"),
    };
    if let Some(refusal) = refusal {
        client.write_all(refusal.as_bytes()).await?;
        return client.shutdown().await;
    }
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    let mut decrypted = timeout(GREETING, acceptor.accept(client)).await??;
    let mut inside = TcpStream::connect(simulator).await?;
    copy_bidirectional(&mut decrypted, &mut inside).await.map(drop)
}

/// Everything up to the empty line; the client sends nothing more before it has its answer.
async fn head(client: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        if client.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if bytes.len() > HEAD_BYTES_MAX {
            return Err(io::Error::other("the head of a CONNECT is too long"));
        }
    }
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// The host of `CONNECT host:port HTTP/1.1`.
fn connect_host(head: &str) -> Option<&str> {
    let mut words = head.lines().next()?.split(' ');
    let (method, authority) = (words.next()?, words.next()?);
    let (host, _) = authority.rsplit_once(':')?;
    (method == "CONNECT").then_some(host)
}

/// Whether the simulator speaks for this host: where tokens are minted, and the API of every region.
pub fn is_zooms(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    let region = host.strip_suffix("api.zoom.us");
    host == "zoom.us" || region.is_some_and(|name| name.chars().all(|letter| letter.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_zooms_own_names_are_answered() {
        for host in ["zoom.us", "api.zoom.us", "eu01api.zoom.us", "SG01API.zoom.us"] {
            assert!(is_zooms(host), "{host}");
        }
        for host in
            ["example.com", "evilzoom.us", "a.b.api.zoom.us", "zoom.us.example.com", "api.zoom.us.", ""]
        {
            assert!(!is_zooms(host), "{host}");
        }
        assert_eq!(connect_host("CONNECT api.zoom.us:443 HTTP/1.1\r\n\r\n"), Some("api.zoom.us"));
        assert_eq!(connect_host("GET http://zoom.us/ HTTP/1.1\r\n\r\n"), None);
    }
}
