//! A simulated Salesforce: two orgs, *tidy* and *careless*, behind Salesforce's SOAP and REST APIs and its sign-in.

mod access;
mod api;
mod audit;
mod chatter;
mod control;
mod cursor;
mod exception;
mod fault;
mod generated;
mod groups;
mod guard;
mod health;
mod history;
mod ids;
mod jwt;
mod limits;
mod names;
mod org;
mod record;
mod reply;
mod rest;
mod schema;
mod secure;
mod seed;
mod send;
mod soap;
mod soql;
mod table;
mod token;
mod value;
mod visibility;
mod world;

pub use secure::Secure;

use crate::{
    clock::VirtualClock,
    connection::{Cut, Door},
};
use api::Front;
use axum::{Extension, Router, extract::DefaultBodyLimit};
use chatter::feed;
use model::{Clock, Random, SystemClock, SystemRandom};
use org::Org;
use serde::Serialize;
use serde_json::Value;
use std::{
    collections::{HashMap, VecDeque},
    net::SocketAddr,
    sync::Arc,
};
use tokio::{net::TcpListener, task::JoinHandle};
use world::{Sim, World};

/// Largest request body: a SOAP message of Salesforce may be as large.
const BODY_BYTES_MAX: usize = 52_428_800;

/// The name of the org with many users.
const LARGE: &str = "large";
/// How many users it has where only its feed is asked for.
const FEED_USERS: usize = 300;

/// How a simulator is started.
pub struct Config {
    /// Port 0: any free one.
    pub listen: SocketAddr,
    /// What the virtual clock follows.
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    /// Whether it listens with TLS too, with a certificate of an authority made at the start.
    pub tls: bool,
    /// How many users the further org *large* has; none: there is no such org, or, where it has a feed, 300.
    pub users: Option<usize>,
    /// How many posts and comments *large* has, each of three people.
    pub feed_items: Option<usize>,
    /// Bytes of the file on each tenth of them; none: they have no files.
    pub feed_file_bytes: Option<u64>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            tls: false,
            users: None,
            feed_items: None,
            feed_file_bytes: None,
        }
    }
}

/// Why a simulator could not be started, or could not do as told.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot listen on {0}: {1}; choose another port with --listen, or port 0 for any free one")]
    Listen(SocketAddr, std::io::Error),
    #[error("no certificate could be made: {0}")]
    Certificate(String),
    #[error("a shipped fixture is broken: {0}")]
    Fixture(#[from] serde_json::Error),
    #[error("a shipped fixture is broken: {0}")]
    Broken(String),
    #[error("no HTTP client could be made or used: {0}")]
    Http(#[from] reqwest::Error),
    #[error("{0}")]
    Refused(String),
}

/// How to sign in to an org. Made-up credentials of a simulator: not secrets.
#[derive(Debug, Clone, Serialize)]
pub struct Access {
    /// `tidy`, `careless`, or as it was made.
    pub name: String,
    pub org_id: String,
    /// The user who signs in.
    pub user_id: String,
    pub is_sandbox: bool,
    /// The My Domain host that a real org would have.
    pub my_domain: String,
    pub username: String,
    pub password: String,
    pub security_token: String,
    pub client_id: String,
    pub client_secret: String,
    /// The user who may read what people write, and an app of its own.
    pub archiver: SignIn,
}

/// How a further user of an org signs in.
#[derive(Debug, Clone, Serialize)]
pub struct SignIn {
    pub user_id: String,
    pub username: String,
    pub password: String,
    pub security_token: String,
    pub client_id: String,
    pub client_secret: String,
}

/// A running simulator; ends when dropped.
pub struct Running {
    /// `http://127.0.0.1:PORT`: stands for all hosts of Salesforce; the control API lies under `/_simulate`.
    pub base_url: String,
    pub orgs: Vec<Access>,
    /// The same with TLS, where that was asked for.
    pub secure: Option<Secure>,
    sim: Arc<Sim>,
    server: JoinHandle<()>,
}

/// Starts a simulator.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn start(config: Config) -> Result<Running, Error> {
    let listener =
        TcpListener::bind(config.listen).await.map_err(|error| Error::Listen(config.listen, error))?;
    let address = listener.local_addr().map_err(|error| Error::Listen(config.listen, error))?;
    let base_url = format!("http://{address}");
    let now = config.clock.now();
    let mut orgs = seed::shipped(now)?;
    if config.users.is_some() || config.feed_items.is_some() {
        let feed = config.feed_items.map(|items| feed::Size { items, file_bytes: config.feed_file_bytes });
        let size = generated::Size { users: config.users.unwrap_or(FEED_USERS), feed };
        orgs.push(generated::org(LARGE, size, orgs.len(), now)?);
    }
    let world = World {
        base_url: base_url.clone(),
        orgs,
        sessions: HashMap::new(),
        cursors: HashMap::new(),
        faults: Vec::new(),
        log: VecDeque::new(),
    };
    let orgs = world.orgs.iter().map(Access::to).collect();
    let clock = VirtualClock::following(config.clock);
    let sim = Arc::new(Sim::new(world, clock, config.random, crate::http::client()?));
    let secure = match config.tls {
        true => Some(secure::start(config.listen.ip(), |front| router(&sim, front)).await?),
        false => None,
    };
    let router = router(&sim, Front::Http).into_make_service_with_connect_info::<Cut>();
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(Door(listener), router).await {
            tracing::error!(%error, "the simulator stopped serving");
        }
    });
    Ok(Running { base_url, orgs, secure, sim, server })
}

fn router(sim: &Arc<Sim>, front: Front) -> Router {
    Router::new()
        .nest("/_simulate", control::routes())
        .fallback(api::serve)
        .layer(Extension(front))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(sim.clone())
}

impl Access {
    fn to(org: &Org) -> Self {
        let credentials = org.reader.credentials.clone();
        let archiver = org.archiver.credentials.clone();
        Self {
            name: org.name.clone(),
            org_id: org.id.clone(),
            user_id: org.reader.user_id.clone(),
            is_sandbox: org.value("Organization", &org.id, "IsSandbox").is_true(),
            my_domain: org.my_domain.clone(),
            username: credentials.username,
            password: credentials.password,
            security_token: credentials.security_token,
            client_id: credentials.client_id,
            client_secret: credentials.client_secret,
            archiver: SignIn {
                user_id: org.archiver.user_id.clone(),
                username: archiver.username,
                password: archiver.password,
                security_token: archiver.security_token,
                client_id: archiver.client_id,
                client_secret: archiver.client_secret,
            },
        }
    }
}

impl Running {
    /// The credentials of an org of the start, as they were then.
    ///
    /// # Panics
    /// On any other name: a mistake in the caller.
    pub fn org(&self, name: &str) -> &Access {
        match self.orgs.iter().find(|org| org.name == name) {
            Some(org) => org,
            None => panic!("there is no org “{name}”: none of that name was there at the start"),
        }
    }

    /// The ready line: addresses and credentials as one JSON object.
    pub fn ready_line(&self) -> Value {
        let mut ready = serde_json::json!({
            "base_url": self.base_url,
            "control_url": format!("{}/_simulate", self.base_url),
            "orgs": self.orgs,
        });
        if let Some(secure) = &self.secure {
            ready["https_url"] = secure.url.as_str().into();
        }
        ready
    }

    /// A call of the control API: `control("POST", "faults", json!({…}))`. An empty reply is null.
    ///
    /// # Errors
    /// [`Error::Refused`] with the reply's text when it is no success.
    pub async fn control(&self, method: &str, path: &str, body: Value) -> Result<Value, Error> {
        let method = method.parse().map_err(|_| Error::Refused(format!("“{method}” is no HTTP method")))?;
        let url = format!("{}/_simulate/{path}", self.base_url);
        let answer = self.sim.http.request(method, url).json(&body).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        if !status.is_success() {
            return Err(Error::Refused(format!("{status}: {text}")));
        }
        Ok(if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? })
    }

    /// Ends the simulator and waits until its port is free.
    pub async fn stop(mut self) {
        self.server.abort();
        let _ = (&mut self.server).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
    }
}
