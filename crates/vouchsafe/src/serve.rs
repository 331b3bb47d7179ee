//! `vouchsafe serve`: the server with its workers, on embedded defaults unless told otherwise.

use crate::{logging, output};
use anyhow::{Context, bail};
use clap::Args;
use engine::{Config, Engine, Installation};
use model::{Clock, ConnectorId, SystemRandom};
use server::{Certificate, Door, Doors};
use std::{io::ErrorKind, net::IpAddr, path::PathBuf, process::ExitCode, sync::Arc};
use tokio::net::TcpListener;
use url::Url;

#[derive(Args)]
pub struct Serve {
    /// Where to listen (port 0: any free one)
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "VOUCHSAFE_LISTEN",
        default_value = "127.0.0.1:8080",
        value_parser = listen_address
    )]
    listen: String,
    /// The address that people and services reach this server by; the listening one when left out
    #[arg(long, env = "VOUCHSAFE_PUBLIC_URL")]
    public_url: Option<Url>,
    /// The certificate chain to speak TLS with, as a PEM file; read again when it is renewed
    #[arg(long, env = "VOUCHSAFE_TLS_CERTIFICATE", requires = "tls_key", value_name = "FILE")]
    tls_certificate: Option<PathBuf>,
    /// The private key of that certificate, as a PEM file
    #[arg(long, env = "VOUCHSAFE_TLS_KEY", requires = "tls_certificate", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Where to listen for services' webhook deliveries alone; the listening address then takes none
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "VOUCHSAFE_WEBHOOK_LISTEN",
        value_parser = listen_address
    )]
    webhook_listen: Option<String>,
    /// The address that services deliver to: the public URL, or the webhook listener's, when left out
    #[arg(long, env = "VOUCHSAFE_WEBHOOK_URL")]
    webhook_url: Option<Url>,
    /// The folder for the database and the master key
    #[arg(long, env = "VOUCHSAFE_DATA", default_value = "data")]
    data: PathBuf,
    /// The database: postgres://… or sqlite:PATH; a file in the data folder when left out
    #[arg(long, env = "VOUCHSAFE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// The folder of what is archived, sealed; in the data folder when left out. Several nodes need a shared one
    #[arg(long, env = "VOUCHSAFE_ARCHIVE", value_name = "FOLDER")]
    archive: Option<PathBuf>,
    /// A folder of packs and regulations that is added to those in the binary
    #[arg(long, env = "VOUCHSAFE_PACKS")]
    packs: Option<PathBuf>,
    /// How many days names and addresses are kept in what was read from services; ids and counts stay
    #[arg(
        long,
        env = "VOUCHSAFE_PERSONAL_DATA_DAYS",
        value_name = "DAYS",
        default_value_t = engine::PERSONAL_DATA_DAYS,
        value_parser = clap::value_parser!(u32).range(1..=36_500)
    )]
    personal_data_days: u32,
    /// A reverse proxy whose X-Forwarded-For is believed; may be given several times
    #[arg(long = "trusted-proxy", env = "VOUCHSAFE_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,
    /// Let webhooks about alerts go to private addresses too, and over plain http to this machine
    #[arg(long, env = "VOUCHSAFE_PRIVATE_NOTIFICATION_TARGETS")]
    private_notification_targets: bool,
    /// Another address for a connector's service than its own, for a simulator: CONNECTOR=http://127.0.0.1:8090; may
    /// be given several times
    #[arg(long = "base", value_name = "CONNECTOR=URL", env = "VOUCHSAFE_BASES", value_delimiter = ',', value_parser = base)]
    bases: Vec<(ConnectorId, Url)>,
    /// Say with one line of JSON on standard output that the server is ready, and where
    #[arg(long)]
    ready_line: bool,
    /// Read how many milliseconds the clock is ahead from this file, for acceptance tests
    #[cfg(feature = "test-clock")]
    #[arg(long, env = "VOUCHSAFE_CLOCK_FILE")]
    clock_file: Option<PathBuf>,
}

impl Serve {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        logging::start();
        std::fs::create_dir_all(&self.data)
            .with_context(|| format!("the data folder {} could not be made", self.data.display()))?;
        let certificate = match (&self.tls_certificate, &self.tls_key) {
            (Some(chain), Some(key)) => Some(Certificate::load(chain, key)?),
            _ => None,
        };
        let main = Door { listener: bind(&self.listen).await?, certificate: certificate.clone() };
        let address = main.listener.local_addr()?;
        let public_url = address_of("--public-url", self.public_url.clone(), &main)?;
        let webhooks = match &self.webhook_listen {
            Some(listen) => Some(Door { listener: bind(listen).await?, certificate }),
            None => None,
        };
        let webhook_url = match (&self.webhook_url, &webhooks) {
            (None, None) => public_url.clone(),
            (given, door) => address_of("--webhook-url", given.clone(), door.as_ref().unwrap_or(&main))?,
        };
        let node = format!("{address}-{}", std::process::id());
        let installation = Installation {
            database: self
                .database
                .clone()
                .unwrap_or_else(|| format!("sqlite:{}", self.data.join("vouchsafe.db").display())),
            key_file: self.data.join("master.key"),
            archive: self.archive.clone(),
            packs: self.packs.clone(),
            bases: self.bases.iter().cloned().collect(),
            config: Config {
                webhook_url: webhook_url.clone(),
                private_notification_targets: self.private_notification_targets,
                personal_data_days: self.personal_data_days,
                ..Config::new(public_url.clone(), node)
            },
        };
        let engine = Engine::open(installation, self.clock(), Arc::new(SystemRandom)).await?;
        let setup_link = engine.setup_link().await?;
        if self.ready_line {
            let url = public_url.as_str().trim_end_matches('/');
            output::line(
                serde_json::json!({ "url": url, "webhook_url": webhook_url.as_str(), "setup_link": setup_link }),
            );
        }
        if let Some(link) = setup_link.filter(|_| !self.ready_line) {
            // Not through the log: whoever reads logs is not to become the first administrator.
            output::note(format_args!("\n  First sign-in (valid for one hour, works once):\n\n    {link}\n"));
        }
        tracing::info!(%public_url, "serving");
        let settings = server::Settings { trusted_proxies: self.trusted_proxies, ..Default::default() };
        server::serve_with(engine.clone(), Doors { main, webhooks }, settings, asked_to_stop()).await?;
        engine.close().await;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }

    #[cfg(feature = "test-clock")]
    fn clock(&self) -> Arc<dyn Clock> {
        match &self.clock_file {
            Some(file) => Arc::new(model::FileClock::reading(file)),
            None => Arc::new(model::SystemClock),
        }
    }

    #[cfg(not(feature = "test-clock"))]
    fn clock(&self) -> Arc<dyn Clock> {
        Arc::new(model::SystemClock)
    }
}

async fn bind(listen: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.map_err(|error| {
        let what = match error.kind() {
            ErrorKind::AddrInUse => format!("cannot listen on {listen}: the port is taken; choose another"),
            _ => format!("cannot listen on {listen}"),
        };
        anyhow::Error::new(error).context(what)
    })
}

/// The address that others reach a door by: as it was given, or where it listens.
fn address_of(option: &str, given: Option<Url>, door: &Door) -> anyhow::Result<Url> {
    let url = match given {
        Some(url) => url,
        None => {
            let scheme = if door.certificate.is_some() { "https" } else { "http" };
            format!("{scheme}://{}", door.listener.local_addr()?).parse()?
        }
    };
    let whole_host = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !whole_host {
        bail!("{option} {url} cannot be used; write https://HOST[:PORT], without a path");
    }
    Ok(url)
}

/// An address or a name, and a port. Whether it can be listened on shows when it is tried.
fn listen_address(text: &str) -> Result<String, String> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(text.to_owned()),
        _ => Err("this is no ADDRESS:PORT; write for example 127.0.0.1:8080".into()),
    }
}

/// A connector that there is, and an address.
fn base(text: &str) -> Result<(ConnectorId, Url), String> {
    let (connector, url) =
        text.split_once('=').ok_or("write CONNECTOR=URL, for example CONNECTOR=http://127.0.0.1:8090")?;
    let connector = connector.parse().map_err(|error| format!("{error}"))?;
    let url = url.parse().map_err(|error| format!("{url} is no address: {error}"))?;
    Ok((connector, url))
}

/// Ends with Ctrl-C or SIGTERM.
async fn asked_to_stop() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}
