//! Servers that answer as they are told, and what the tests of Zoom share.

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, Response},
};
use connect::source::{Account, Credentials, Cursor, Page, Source};
use connect::source::{ConnectError, zoom::Zoom, zoom::ZoomConfig};
use model::{Clock, ManualClock, Secret, Time};
use serde_json::{Value, json};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use url::Url;

/// Largest request that a server takes, in bytes.
const REQUEST_BYTES_MAX: usize = 64 * 1024;
pub const NOW: Time = Time::from_ms(1_795_248_000_000);
pub const ACCOUNT_ID: &str = "abc-DEF_123";
pub const CLIENT_SECRET: &str = "planted+/=client-secret";
/// When [`NOW`] is, as a `Date` header says it.
pub const DATE: &str = "Sat, 21 Nov 2026 08:00:00 GMT";
/// Everything that the connector may read.
pub const SCOPES: &str = "account:read:admin group:read:admin marketplace_app:read:admin report:read:admin role:read:admin user:read:admin";
pub const TOKEN: &str = "planted.access.token";

/// One request as it arrived.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// With its query.
    pub target: String,
    pub headers: HeaderMap,
    pub body: String,
}

/// What to answer.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

pub fn reply(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply { status, headers: vec![], body: body.into() }
}

pub fn json_reply(status: u16, body: &Value) -> Reply {
    reply(status, body.to_string())
}

impl Reply {
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// A running server.
pub struct Fake {
    pub base: Url,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Fake {
    /// Starts a server that answers by the request and by how many of the same target came, this one included.
    pub async fn start(answer: impl Fn(&Seen, usize) -> Reply + Clone + Send + Sync + 'static) -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
        let seen: Arc<Mutex<Vec<Seen>>> = Arc::default();
        let log = seen.clone();
        let app = Router::new().fallback(move |request: Request| {
            let (log, answer) = (log.clone(), answer.clone());
            async move {
                let (head, body) = request.into_parts();
                let request = Seen {
                    method: head.method.to_string(),
                    target: head.uri.to_string(),
                    headers: head.headers,
                    body: String::from_utf8(to_bytes(body, REQUEST_BYTES_MAX).await.unwrap().to_vec())
                        .unwrap(),
                };
                let nth = {
                    let mut log = log.lock().unwrap();
                    log.push(request.clone());
                    log.iter().filter(|seen| seen.target == request.target).count()
                };
                let reply = answer(&request, nth);
                let mut response = Response::builder().status(reply.status);
                if reply.headers.iter().all(|(name, _)| *name != "date") {
                    response = response.header("date", DATE);
                }
                for (name, value) in reply.headers {
                    response = response.header(name, value);
                }
                response.body(Body::from(reply.body)).unwrap()
            }
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        Fake { base, seen }
    }

    /// All requests so far, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
    /// How many token requests and how many others came.
    pub fn counts(&self) -> (usize, usize) {
        let seen = self.seen();
        let tokens = seen.iter().filter(|seen| seen.target == "/oauth/token").count();
        (tokens, seen.len() - tokens)
    }
}

/// What a raw server does with a connection after the request.
#[derive(Debug, Clone)]
pub enum Piece {
    Bytes(Vec<u8>),
    Wait(Duration),
    /// Stays silent until the caller gives up.
    Hang,
}

pub fn bytes(text: impl Into<Vec<u8>>) -> Piece {
    Piece::Bytes(text.into())
}

/// Starts a server that answers every request with these pieces and then closes; a token request, where
/// `token` says so, with a good token. Gives its address as `scheme` has it.
pub async fn raw(scheme: &str, token: bool, pieces: Vec<Piece>) -> Url {
    raw_after(scheme, token.then(|| good_token().to_string()), pieces).await
}

/// The same with what every POST is answered with, where there is such.
pub async fn raw_after(scheme: &str, posted: Option<String>, pieces: Vec<Piece>) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("{scheme}://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let (pieces, posted) = (pieces.clone(), posted.clone());
            tokio::spawn(async move {
                let mut request = vec![0; REQUEST_BYTES_MAX];
                let length = socket.read(&mut request).await.unwrap_or(0);
                let head = |body: &str| {
                    format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len())
                };
                let pieces = match posted.filter(|_| request[..length].starts_with(b"POST")) {
                    Some(body) => vec![bytes(head(&body)), bytes(body)],
                    None => pieces,
                };
                for piece in pieces {
                    match piece {
                        Piece::Bytes(bytes) => {
                            if socket.write_all(&bytes).await.is_err() {
                                return;
                            }
                        }
                        Piece::Wait(pause) => tokio::time::sleep(pause).await,
                        Piece::Hang => {
                            while socket.read(&mut request).await.is_ok_and(|length| length > 0) {}
                        }
                    }
                }
                let _ = socket.shutdown().await;
            });
        }
    });
    base
}

pub fn good_token() -> Value {
    json!({"access_token": TOKEN, "token_type": "bearer", "expires_in": 3599,
        "scope": SCOPES, "api_url": "https://api.zoom.us"})
}

/// A good answer to any request of the connector.
pub fn good(seen: &Seen) -> Reply {
    match seen.target.as_str() {
        "/oauth/token" => json_reply(200, &good_token()),
        "/v2/accounts/me/settings" => {
            json_reply(200, &json!({"security": {"sign_in_with_two_factor_auth": "all"}}))
        }
        "/v2/accounts/me/lock_settings" => json_reply(200, &json!({"in_meeting": {"chat": true}})),
        "/v2/users/me" => json_reply(
            200,
            &json!({"id": "u1", "role_id": "0", "email": "a@example.com", "account_id": ACCOUNT_ID}),
        ),
        target if target.ends_with("settings?option=meeting_security") => {
            json_reply(200, &json!({"meeting_security": {"waiting_room": true}}))
        }
        target => match target.strip_prefix("/v2/").and_then(table) {
            Some(body) => json_reply(200, &body),
            None => panic!("an unexpected call: {target}"),
        },
    }
}

/// A good answer to the calls that are not about the account's own two views.
fn table(target: &str) -> Option<Value> {
    let user = |id: &str| json!({"id": id, "email": format!("{id}@example.com"), "created_at": "2020-01-01T00:00:00Z"});
    let member = |id: &str| json!({"members": [user(id)], "next_page_token": "", "total_records": 1});
    let entry =
        json!({"time": "2026-11-21T07:00:00Z", "category_type": "Account", "operator": "a@example.com"});
    Some(match target {
        "accounts/me/settings?option=meeting_authentication" => json!({"meeting_authentication": true}),
        "accounts/me/settings?option=recording_authentication" => json!({"recording_authentication": true}),
        "accounts/me/settings?option=security" => json!({"security": {"admin_change_user_info": true}}),
        "accounts/me/managed_domains" => {
            json!({"domains": [{"domain": "example.com", "status": "verified"}], "total_records": 1})
        }
        "accounts/me/trusted_domains" => json!({"trusted_domains": ["example.org"]}),
        "users?status=pending&page_size=300" | "users?status=inactive&page_size=300" => {
            json!({"users": [], "next_page_token": "", "total_records": 0})
        }
        "users?status=active&page_size=300" => {
            json!({"users": [user("u1")], "next_page_token": "p 2", "total_records": 2})
        }
        "users?status=active&page_size=300&next_page_token=p+2" => {
            json!({"users": [user("u2")], "next_page_token": "", "total_records": 2})
        }
        "roles" => json!({"roles": [{"id": "0", "name": "Owner"}, {"id": "r7", "name": "Help desk"}]}),
        "roles/r7" => json!({"id": "r7", "privileges": ["User:Read"]}),
        "roles/0/members?page_size=300" => member("u1"),
        "roles/r7/members?page_size=300" => member("u2"),
        "groups?page_size=300" => {
            json!({"groups": [{"id": "g1", "name": "A"}], "next_page_token": "", "total_records": 1})
        }
        "groups/g1/settings" => json!({"in_meeting": {"chat": false}}),
        "groups/g1/settings?option=meeting_security" => json!({"meeting_security": {"waiting_room": false}}),
        "groups/g1/settings?option=meeting_authentication" => json!({"meeting_authentication": false}),
        "report/operationlogs?from=2026-11-19&to=2026-11-21&page_size=300" => {
            json!({"operation_logs": [entry], "next_page_token": ""})
        }
        "report/activities?from=2026-11-19&to=2026-11-21&page_size=300" => {
            json!({"activity_logs": [entry], "next_page_token": ""})
        }
        _ if target.starts_with("marketplace/apps?type=") => {
            json!({"apps": [{"app_id": "a1", "app_name": "App"}], "next_page_token": ""})
        }
        _ => return None,
    })
}

pub fn zoom_at(base: &Url) -> (Arc<dyn Account>, Arc<ManualClock>) {
    let config = ZoomConfig::new(Some(base.clone()));
    zoom_with(&config)
}

pub fn zoom_with(config: &ZoomConfig) -> (Arc<dyn Account>, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::at(NOW));
    let zoom = Zoom::new(config, clock.clone() as Arc<dyn Clock>).unwrap();
    (zoom.open(&credentials()).unwrap(), clock)
}

pub fn credentials() -> Credentials {
    [("account_id", ACCOUNT_ID), ("client_id", "client-1"), ("client_secret", CLIENT_SECRET)]
        .map(|(name, value)| (name.to_owned(), Secret::new(value)))
        .into()
}

/// The first page of a set.
pub async fn first(account: &Arc<dyn Account>, set: &str) -> Result<Page, ConnectError> {
    account.read_page(&set.parse().unwrap(), None).await
}

pub async fn page(account: &Arc<dyn Account>, set: &str, cursor: &str) -> Result<Page, ConnectError> {
    account.read_page(&set.parse().unwrap(), Some(&Cursor::new(cursor))).await
}
