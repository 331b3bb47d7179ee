//! `cargo xtask demo`: simulated services with two accounts each, and Vouchsafe beside them on embedded defaults, with
//! an administrator, somebody who reads, and an archive connector that is filling when it opens.

mod asked;
mod http;
mod life;
mod server;
mod set_up;
mod welcome;

use crate::{portal, steps, tools};
use anyhow::Result;
use asked::{Asked, Wish};
use clap::Args;
use life::Life;
use serde_json::Value;
use server::Server;
use set_up::House;
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

#[derive(Args)]
pub struct Demo {
    /// Where the portal listens (port 0: any free one)
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Where the simulated Zoom listens (port 0: any free one)
    #[arg(long, default_value = "127.0.0.1:8090")]
    zoom: String,
    /// Where the simulated Salesforce listens (port 0: any free one)
    #[arg(long, default_value = "127.0.0.1:8091")]
    salesforce: String,
    /// Take the binaries of this folder instead of building them
    #[arg(long, value_name = "FOLDER")]
    binaries: Option<PathBuf>,
}

impl Demo {
    pub fn run(self) -> Result<()> {
        let binaries = match &self.binaries {
            Some(folder) => folder.clone(),
            None => build()?,
        };
        let asked = Asked::listen()?;
        let ended = self.live(&binaries, &asked);
        if asked.to_end() {
            // What broke off then broke off because of that.
            println!("\nended; the demo's data is gone with its folder");
            return Ok(());
        }
        ended
    }

    /// Until it is asked to end, or something fails. Whatever was started by then has ended on return.
    fn live(&self, binaries: &Path, asked: &Asked) -> Result<()> {
        let folder = tempfile::Builder::new().prefix("vouchsafe-demo-").tempdir()?;
        let simulate = |service: &str, listen: &str| {
            let mut command = Command::new(binaries.join("simulate"));
            Server::start(&format!("the simulated {service}"), command.args([service, "--listen", listen]))
        };
        let mut zoom = simulate("zoom", &self.zoom)?;
        let mut salesforce = simulate("salesforce", &self.salesforce)?;
        let mut serve = Command::new(binaries.join("vouchsafe"));
        serve.args(["serve", "--listen", &self.listen, "--ready-line"]).arg("--data").arg(folder.path());
        for (connector, server) in [("zoom", &zoom), ("salesforce", &salesforce)] {
            serve.args(["--base", &format!("{connector}={}", server.said("base_url")?)]);
        }
        // Declared last: it ends before those that it speaks to.
        let mut vouchsafe = Server::start("Vouchsafe", &mut serve)?;

        let (house, archive) = steps::own("set up", || {
            let house = House::found(&vouchsafe)?;
            let archive = house.archive(&salesforce)?;
            Ok((house, archive))
        })?;
        steps::own("fill the archive", || house.archived(&archive, &Value::Null, asked))?;
        let mut life = Life::new(salesforce.said("base_url")?, archive);
        let filled = house.mailboxes()?;
        println!("{}", welcome::text(&house, &filled, &zoom, &salesforce, asked.listen_for_days()));
        loop {
            let told = match asked.next(Duration::from_secs(1)) {
                Some(Wish::End) => return Ok(()),
                Some(Wish::Day) => life.quick_day(&house).map(Some),
                None => {
                    [&mut vouchsafe, &mut zoom, &mut salesforce].into_iter().try_for_each(Server::check)?;
                    life.second(&house, asked)
                }
            };
            match told {
                Ok(Some(said)) => println!("  {said}"),
                Ok(None) => {}
                // Somebody may have paused or deleted the connector, or changed a password: the demo goes on.
                Err(_) if asked.to_end() => return Ok(()),
                Err(error) => {
                    eprintln!("  What happened at Salesforce Chatter is not archived now: {error:#}")
                }
            }
        }
    }
}

/// Builds portal and binaries; the folder that has them.
fn build() -> Result<PathBuf> {
    tools::require(&[&tools::CC, &tools::KILL, &tools::NODE, &tools::NPM])?;
    portal::build()?;
    steps::quiet(
        "build (some minutes the first time)",
        &mut steps::cargo(&["build", "-p", "vouchsafe", "-p", "simulate"]),
    )?;
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    Ok(Path::new(&target).join("debug"))
}
