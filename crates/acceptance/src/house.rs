//! Vouchsafe and simulated services, as an organisation would have them.

use crate::{Client, Database, Server, eventually, tool};
use serde_json::{Value, json};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};
use tempfile::TempDir;
use tokio::process::Command;

/// The first administrator of every house.
pub const ADMINISTRATOR: &str = "ada";
/// Their password.
pub const PASSWORD: &str = "correct horse battery staple";

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

/// How a house is built, where it is not as usual.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plan<'a> {
    /// A folder of packs beside those in the binary.
    pub packs: Option<&'a Path>,
    /// Whether there is a simulated Salesforce beside the Zoom.
    pub salesforce: bool,
    /// Where the data folder is, when not with all else: on a disk of its own.
    pub data: Option<&'a Path>,
    /// Where what is archived is, when not in the data folder.
    pub archive: Option<&'a Path>,
}

/// What Vouchsafe is started with each time.
#[derive(Debug, Clone)]
struct Settings {
    data: PathBuf,
    archive: Option<PathBuf>,
    packs: Option<PathBuf>,
    bases: Vec<String>,
}

/// A running house.
pub struct House {
    pub vouchsafe: Server,
    pub zoom: Server,
    /// A simulated Salesforce, where the house was built with one.
    pub salesforce: Option<Server>,
    /// Signed in as the first administrator.
    pub admin: Client,
    /// The simulated Zoom's control API, and its own API.
    pub zoom_client: Client,
    folder: TempDir,
    database: Database,
    settings: Settings,
    port: u16,
}

impl House {
    /// Builds a house: both servers started, the first administrator set up.
    pub async fn build(database: &Database) -> House {
        House::build_with(database, None).await
    }

    /// A house with a folder of packs beside those in the binary.
    pub async fn build_with(database: &Database, packs: Option<&Path>) -> House {
        House::build_to(database, Plan { packs, ..Plan::default() }).await
    }

    /// A house with a simulated Salesforce beside the Zoom.
    pub async fn build_with_salesforce(database: &Database) -> House {
        House::build_to(database, Plan { salesforce: true, ..Plan::default() }).await
    }

    /// A house to a plan.
    pub async fn build_to(database: &Database, plan: Plan<'_>) -> House {
        let folder = tempfile::Builder::new().prefix("house-").tempdir().unwrap();
        let zoom = simulate("zoom", folder.path()).await;
        let salesforce =
            if plan.salesforce { Some(simulate("salesforce", folder.path()).await) } else { None };
        let settings = Settings {
            data: plan.data.map_or_else(|| folder.path().join("data"), Path::to_path_buf),
            archive: plan.archive.map(Path::to_path_buf),
            packs: plan.packs.map(Path::to_path_buf),
            bases: bases(&zoom, salesforce.as_ref()),
        };
        let zoom_client = Client::new(zoom.ready["base_url"].as_str().unwrap());
        let mut house = House {
            vouchsafe: serve(folder.path(), database, &settings, 0, &[]).await.unwrap(),
            admin: Client::new("http://127.0.0.1:0"),
            zoom,
            salesforce,
            zoom_client,
            folder,
            database: database.clone(),
            settings,
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

    /// The data folder, with the master key and, where the database is a file, the database.
    pub fn data(&self) -> &Path {
        &self.settings.data
    }

    /// The folder of what is archived.
    pub fn archive_folder(&self) -> PathBuf {
        self.settings.archive.clone().unwrap_or_else(|| self.settings.data.join("archive"))
    }

    /// Starts Vouchsafe again on the same port, after it was killed or stopped.
    pub async fn restart(&mut self, variables: &[(&str, &str)]) {
        self.try_restart(variables).await.unwrap();
    }

    /// The same; what it said where it does not start.
    pub async fn try_restart(&mut self, variables: &[(&str, &str)]) -> Result<(), String> {
        let (folder, database) = (self.folder.path(), &self.database);
        self.vouchsafe = serve(folder, database, &self.settings, self.port, variables).await?;
        Ok(())
    }

    /// Another process over the same PostgreSQL, as on a second machine: a data folder of its own, with the same
    /// master key in it.
    pub async fn another(&self, name: &str) -> Server {
        assert!(matches!(self.database, Database::Postgres(_)), "a database in a file has one process");
        let folder = self.folder.path().join(name);
        std::fs::create_dir_all(folder.join("data")).unwrap();
        std::fs::copy(self.data().join("master.key"), folder.join("data/master.key")).unwrap();
        let settings = Settings { data: folder.join("data"), ..self.settings.clone() };
        serve(&folder, &self.database, &settings, 0, &[]).await.unwrap()
    }

    /// As `kill -9` and the time after which another process may take over.
    pub async fn kill(&mut self) {
        self.vouchsafe.kill().await;
        self.database.end_leases().await;
    }

    /// Lets the leases of a process that ended end too.
    pub async fn end_leases(&self) {
        self.database.end_leases().await;
    }

    /// The rows of a query on the house's own database.
    pub async fn rows(&self, sql: &str) -> Vec<Value> {
        self.database.rows(self.data(), sql).await
    }

    /// A dump of a PostgreSQL; nothing for a database in a file.
    pub async fn dump(&self) -> String {
        self.database.dump().await
    }

    /// Signs the administrator in again, whose session ended as days went by.
    pub async fn sign_in_again(&mut self) {
        self.admin = self.admin.sign_in(ADMINISTRATOR, PASSWORD).await;
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
        read("vouchsafe.log") + &read("zoom.log") + &read("salesforce.log")
    }
}

/// Starts a simulated service.
async fn simulate(service: &str, folder: &Path) -> Server {
    let mut command = Command::new(tool("simulate"));
    command.args([service, "--listen", "127.0.0.1:0"]);
    Server::start(&mut command, &folder.join(format!("{service}.log"))).await.unwrap()
}

/// Where the simulated services are, as `vouchsafe serve` is told.
fn bases(zoom: &Server, salesforce: Option<&Server>) -> Vec<String> {
    let base = |(service, server): (&str, &Server)| {
        format!("{service}={}", server.ready["base_url"].as_str().unwrap())
    };
    let zoom = [("zoom", zoom)].into_iter();
    zoom.chain(salesforce.map(|server| ("salesforce", server))).map(base).collect()
}

async fn serve(
    folder: &Path,
    database: &Database,
    settings: &Settings,
    port: u16,
    variables: &[(&str, &str)],
) -> Result<Server, String> {
    let mut command = Command::new(tool("vouchsafe"));
    command
        .args(["serve", "--ready-line", "--listen", &format!("127.0.0.1:{port}")])
        .args(settings.bases.iter().flat_map(|base| ["--base", base]))
        .arg("--data")
        .arg(&settings.data)
        .arg("--clock-file")
        .arg(folder.join("clock"))
        .envs(variables.iter().copied());
    if let Database::Postgres(url) = database {
        command.args(["--database", url]);
    }
    for (option, place) in [("--packs", &settings.packs), ("--archive", &settings.archive)] {
        if let Some(place) = place {
            command.arg(option).arg(place);
        }
    }
    Server::start(&mut command, &folder.join("vouchsafe.log")).await
}
