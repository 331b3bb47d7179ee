//! The doors: TLS by certificate files, and a listener for deliveries alone.

use crate::world::World;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{ClientConfig, RootCertStore, pki_types::ServerName};
use server::{Certificate, Door, Doors, Settings};
use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};
use tokio_rustls::TlsConnector;

const PATIENCE: Duration = Duration::from_secs(20);
const NAME: &str = "vouchsafe.example.com";
const NOBODY: &str = "/webhooks/zoom/00000000-0000-7000-8000-000000000000";

/// Writes a new certificate of our name; gives it, to be trusted.
fn write_certificate(folder: &Path) -> rustls::pki_types::CertificateDer<'static> {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([NAME.to_owned()]).unwrap();
    std::fs::write(folder.join("chain.pem"), cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    cert.der().clone()
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

async fn ask(mut stream: impl AsyncRead + AsyncWrite + Unpin, method: &str, path: &str) -> String {
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap().unwrap();
    String::from_utf8(answer).unwrap()
}

async fn plain(address: SocketAddr, method: &str, path: &str) -> String {
    ask(TcpStream::connect(address).await.unwrap(), method, path).await
}

#[tokio::test]
async fn deliveries_have_a_door_of_their_own_that_answers_nothing_else() {
    let world = World::new().await;
    let ((main, main_at), (webhooks, webhooks_at)) = (listener().await, listener().await);
    let doors = Doors { main: main.into(), webhooks: Some(webhooks.into()) };
    let (stop, told) = oneshot::channel::<()>();
    let serving = tokio::spawn(server::serve_with(world.engine.clone(), doors, Settings::default(), async {
        let _ = told.await;
    }));
    for path in ["/", "/healthz", "/api/v1/setup", "/api/v1/session", "/webhooks", "/assets/index.js"] {
        let answer = plain(webhooks_at, "GET", path).await;
        assert!(answer.starts_with("HTTP/1.1 404 "), "{path}: {answer}");
        assert!(answer.contains("deliveries of services alone"), "{path}: {answer}");
    }
    let refused = plain(webhooks_at, "GET", NOBODY).await;
    assert!(refused.starts_with("HTTP/1.1 405 "), "{refused}");
    let unknown = plain(webhooks_at, "POST", NOBODY).await;
    assert!(unknown.starts_with("HTTP/1.1 404 ") && unknown.contains("activated connector"), "{unknown}");
    let elsewhere = plain(main_at, "POST", NOBODY).await;
    assert!(!elsewhere.contains("activated connector"), "the main door takes no deliveries: {elsewhere}");
    assert!(plain(main_at, "GET", "/healthz").await.ends_with("ok"));
    stop.send(()).unwrap();
    timeout(PATIENCE, serving).await.expect("it stops").unwrap().unwrap();
    assert!(TcpStream::connect(webhooks_at).await.is_err());
}

#[tokio::test]
async fn tls_is_spoken_with_the_certificate_of_the_files() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let trusted = write_certificate(folder.path());
    let certificate =
        Certificate::load(folder.path().join("chain.pem"), folder.path().join("key.pem")).unwrap();
    let (main, address) = listener().await;
    let doors = Doors { main: Door { listener: main, certificate: Some(certificate) }, webhooks: None };
    let serving = tokio::spawn(server::serve_with(
        world.engine.clone(),
        doors,
        Settings::default(),
        std::future::pending(),
    ));
    // Somebody who connects and says nothing holds nobody else.
    let _silent = TcpStream::connect(address).await.unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = TlsConnector::from(Arc::new(config));
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from(NAME).unwrap();
    let stream = timeout(PATIENCE, connector.connect(name, stream)).await.unwrap().unwrap();
    let answer = ask(stream, "GET", "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("ok"), "{answer}");
    let mut plain = TcpStream::connect(address).await.unwrap();
    plain.write_all(b"GET /healthz HTTP/1.1\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _ = timeout(PATIENCE, plain.read_to_end(&mut answer)).await.unwrap();
    assert!(!answer.starts_with(b"HTTP"), "nothing is said in the clear");
    serving.abort();
}

#[test]
fn a_certificate_that_cannot_be_used_is_said_with_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let [chain, key] = ["chain.pem", "key.pem"].map(|name| folder.path().join(name));
    let said = || Certificate::load(&chain, &key).unwrap_err().to_string();
    let missing = said();
    assert!(missing.contains("chain.pem") && missing.contains("cannot be read"), "{missing}");
    write_certificate(folder.path());
    let good = std::fs::read(&key).unwrap();
    std::fs::write(&key, "nonsense").unwrap();
    let nonsense = said();
    assert!(nonsense.contains("key.pem") && nonsense.contains("private key"), "{nonsense}");
    std::fs::write(&chain, &good).unwrap();
    let swapped = said();
    assert!(swapped.contains("chain.pem") && swapped.contains("certificates"), "{swapped}");
    write_certificate(folder.path());
    std::fs::write(&key, good).unwrap();
    let strangers = said();
    assert!(strangers.contains("do not belong together"), "{strangers}");
}
