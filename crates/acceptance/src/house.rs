//! Vouchsafe and a simulated Zoom, as an organisation would have them.

use crate::{Client, Server, eventually, tool};
use serde_json::{Value, json};
use std::{
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};
use tempfile::TempDir;
use tokio::process::Command;

/// The first administrator of every house.
pub const ADMINISTRATOR: &str = "ada";
/// Their password.
pub const PASSWORD: &str = "correct horse battery staple";

/// Where a house keeps what it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres(String),
}

impl Database {
    pub fn sqlite() -> Self {
        Database::Sqlite
    }
    /// A new database on the server that `cargo xtask test` started.
    pub async fn postgres() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("VOUCHSAFE_TEST_POSTGRES").expect(
            "VOUCHSAFE_TEST_POSTGRES is not set: run `cargo xtask test`, which starts a PostgreSQL, or name one \
             where databases may be made",
        );
        let name = format!("house_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let made =
            Command::new("psql").args([&server, "-qc", &format!("CREATE DATABASE {name}")]).output().await;
        let made = made.expect("psql runs (Debian: apt-get install postgresql-client)");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let (base, _) = server.rsplit_once('/').expect("the URL names a database");
        Database::Postgres(format!("{base}/{name}"))
    }
}

/// An account of the simulated Zoom with the credentials of its app.
#[derive(Debug, Clone)]
pub struct ZoomAccount {
    pub account_id: String,
    pub client_id: String,
    pub client_secret: String,
}

impl ZoomAccount {
    /// As the wizard sends them.
    pub fn credentials(&self) -> Value {
        json!({
            "account_id": self.account_id,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        })
    }
}

/// A running house.
pub struct House {
    pub vouchsafe: Server,
    pub zoom: Server,
    /// Signed in as the first administrator.
    pub admin: Client,
    /// The simulated Zoom's control API, and its own API.
    pub zoom_client: Client,
    folder: TempDir,
    database: Database,
    port: u16,
}

impl House {
    /// Builds a house: both servers started, the first administrator set up.
    pub async fn build(database: &Database) -> House {
        let folder = tempfile::Builder::new().prefix("house-").tempdir().unwrap();
        let mut zoom = Command::new(tool("simulate"));
        zoom.args(["zoom", "--listen", "127.0.0.1:0"]);
        let zoom = Server::start(&mut zoom, &folder.path().join("zoom.log")).await.unwrap();
        let zoom_client = Client::new(zoom.ready["base_url"].as_str().unwrap());
        let mut house = House {
            vouchsafe: serve(&folder, database, 0, &zoom, &[]).await.unwrap(),
            admin: Client::new("http://127.0.0.1:0"),
            zoom,
            zoom_client,
            folder,
            database: database.clone(),
            port: 0,
        };
        house.port = house.url().rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap();
        let link =
            house.vouchsafe.ready["setup_link"].as_str().expect("a first start gives a link").to_owned();
        let (_, token) = link.split_once('#').expect("the token is the link's fragment");
        let body = json!({ "token": token, "name": ADMINISTRATOR, "password": PASSWORD });
        Client::new(house.url()).post("/api/v1/setup", &body).await.ok();
        house.admin = Client::signed_in(house.url(), ADMINISTRATOR, PASSWORD).await;
        house
    }

    pub fn url(&self) -> &str {
        self.vouchsafe.ready["url"].as_str().unwrap()
    }

    /// The folder with the data, the logs and the clock.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_path_buf()
    }

    /// The database's own address.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Starts Vouchsafe again on the same port, after it was killed or stopped.
    pub async fn restart(&mut self, variables: &[(&str, &str)]) {
        self.vouchsafe = serve(&self.folder, &self.database, self.port, &self.zoom, variables).await.unwrap();
    }

    /// Sets how far Vouchsafe's clock is ahead of the machine's.
    pub fn set_clock_ahead(&self, by: Duration) {
        let file = self.folder.path().join("clock");
        let next = file.with_extension("next");
        std::fs::write(&next, by.as_millis().to_string()).unwrap();
        std::fs::rename(next, file).unwrap();
    }

    /// The account *tidy* or *careless* of the simulated Zoom.
    pub fn zoom_account(&self, name: &str) -> ZoomAccount {
        let accounts = self.zoom.ready["accounts"].as_array().unwrap();
        let found = accounts.iter().find(|account| account["name"] == name).unwrap();
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        ZoomAccount {
            account_id: text("account_id"),
            client_id: text("client_id"),
            client_secret: text("client_secret"),
        }
    }

    /// Activates a Zoom account under a name, and waits until its checks were judged.
    pub async fn activate(&self, name: &str, account: &ZoomAccount) -> Value {
        let body = json!({
            "connector": "zoom",
            "name": name,
            "credentials": account.credentials(),
            "terms_version": self.terms_version().await,
        });
        let instance = self.admin.post("/api/v1/instances", &body).await.ok();
        self.judged(instance["id"].as_str().unwrap()).await
    }

    /// The version of the terms that the Zoom connector has now.
    pub async fn terms_version(&self) -> Value {
        self.admin.get("/api/v1/connectors/zoom").await.ok()["terms"]["version"].clone()
    }

    /// Waits until no check of an instance awaits its first outcome.
    pub async fn judged(&self, id: &str) -> Value {
        eventually("every check has an outcome", async || {
            let instance = self.instance(id).await;
            let idle = instance["last_run"]["state"] == "complete";
            (idle && instance["checks"]["to_be_detected"] == 0).then_some(instance)
        })
        .await
    }

    pub async fn instance(&self, id: &str) -> Value {
        self.admin.get(&format!("/api/v1/instances/{id}")).await.ok()
    }

    /// An assessment of the baseline over all Zoom instances.
    pub async fn assess(&self, name: &str) -> Value {
        let body = json!({
            "name": name,
            "regulation": "data-protection-baseline-first-ten",
            "group": { "name": "Default" },
            "services": ["zoom"],
            "covers": "all",
            "instances": [],
        });
        self.admin.post("/api/v1/assessments", &body).await.ok()
    }

    /// Everything that both servers logged so far.
    pub fn logs(&self) -> String {
        let read = |name| std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default();
        read("vouchsafe.log") + &read("zoom.log")
    }
}

async fn serve(
    folder: &TempDir,
    database: &Database,
    port: u16,
    zoom: &Server,
    variables: &[(&str, &str)],
) -> Result<Server, String> {
    let mut command = Command::new(tool("vouchsafe"));
    command
        .args(["serve", "--ready-line", "--listen", &format!("127.0.0.1:{port}")])
        .args(["--zoom-base", zoom.ready["base_url"].as_str().unwrap()])
        .arg("--data")
        .arg(folder.path().join("data"))
        .arg("--clock-file")
        .arg(folder.path().join("clock"))
        .envs(variables.iter().copied());
    if let Database::Postgres(url) = database {
        command.args(["--database", url]);
    }
    Server::start(&mut command, &folder.path().join("vouchsafe.log")).await
}
