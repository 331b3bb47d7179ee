//! `vouchsafe serve`: the server with its workers, on embedded defaults unless told otherwise.

use crate::{logging, output};
use anyhow::{Context, bail};
use clap::Args;
use engine::{Config, Engine, Installation};
use model::{Clock, SystemRandom};
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
    /// The folder for the database and the master key
    #[arg(long, env = "VOUCHSAFE_DATA", default_value = "data")]
    data: PathBuf,
    /// The database: postgres://… or sqlite:PATH; a file in the data folder when left out
    #[arg(long, env = "VOUCHSAFE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// A folder of packs and regulations that is added to those in the binary
    #[arg(long, env = "VOUCHSAFE_PACKS")]
    packs: Option<PathBuf>,
    /// A reverse proxy whose X-Forwarded-For is believed; may be given several times
    #[arg(long = "trusted-proxy", env = "VOUCHSAFE_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Vec<IpAddr>,
    /// Another address for Zoom than its own, for a simulator
    #[arg(long, env = "VOUCHSAFE_ZOOM_BASE")]
    zoom_base: Option<Url>,
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
        let listener = TcpListener::bind(&self.listen).await.map_err(|error| {
            let listen = &self.listen;
            let what = match error.kind() {
                ErrorKind::AddrInUse => {
                    format!("cannot listen on {listen}: the port is taken; choose another")
                }
                _ => format!("cannot listen on {listen}"),
            };
            anyhow::Error::new(error).context(what)
        })?;
        let public_url = match self.public_url.clone() {
            Some(url) => url,
            None => format!("http://{}", listener.local_addr()?).parse()?,
        };
        let whole_host =
            public_url.path() == "/" && public_url.query().is_none() && public_url.fragment().is_none();
        if !matches!(public_url.scheme(), "http" | "https") || !whole_host {
            bail!("--public-url {public_url} cannot be used; write https://HOST[:PORT], without a path");
        }
        let node = format!("{}-{}", listener.local_addr()?, std::process::id());
        let installation = Installation {
            database: self
                .database
                .clone()
                .unwrap_or_else(|| format!("sqlite:{}", self.data.join("vouchsafe.db").display())),
            key_file: self.data.join("master.key"),
            packs: self.packs.clone(),
            zoom_base: self.zoom_base.clone(),
            config: Config::new(public_url.clone(), node),
        };
        let engine = Engine::open(installation, self.clock(), Arc::new(SystemRandom)).await?;
        let setup_link = engine.setup_link().await?;
        if self.ready_line {
            let url = public_url.as_str().trim_end_matches('/');
            output::line(serde_json::json!({ "url": url, "setup_link": setup_link }));
        }
        if let Some(link) = setup_link.filter(|_| !self.ready_line) {
            // Not through the log: whoever reads logs is not to become the first administrator.
            output::note(format_args!("\n  First sign-in (valid for one hour, works once):\n\n    {link}\n"));
        }
        tracing::info!(%public_url, "serving");
        let settings = server::Settings { trusted_proxies: self.trusted_proxies, ..Default::default() };
        server::serve_with(engine.clone(), listener, settings, asked_to_stop()).await?;
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

/// An address or a name, and a port. Whether it can be listened on shows when it is tried.
fn listen_address(text: &str) -> Result<String, String> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(text.to_owned()),
        _ => Err("this is no ADDRESS:PORT; write for example 127.0.0.1:8080".into()),
    }
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
