//! A house with its first administrator, and clients that speak to its router.

use axum::{
    Router,
    body::{Body, Bytes},
    response::Response,
};
use engine::{Config, Engine, Installation, access::SessionKind};
use http::{HeaderMap, Method, Request};
use model::{ManualClock, Role, Secret, SystemRandom, Time};
use serde_json::{Value, json};
use server::Settings;
use std::{net::IpAddr, sync::Arc, time::Duration};
use store::testing::{Fresh, TestDb};
use tower::ServiceExt;
use url::Url;

pub const PASSWORD: &str = "correct horse battery staple";
pub const PEER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
/// The largest answer that a test reads, in bytes.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Where people reach the house of the tests.
const PUBLIC_URL: &str = "https://vouchsafe.example.com";

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at("2026-11-21T08:00:00Z".parse::<Time>().unwrap()))
}

pub struct World {
    pub engine: Arc<Engine>,
    pub clock: Arc<ManualClock>,
    pub router: Router,
    pub fresh: Fresh,
}

impl World {
    /// A new installation that nobody has set up.
    pub async fn untouched(db: TestDb, public_url: &str) -> World {
        World::begun(db, public_url, clock(), None).await
    }

    async fn begun(
        db: TestDb,
        public_url: &str,
        clock: Arc<ManualClock>,
        base: Option<(&str, Url)>,
    ) -> World {
        let fresh = db.fresh().await;
        let installation = Installation {
            database: fresh.config.url.clone(),
            key_file: fresh.config.key_file.clone(),
            archive: None,
            packs: None,
            bases: base.map(|(connector, base)| (connector.parse().unwrap(), base)).into_iter().collect(),
            config: Config::new(public_url.parse().unwrap(), "test"),
        };
        let engine = Engine::open(installation, clock.clone(), Arc::new(SystemRandom)).await.unwrap();
        let settings = Settings { live_pulse: Duration::from_millis(20), ..Settings::default() };
        let router = server::router(engine.clone(), settings);
        World { engine, clock, router, fresh }
    }

    /// An installation on SQLite with a principal of each role: Ada, Dora and Rita.
    pub async fn new() -> World {
        World::on(TestDb::Sqlite).await
    }

    pub async fn on(db: TestDb) -> World {
        World::untouched(db, PUBLIC_URL).await.set_up().await
    }

    /// The same beside a simulated Zoom.
    pub async fn with_zoom(db: TestDb) -> (World, simulate::zoom::Running) {
        let clock = clock();
        let config = simulate::zoom::Config { clock: clock.clone(), ..Default::default() };
        let zoom = simulate::zoom::start(config).await.unwrap();
        let base = zoom.base_url.parse().unwrap();
        (World::begun(db, PUBLIC_URL, clock, Some(("zoom", base))).await.set_up().await, zoom)
    }

    /// The same beside a simulated Salesforce.
    pub async fn with_salesforce(db: TestDb) -> (World, simulate::salesforce::Running) {
        let clock = clock();
        let config = simulate::salesforce::Config { clock: clock.clone(), ..Default::default() };
        let salesforce = simulate::salesforce::start(config).await.unwrap();
        let base = salesforce.base_url.parse().unwrap();
        (World::begun(db, PUBLIC_URL, clock, Some(("salesforce", base))).await.set_up().await, salesforce)
    }

    async fn set_up(self) -> World {
        let world = self;
        let token = world.link_token().await;
        world.engine.complete_setup(&Secret::new(token), "Ada", &Secret::new(PASSWORD)).await.unwrap();
        let ada = world.signed_in("Ada").await;
        for (name, role) in [("Dora", Role::DataConnectorAdmin), ("Rita", Role::ComplianceManagerReader)] {
            let new = json!({ "name": name, "role": role, "password": PASSWORD });
            ada.post("/api/v1/principals", new).await.expect(201);
        }
        world
    }

    /// The token of a new one-time link.
    pub async fn link_token(&self) -> String {
        let link = self.engine.setup_link().await.unwrap().expect("nobody has set it up");
        link.split_once('#').unwrap().1.to_owned()
    }

    /// Who has not signed in.
    pub fn stranger(&self) -> Client {
        Client { router: self.router.clone(), headers: HeaderMap::new() }
    }

    /// A program that signed in with a bearer's token.
    pub async fn signed_in(&self, name: &str) -> Client {
        let token = self.token(name, SessionKind::Bearer).await;
        self.stranger().with("authorization", &format!("Bearer {token}"))
    }

    /// A browser that signed in; it sends what browsers send from the portal's own pages.
    pub async fn browser(&self, name: &str) -> Client {
        let token = self.token(name, SessionKind::Cookie).await;
        self.stranger()
            .with("cookie", &format!("vouchsafe_session={token}"))
            .with("sec-fetch-site", "same-origin")
            .with("host", "vouchsafe.example.com")
    }

    /// Somebody of each role that has nobody yet: Adam, Cora and Asta.
    pub async fn with_all_roles(self) -> World {
        let ada = self.signed_in("Ada").await;
        let others = Role::ALL.into_iter().filter(|role| !["Ada", "Dora", "Rita"].contains(&name_of(*role)));
        for role in others {
            let new = json!({ "name": name_of(role), "role": role, "password": PASSWORD });
            ada.post("/api/v1/principals", new).await.expect(201);
        }
        self
    }

    pub async fn as_role(&self, role: Role) -> Client {
        self.signed_in(name_of(role)).await
    }

    async fn token(&self, name: &str, kind: SessionKind) -> String {
        let signed_in = self.engine.sign_in(name, &Secret::new(PASSWORD), kind, PEER).await.unwrap();
        signed_in.expect("the right password").token.expose().to_owned()
    }
}

pub fn name_of(role: Role) -> &'static str {
    match role {
        Role::GlobalAdministrator => "Ada",
        Role::DataConnectorAdmin => "Dora",
        Role::ComplianceManagerAdministration => "Adam",
        Role::ComplianceManagerContribution => "Cora",
        Role::ComplianceManagerAssessor => "Asta",
        Role::ComplianceManagerReader => "Rita",
        Role::EdiscoveryManager => "Edda",
        Role::RecordsManagement => "Reko",
        Role::Reviewer => "Vera",
        Role::ArchiveAuditor => "Audo",
    }
}

#[derive(Clone)]
pub struct Client {
    router: Router,
    headers: HeaderMap,
}

impl Client {
    /// The same client with one more header on every request.
    pub fn with(mut self, name: &'static str, value: &str) -> Client {
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await
    }
    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PATCH, path, Some(body)).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.send(Method::PUT, path, Some(body)).await
    }
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let request = Request::builder().method(method).uri(path);
        let request = match body {
            Some(body) => {
                request.header("content-type", "application/json").body(Body::from(body.to_string()))
            }
            None => request.body(Body::empty()),
        };
        Reply::of(self.begin(request.unwrap()).await).await
    }

    /// Sends a request as it is, and gives the answer before its body was read.
    pub async fn begin(&self, mut request: Request<Body>) -> Response {
        for (name, value) in &self.headers {
            request.headers_mut().entry(name).or_insert(value.clone());
        }
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// An answer, read to its end.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    pub async fn of(response: Response) -> Reply {
        let (head, body) = response.into_parts();
        let body = axum::body::to_bytes(body, ANSWER_BYTES_MAX).await.unwrap();
        Reply { status: head.status.as_u16(), headers: head.headers, body }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    #[track_caller]
    pub fn expect(self, status: u16) -> Reply {
        assert_eq!(self.status, status, "{}", self.text());
        if status >= 400 {
            assert_eq!(self.header("content-type"), "application/problem+json");
            assert_eq!(self.json()["status"], status);
        }
        self
    }

    /// The fields that a problem document names.
    #[track_caller]
    pub fn fields(&self) -> Vec<String> {
        let errors = self.json()["errors"].clone();
        let errors: Vec<Value> = serde_json::from_value(errors).unwrap_or_default();
        errors.into_iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    }
}
