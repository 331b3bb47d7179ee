//! The server on a real socket, and its orderly end.

use crate::world::World;
use engine::access::SessionKind;
use model::Secret;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::timeout,
};

const PATIENCE: Duration = Duration::from_secs(20);

async fn ask(address: std::net::SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

#[tokio::test]
async fn it_serves_until_it_is_told_to_stop_and_open_pages_do_not_hold_it() {
    let world = World::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, told) = oneshot::channel::<()>();
    let serving = tokio::spawn(server::serve(world.engine.clone(), listener, async {
        let _ = told.await;
    }));
    let mut healthz = ask(address, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let mut answer = String::new();
    timeout(PATIENCE, healthz.read_to_string(&mut answer)).await.unwrap().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nok"), "{answer}");

    let password = Secret::new(crate::world::PASSWORD);
    let session = world.engine.sign_in("Rita", &password, SessionKind::Bearer, crate::world::PEER).await;
    let token = session.unwrap().unwrap().token;
    let request =
        format!("GET /api/v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n", token.expose());
    let mut page = ask(address, &request).await;
    let mut first = [0; 15];
    timeout(PATIENCE, page.read_exact(&mut first)).await.unwrap().unwrap();
    assert_eq!(&first, b"HTTP/1.1 200 OK");

    stop.send(()).unwrap();
    timeout(PATIENCE, serving).await.expect("it stops").unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
