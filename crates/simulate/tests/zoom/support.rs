//! A simulator on a clock that stands still, a client for it, and an endpoint for its webhooks.

use model::{ManualClock, SeededRandom, Time};
use reqwest::{Method, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use simulate::zoom::{self, Config, Running};
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};

/// 2026-11-21T08:00:00Z, where the tests' clock stands at first.
pub const START: Time = Time::from_ms(1_795_248_000_000);

pub struct Zoom {
    pub running: Running,
    pub http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

#[expect(clippy::disallowed_methods, reason = "the tests play a third-party client")]
pub fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

impl Zoom {
    pub async fn start() -> Self {
        let clock = Arc::new(ManualClock::at(START));
        let random = Arc::new(SeededRandom::new(1));
        let running = zoom::start(Config { clock, random, ..Config::default() }).await.unwrap();
        Self { running, http: http() }
    }

    /// A token request with the form body, as `account` would make it.
    pub async fn sign_in(&self, account: &str, secret: &str) -> Answer {
        let access = self.running.account(account);
        let form = [("grant_type", "account_credentials"), ("account_id", &access.account_id)];
        let request = self.http.post(self.running.oauth_url()).basic_auth(&access.client_id, Some(secret));
        Answer::of(request.form(&form).send().await.unwrap()).await
    }

    pub async fn token(&self, account: &str) -> String {
        let secret = self.running.account(account).client_secret.clone();
        let answer = self.sign_in(account, &secret).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    pub fn request(&self, method: Method, token: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method, format!("{}{path}", self.running.base_url)).bearer_auth(token)
    }

    /// GET below `/v2`.
    pub async fn get(&self, token: &str, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, token, &format!("/v2{path}")).send().await.unwrap()).await
    }

    /// PATCH below `/v2`.
    pub async fn patch(&self, token: &str, path: &str, body: Value) -> Answer {
        let request = self.request(Method::PATCH, token, &format!("/v2{path}")).json(&body);
        Answer::of(request.send().await.unwrap()).await
    }

    pub async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        self.running.control(method, path, body).await.unwrap()
    }

    pub async fn fault(&self, order: Value) {
        self.control("POST", "faults", order).await;
    }

    pub async fn advance(&self, by: Duration) {
        self.control("POST", "clock", json!({ "advance_ms": by.as_millis() as u64 })).await;
    }
}

impl Answer {
    pub async fn of(response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, text: response.text().await.unwrap() }
    }
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
    /// Status, code and message of an error.
    pub fn error(&self) -> (u16, i64, String) {
        let body = self.json();
        let message = body["message"].as_str().unwrap_or_else(|| panic!("no message: {body}")).to_owned();
        (self.status.as_u16(), body["code"].as_i64().unwrap(), message)
    }
    #[track_caller]
    pub fn is_error(&self, status: u16, code: i64, message: &str) {
        assert_eq!(self.error(), (status, code, message.to_owned()));
    }
}

/// How long a test waits for something that is to happen by itself.
const PATIENCE: Duration = Duration::from_secs(10);

/// One request that the endpoint got.
#[derive(Debug, Clone)]
pub struct Received {
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// An endpoint for webhooks whose habits a test sets.
pub struct Endpoint {
    pub url: String,
    pub habits: Arc<Habits>,
}

pub struct Habits {
    /// Status for events.
    pub status: AtomicU16,
    /// How long it thinks about an event.
    pub think_ms: AtomicU64,
    /// Whether it answers challenges rightly.
    pub knows_secret: AtomicBool,
    received: Mutex<Vec<Received>>,
    challenges: AtomicU64,
}

pub const SECRET: &str = "webhook-secret-of-the-tests";

impl Endpoint {
    pub async fn start() -> Self {
        let habits = Arc::new(Habits {
            status: AtomicU16::new(204),
            think_ms: AtomicU64::new(0),
            knows_secret: AtomicBool::new(true),
            received: Mutex::default(),
            challenges: AtomicU64::new(0),
        });
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}/zoom", listener.local_addr().unwrap());
        let router =
            axum::Router::new().route("/zoom", axum::routing::post(receive)).with_state(habits.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, habits }
    }

    /// A simulator whose tidy account sends its notices here.
    pub async fn of(zoom: &Zoom, mode: Value) -> Self {
        let endpoint = Self::start().await;
        let mut order = json!({ "account": "tidy", "url": endpoint.url, "secret": SECRET });
        order.as_object_mut().unwrap().extend(mode.as_object().unwrap().clone());
        zoom.control("PUT", "webhook", order).await;
        endpoint
    }

    pub fn received(&self) -> Vec<Received> {
        self.habits.received.lock().unwrap().clone()
    }
    pub fn challenges(&self) -> u64 {
        self.habits.challenges.load(SeqCst)
    }
    /// The events, once at least so many are there.
    pub async fn events(&self, at_least: usize) -> Vec<Received> {
        let until = async {
            while self.received().len() < at_least {
                tokio::task::yield_now().await;
            }
        };
        let in_time = tokio::time::timeout(PATIENCE, until).await.is_ok();
        assert!(in_time, "{} of {at_least} events came", self.received().len());
        self.received()
    }
}

impl Received {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    /// Seconds since 1970, as they were signed.
    pub fn timestamp(&self) -> i64 {
        self.header("x-zm-request-timestamp").parse().unwrap()
    }
    pub fn is_signed(&self) -> bool {
        self.header("x-zm-signature") == zoom::webhook::signature(SECRET, self.timestamp(), &self.body)
    }
}

async fn receive(
    axum::extract::State(habits): axum::extract::State<Arc<Habits>>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> (axum::http::StatusCode, String) {
    let received = Received { headers, body: body.to_vec() };
    let event: Value = serde_json::from_slice(&body).unwrap_or_default();
    if event["event"] == "endpoint.url_validation" {
        habits.challenges.fetch_add(1, SeqCst);
        assert!(received.is_signed());
        let plain = event["payload"]["plainToken"].as_str().unwrap();
        let secret = if habits.knows_secret.load(SeqCst) { SECRET } else { "another" };
        let encrypted = zoom::webhook::encrypted_token(secret, plain);
        let answer = json!({ "plainToken": plain, "encryptedToken": encrypted });
        return (axum::http::StatusCode::OK, answer.to_string());
    }
    tokio::time::sleep(Duration::from_millis(habits.think_ms.load(SeqCst))).await;
    habits.received.lock().unwrap().push(received);
    (axum::http::StatusCode::from_u16(habits.status.load(SeqCst)).unwrap(), String::new())
}
