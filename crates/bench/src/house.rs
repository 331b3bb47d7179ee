//! A simulated service and Vouchsafe beside it, the release binaries, for comparisons of the whole.

use anyhow::{Context, Result, bail, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// How long anything that is waited for may take.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
/// How often one looks.
const PAUSE: Duration = Duration::from_millis(50);
const NAME: &str = "ada";
const PASSWORD: &str = "correct horse battery staple";

/// A running house; its servers end with it.
pub struct House {
    /// The connector of the simulated service.
    connector: &'static str,
    simulator: Server,
    vouchsafe: Server,
    folder: tempfile::TempDir,
    pub http: reqwest::Client,
    pub base: String,
    pub service_base: String,
    pub token: String,
}

struct Server {
    child: Child,
    ready: Value,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl House {
    /// Both servers started, somebody signed in; the simulator has an account *large* with so many people.
    pub async fn start(connector: &'static str, users: usize) -> Result<Self> {
        Self::start_with(connector, &["--users", &users.to_string()]).await
    }

    /// The same with other flags of the simulator's.
    pub async fn start_with(connector: &'static str, flags: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut simulator = Command::new(binary("simulate")?);
        let simulator = Server::start(simulator.arg(connector).args(flags))?;
        let service_base = simulator.text("base_url")?;
        let vouchsafe = serve(folder.path(), connector, &service_base)?;
        let base = vouchsafe.text("url")?;
        #[expect(clippy::disallowed_methods, reason = "a bench plays a user's own client")]
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build()?;
        let token = String::new();
        let mut house = Self { connector, simulator, vouchsafe, folder, http, base, service_base, token };
        let link = house.vouchsafe.text("setup_link")?;
        let token = link.split_once('#').context("the token is the link's fragment")?.1.to_owned();
        let first = json!({ "token": token, "name": NAME, "password": PASSWORD });
        house.call(Method::POST, "/api/v1/setup", Some(&first)).await?;
        house.sign_in().await?;
        Ok(house)
    }

    async fn sign_in(&mut self) -> Result<()> {
        let body = json!({ "name": NAME, "password": PASSWORD, "kind": "bearer" });
        let session = self.call(Method::POST, "/api/v1/session", Some(&body)).await?;
        self.token = session["token"].as_str().context("a session has a token")?.to_owned();
        Ok(())
    }

    /// A call of the product's API that has to go well.
    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        self.send(&format!("{}{path}", self.base), method, body).await
    }

    /// A call of the simulator's control API.
    pub async fn control(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value> {
        self.send(&format!("{}/_simulate/{path}", self.service_base), method, body).await
    }

    async fn send(&self, url: &str, method: Method, body: Option<&Value>) -> Result<Value> {
        let mut request = self.http.request(method.clone(), url).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        ensure!(status.is_success(), "{method} {url} answered {status}: {text}");
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }

    /// How to sign in to the simulator's account *large*.
    pub fn large(&self) -> Result<Value> {
        let ready = &self.simulator.ready;
        let accounts = ready["accounts"].as_array().or(ready["orgs"].as_array());
        accounts
            .context("the simulator names its accounts")?
            .iter()
            .find(|account| account["name"] == "large")
            .cloned()
            .context("there is no large account")
    }

    /// Activates an account; the id of the instance.
    pub async fn activate(&self, name: &str, access: &Value, terms: &Value) -> Result<String> {
        let app = [("client_id", &access["client_id"]), ("client_secret", &access["client_secret"])];
        let own = match self.connector {
            "salesforce" => json!({ "method": "client-credentials", "domain": access["my_domain"] }),
            _ => json!({ "account_id": access["account_id"] }),
        };
        let mut credentials = own;
        app.into_iter().for_each(|(field, value)| credentials[field] = value.clone());
        let body = json!({
            "connector": self.connector, "name": name, "credentials": credentials, "terms_version": terms,
        });
        let instance = self.call(Method::POST, "/api/v1/instances", Some(&body)).await?;
        Ok(instance["id"].as_str().context("an instance has an id")?.to_owned())
    }

    /// The version of the connector's terms.
    pub async fn terms(&self) -> Result<Value> {
        Ok(self.call(Method::GET, &format!("/api/v1/connectors/{}", self.connector), None).await?["terms"]["version"].clone())
    }

    /// Stops Vouchsafe as Ctrl-C does, so that its database is at rest; the database's file.
    pub fn stop(&mut self) -> Result<PathBuf> {
        let id = self.vouchsafe.child.id().to_string();
        ensure!(Command::new("kill").args(["-TERM", &id]).status()?.success(), "kill -TERM {id} failed");
        self.vouchsafe.child.wait()?;
        Ok(self.folder.path().join("vouchsafe.db"))
    }

    /// Starts it again.
    pub async fn restart(&mut self) -> Result<()> {
        self.vouchsafe = serve(self.folder.path(), self.connector, &self.service_base)?;
        self.base = self.vouchsafe.text("url")?;
        self.sign_in().await
    }

    /// The most memory that Vouchsafe had resident since its start, in kB.
    pub fn peak_kb(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.vouchsafe.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).context("it has a peak")?;
        line.split_whitespace().nth(1).and_then(|kb| kb.parse().ok()).context("its peak is a number")
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.folder.path().join("vouchsafe.db")
    }
}

impl Server {
    /// Starts a server that says with its first line of JSON where it is.
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("it has an output")?);
        let mut first = String::new();
        lines.read_line(&mut first)?;
        let ready =
            serde_json::from_str(&first).with_context(|| format!("{command:?} is not ready: {first}"))?;
        Ok(Self { child, ready })
    }

    fn text(&self, key: &str) -> Result<String> {
        self.ready[key].as_str().map(str::to_owned).with_context(|| format!("the ready line has no {key}"))
    }
}

/// Looks until there is something to see.
pub async fn until<T>(what: &str, mut look: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let tries = PATIENCE.as_millis() / PAUSE.as_millis();
    for _ in 0..tries {
        if let Some(seen) = look().await? {
            return Ok(seen);
        }
        tokio::time::sleep(PAUSE).await;
    }
    bail!("not within {PATIENCE:?}: {what}")
}

fn serve(data: &Path, connector: &str, base: &str) -> Result<Server> {
    let mut command = Command::new(binary("vouchsafe")?);
    command.args([
        "serve",
        "--ready-line",
        "--listen",
        "127.0.0.1:0",
        "--base",
        &format!("{connector}={base}"),
        "--data",
    ]);
    Server::start(command.arg(data))
}

/// A release binary, or the one in the folder that `BENCH_BINARIES` names.
pub fn binary(name: &str) -> Result<PathBuf> {
    let folder = std::env::var_os("BENCH_BINARIES")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/release"), PathBuf::from);
    let path = folder.join(name);
    ensure!(path.exists(), "{} is not there: cargo build --release -p vouchsafe -p simulate", path.display());
    Ok(path)
}
