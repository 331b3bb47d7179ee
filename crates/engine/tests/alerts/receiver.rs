//! A receiver of webhooks on loopback that answers as it is told, and remembers what came.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// A request that came.
#[derive(Debug, Clone)]
pub struct Came {
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// What the receiver does with the next requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Takes,
    Refuses(u16),
    /// It took the request, and never says so.
    Hangs,
}

pub struct Receiver {
    pub url: String,
    came: Arc<Mutex<Vec<Came>>>,
    manner: Arc<Mutex<Manner>>,
}

impl Receiver {
    pub async fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let (came, manner) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Manner::Takes)));
        let (keeps, does) = (came.clone(), manner.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, keeps.clone(), does.clone()));
            }
        });
        Receiver { url, came, manner }
    }

    pub fn will(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    pub fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }
}

impl Came {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

async fn answer(mut stream: TcpStream, came: Arc<Mutex<Vec<Came>>>, manner: Arc<Mutex<Manner>>) {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0u8; 4096];
        let read = stream.read(&mut piece).await.unwrap();
        if read == 0 {
            return;
        }
        bytes.extend_from_slice(&piece[..read]);
        if let Some(whole) = parse(&bytes) {
            came.lock().unwrap().push(whole);
            break;
        }
    }
    let manner = *manner.lock().unwrap();
    let status = match manner {
        Manner::Takes => 204,
        Manner::Refuses(status) => status,
        Manner::Hangs => std::future::pending().await,
    };
    let head = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).await;
}

/// The request, once all of it is there.
fn parse(bytes: &[u8]) -> Option<Came> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let headers: BTreeMap<_, _> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    (body.len() >= length).then(|| Came { headers, body: body.to_owned() })
}
