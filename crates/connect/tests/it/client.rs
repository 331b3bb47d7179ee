//! The HTTP client: what it refuses, what it bounds, and how it says so.

use crate::fake::{Fake, Piece, bytes, raw, reply};
use connect::http::{Call, Client, Hosts, HttpError, Limits};
use std::{sync::Arc, time::Duration};
use url::Url;

const MS: Duration = Duration::from_millis(1);

fn limits() -> Limits {
    Limits { connect: 2000 * MS, read: 2000 * MS, total: 4000 * MS, body_bytes: 1000 }
}

async fn get_with(base: &Url, limits: Limits) -> Result<Vec<u8>, HttpError> {
    let client = Client::new(Hosts::Exactly(base.clone()), limits).unwrap();
    client.send(Call::get(base.join("/path?planted=query").unwrap())).await.map(|answer| answer.body)
}

/// Why a call failed. The query never shows.
async fn fault(base: &Url) -> HttpError {
    let error = get_with(base, limits()).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("planted"), "{error:?}");
    error
}

const OK: &str = "HTTP/1.1 200 OK\r\n";

#[tokio::test]
async fn answers_of_any_status_come_whole() {
    for status in [200, 204, 400, 404, 429, 500] {
        let fake = Fake::start(move |_, _| reply(status, if status == 204 { "" } else { "body" })).await;
        let client = Client::new(Hosts::Exactly(fake.base.clone()), limits()).unwrap();
        let answer = client.send(Call::get(fake.base.clone())).await.unwrap();
        assert_eq!(answer.status.as_u16(), status);
        let seen = &fake.seen()[0];
        assert!(seen.headers["user-agent"].to_str().unwrap().starts_with("Vouchsafe/"));
        assert!(seen.headers.get("referer").is_none() && seen.headers.get("authorization").is_none());
    }
}

#[tokio::test]
async fn redirects_are_refused_and_never_followed() {
    let other = Fake::start(|_, _| reply(200, "never")).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("{}planted?planted=1", other.base);
        let fake = Fake::start(move |_, _| reply(status, "").with("location", to.clone())).await;
        match fault(&fake.base).await {
            HttpError::Redirected { status: seen, to, .. } => {
                assert_eq!((seen, to.as_str()), (status, "127.0.0.1"))
            }
            error => panic!("{error:?}"),
        }
    }
    assert_eq!(other.seen().len(), 0);
}

#[tokio::test]
async fn a_client_calls_its_own_hosts_only() {
    let (own, other) = (Fake::start(|_, _| reply(200, "")).await, Fake::start(|_, _| reply(200, "")).await);
    let client = Client::new(Hosts::Exactly(own.base.clone()), limits()).unwrap();
    let refused = client.send(Call::get(other.base.clone())).await.err().unwrap();
    assert_eq!(refused, HttpError::HostRefused { host: "127.0.0.1".into() });
    assert_eq!(other.seen().len(), 0);
}

#[tokio::test]
async fn a_public_name_that_leads_to_this_machine_is_not_dialled() {
    let client = Client::new(Hosts::Suffixes(&["localhost"]), limits()).unwrap();
    let error = client.send(Call::get("https://localhost/".parse().unwrap())).await.err().unwrap();
    assert_eq!(error, HttpError::AddressRefused { host: "localhost".into() });
}

#[tokio::test]
async fn a_name_that_cannot_be() {
    // Longer than a label may be: the system's resolver says no without asking anybody.
    let host = format!("{}.invalid", "x".repeat(64));
    let base = format!("http://{host}").parse().unwrap();
    assert_eq!(fault(&base).await, HttpError::Unresolved { host });
}

#[tokio::test]
async fn too_long_answers_are_given_up() {
    let body = "x".repeat(1001);
    let announced = format!("{OK}content-length: 1001\r\n\r\n{body}");
    // The announcement alone suffices: nothing of such a body is waited for.
    let unsent = format!("{OK}content-length: 1001\r\n\r\n");
    let chunked = format!("{OK}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n", body.len());
    let until_closed = format!("{OK}connection: close\r\n\r\n{body}");
    for text in [announced, unsent, chunked, until_closed] {
        let base = raw("http", false, vec![bytes(text), Piece::Hang]).await;
        assert!(matches!(fault(&base).await, HttpError::TooLarge { limit: 1000, .. }));
    }
    let fits = format!("{OK}content-length: 1000\r\n\r\n{}", "x".repeat(1000));
    let base = raw("http", false, vec![bytes(fits)]).await;
    assert_eq!(get_with(&base, limits()).await.unwrap().len(), 1000);
}

#[tokio::test]
async fn slow_answers_are_given_up() {
    let head = format!("{OK}content-length: 10\r\n\r\n");
    let quick = Limits { read: 100 * MS, ..limits() };
    for pieces in [
        vec![Piece::Hang],
        vec![bytes(&head[..9]), Piece::Hang],
        vec![bytes(head.clone() + "12"), Piece::Hang],
    ] {
        let base = raw("http", false, pieces).await;
        let error = get_with(&base, quick).await.unwrap_err();
        assert!(matches!(error, HttpError::TimedOut { what: "give the whole answer", .. }), "{error:?}");
    }
    // Each pause is short enough, all of them together are not.
    let mut drip = vec![bytes(head)];
    for _ in 0..10 {
        drip.extend([Piece::Wait(50 * MS), bytes("x")]);
    }
    let base = raw("http", false, drip).await;
    let short = Limits { read: 2000 * MS, total: 200 * MS, ..limits() };
    assert!(matches!(get_with(&base, short).await, Err(HttpError::TimedOut { .. })));
    assert_eq!(get_with(&base, limits()).await.unwrap(), b"xxxxxxxxxx");
}

#[tokio::test]
async fn broken_answers_are_no_answers() {
    for text in [
        "",
        "HTTP/1.1 200 OK\r\ncontent-le",
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"a\":1}",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabcde\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nplanted\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        "planted planted planted\r\n\r\n",
        "SSH-2.0-planted\r\n",
    ] {
        let base = raw("http", false, vec![bytes(text)]).await;
        assert!(matches!(fault(&base).await, HttpError::Truncated { .. }), "{text:?}");
    }
}

#[tokio::test]
async fn nobody_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base: Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let refused = HttpError::NoConnection { host: "127.0.0.1".into(), why: "it was refused" };
    assert_eq!(fault(&base).await, refused);
}

#[tokio::test]
async fn what_does_not_speak_tls_or_only_an_old_one() {
    // A TLS alert: fatal, protocol_version (RFC 8446 §6.2), as a server gives that ends at TLS 1.1.
    let old = vec![0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46];
    for answer in [old, b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()] {
        let base = raw("https", false, vec![bytes(answer)]).await;
        assert!(matches!(fault(&base).await, HttpError::Tls { .. }));
    }
    let base = raw("https", false, vec![]).await;
    assert!(matches!(fault(&base).await, HttpError::NoConnection { .. }));
}

#[tokio::test]
async fn a_certificate_of_nobody_we_know() {
    let own = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key =
        tokio_rustls::rustls::pki_types::PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let config = tokio_rustls::rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base: Url = format!("https://{}", listener.local_addr().unwrap()).parse().unwrap();
    let server = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        acceptor.accept(socket).await.is_ok()
    });
    let error = fault(&base).await;
    assert!(matches!(error, HttpError::Certificate { .. }), "{error:?}");
    assert!(!server.await.unwrap(), "the handshake must not come to an end");
}

#[tokio::test]
async fn a_plain_call_comes_back() {
    let fake = Fake::start(|_, _| reply(200, "direct")).await;
    assert_eq!(get_with(&fake.base, limits()).await.unwrap(), b"direct");
}

#[test]
fn proxies_of_the_environment_are_not_used() {
    // Port 9 discards: if the client took the proxy, the call would not come back.
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "client::a_plain_call_comes_back"]);
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        child.env(name, "http://127.0.0.1:9");
    }
    let output = child.env_remove("no_proxy").env_remove("NO_PROXY").output().unwrap();
    let shown = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && shown.contains("1 passed"), "{shown}");
}
