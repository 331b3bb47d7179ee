//! A simulated Zoom: two accounts, *tidy* and *careless*, behind Zoom's token endpoint, API and webhooks.

mod account;
mod api;
mod app;
mod apps;
mod control;
mod domains;
mod fault;
mod generated;
mod groups;
mod journal;
mod json;
mod limits;
mod meanwhile;
mod members;
mod operation;
mod operations;
mod pages;
mod people;
mod proxy;
mod reply;
mod reports;
mod settings;
mod token;
pub mod webhook;
mod world;

pub(crate) use operation::Operation;
pub(crate) use operations::OPERATIONS;
pub use proxy::Proxy;
pub use webhook::Mode;

use crate::clock::VirtualClock;
use crate::connection::{Cut, Door};
use account::Account;
use axum::{Router, extract::DefaultBodyLimit};
use model::{Clock, Random, SystemClock, SystemRandom};
use serde::Serialize;
use serde_json::Value;
use std::{collections::VecDeque, net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use world::{Sim, World};

/// Largest request body.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// The name of the account with many people.
const LARGE: &str = "large";

/// How a simulator is started.
pub struct Config {
    /// Port 0: any free one.
    pub listen: SocketAddr,
    /// What the virtual clock follows.
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    /// Where to listen as a proxy for Zoom's own names too.
    pub proxy: Option<SocketAddr>,
    /// How many people the further account *large* has; none: there is no such account.
    pub users: Option<usize>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock: Arc::new(SystemClock),
            random: Arc::new(SystemRandom),
            proxy: None,
            users: None,
        }
    }
}

/// Why a simulator could not be started, or could not do as told.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot listen on {0}: {1}; choose another port with --listen, or port 0 for any free one")]
    Listen(SocketAddr, std::io::Error),
    #[error("no certificate for the proxy could be made: {0}")]
    Certificate(String),
    #[error("a shipped fixture is broken: {0}")]
    Fixture(#[from] serde_json::Error),
    #[error("no HTTP client could be made or used: {0}")]
    Http(#[from] reqwest::Error),
    #[error("{0}")]
    Refused(String),
}

/// How to sign in to an account. Made-up credentials of a simulator: not secrets.
#[derive(Debug, Clone, Serialize)]
pub struct Access {
    /// `tidy`, `careless`, or as it was made.
    pub name: String,
    pub account_id: String,
    pub client_id: String,
    pub client_secret: String,
}

/// A running simulator; ends when dropped.
pub struct Running {
    /// `http://127.0.0.1:PORT`: the API lies under `/v2`, the control API under `/_simulate`.
    pub base_url: String,
    pub accounts: Vec<Access>,
    /// For clients whose hosts cannot be changed.
    pub proxy: Option<Proxy>,
    sim: Arc<Sim>,
    end: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
    sender: JoinHandle<()>,
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
    let switches = world::Switches { api_url: Some(base_url.clone()), ..world::Switches::default() };
    let proxy = match config.proxy {
        Some(listen) => Some(proxy::start(listen, address).await?),
        None => None,
    };
    let now = config.clock.now();
    let mut accounts = Account::shipped(now)?;
    if let Some(users) = config.users {
        let large = accounts[0].like(LARGE, users.clamp(1, generated::USERS_MAX), now);
        accounts.push(large);
    }
    let world = World {
        base_url: base_url.clone(),
        accounts,
        switches,
        faults: Vec::new(),
        log: VecDeque::new(),
        outgoing: Vec::new(),
        deliveries: VecDeque::new(),
    };
    let accounts = world.accounts.iter().map(Access::to).collect();
    let clock = VirtualClock::following(config.clock);
    let sim = Arc::new(Sim::new(world, clock, config.random, crate::http::client()?));
    let router = Router::new()
        .nest("/_simulate", control::routes())
        .fallback(api::serve)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(sim.clone())
        .into_make_service_with_connect_info::<Cut>();
    let (end, ended) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let serving = axum::serve(Door(listener), router);
        // Connections that are kept alive do not hold the end up: it is a simulator.
        tokio::select! {
            result = serving => if let Err(error) = result { tracing::error!(%error, "the simulator stopped serving") },
            _ = ended => {}
        }
    });
    let sender = tokio::spawn(webhook::run(sim.clone()));
    Ok(Running { base_url, accounts, proxy, sim, end: Some(end), server, sender })
}

impl Access {
    fn to(account: &Account) -> Self {
        Self {
            name: account.name.clone(),
            account_id: account.id.clone(),
            client_id: account.app.client_id.clone(),
            client_secret: account.app.client_secret.clone(),
        }
    }
}

impl Running {
    /// Where tokens are minted.
    pub fn oauth_url(&self) -> String {
        format!("{}/oauth/token", self.base_url)
    }

    /// The credentials of an account of the start, as they were then.
    ///
    /// # Panics
    /// On any other name: a mistake in the caller.
    pub fn account(&self, name: &str) -> &Access {
        match self.accounts.iter().find(|account| account.name == name) {
            Some(account) => account,
            None => panic!("there is no account “{name}”: none of that name was there at the start"),
        }
    }

    /// The ready line: addresses and credentials as one JSON object.
    pub fn ready_line(&self) -> Value {
        serde_json::json!({
            "base_url": self.base_url,
            "oauth_url": self.oauth_url(),
            "control_url": format!("{}/_simulate", self.base_url),
            "accounts": self.accounts,
        })
    }

    /// Saves a webhook endpoint after it has answered a challenge.
    ///
    /// # Errors
    /// [`Error::Refused`] with what was wrong with the answer.
    pub async fn subscribe(&self, account: &str, url: &str, secret: &str, mode: Mode) -> Result<(), Error> {
        control::register(&self.sim, account, url.to_owned(), secret.to_owned(), mode)
            .await
            .map_err(|refusal| Error::Refused(refusal.sentence()))
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
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        let _ = (&mut self.server).await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.server.abort();
        self.sender.abort();
    }
}
