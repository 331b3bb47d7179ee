//! `vouchsafe access`: getting in again on the server's own machine. It opens the database itself, whether the
//! server runs or not.

use crate::{cli::Global, logging, output};
use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use engine::{Config, Engine};
use model::{SystemClock, SystemRandom};
use serde_json::json;
use std::{path::PathBuf, process::ExitCode, sync::Arc};
use url::Url;

#[derive(Subcommand)]
pub enum Access {
    /// Make a one-time link that sets a Global Administrator's password, or makes one
    Recover(Recover),
}

#[derive(Args)]
pub struct Recover {
    /// The folder with the database and the master key
    #[arg(long, env = "VOUCHSAFE_DATA", default_value = "data")]
    data: PathBuf,
    /// The database: postgres://… or sqlite:PATH; a file in the data folder when left out
    #[arg(long, env = "VOUCHSAFE_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Whose password it sets; nobody of that name yet: who is made. Without it, the only one's
    #[arg(long)]
    name: Option<String>,
    /// The address that people reach the server by
    #[arg(long, env = "VOUCHSAFE_PUBLIC_URL", default_value = "http://127.0.0.1:8080")]
    public_url: Url,
}

impl Access {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let Access::Recover(recover) = self;
        recover.run(global).await
    }
}

impl Recover {
    async fn run(self, global: &Global) -> Result<ExitCode> {
        logging::start();
        let key_file = self.data.join("master.key");
        if !key_file.exists() {
            bail!(
                "{} has no master.key; name the data folder of the server with --data",
                self.data.display()
            );
        }
        let database =
            self.database.unwrap_or_else(|| format!("sqlite:{}", self.data.join("vouchsafe.db").display()));
        let config = Config::new(self.public_url, format!("recover-{}", std::process::id()));
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let engine = Engine::beside(database, key_file, config, clock, random).await?;
        let made = engine.recovery_link(self.name.as_deref()).await;
        engine.close().await;
        let made = made?;
        if global.json {
            output::json(&json!({ "link": made.link, "name": made.name, "makes": made.makes }));
            return Ok(ExitCode::SUCCESS);
        }
        let what = if made.makes { "makes the Global Administrator" } else { "sets a new password for" };
        output::line(format_args!(
            "This link {what} “{}” (valid for one hour, works once):\n\n    {}\n",
            made.name, made.link
        ));
        Ok(ExitCode::SUCCESS)
    }
}
