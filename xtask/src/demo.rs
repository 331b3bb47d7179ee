//! `cargo xtask demo`: simulated services with two accounts each, and Vouchsafe beside them, on embedded defaults.

use crate::{portal, steps, tools};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
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
}

/// A simulated service that is up.
struct Simulated {
    /// The connector's id, which is the simulator's name too.
    connector: &'static str,
    ready: Value,
    _server: Server,
}

/// What the ready line has of an account, and how a person reads it.
const CREDENTIALS: &[(&str, &str)] = &[
    ("account_id", "Account ID"),
    ("org_id", "Org ID"),
    ("my_domain", "My Domain host"),
    ("username", "Username"),
    ("password", "Password"),
    ("security_token", "Security token"),
    ("client_id", "Client ID"),
    ("client_secret", "Client secret"),
];

/// A server of ours; ended when dropped, however the demo ends.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // Asked, not killed, so that it may finish what it writes; Ctrl-C has often asked already.
        ask_to_end(self.0.id());
        let _ = self.0.wait();
    }
}

fn ask_to_end(id: u32) {
    let _ = Command::new("kill").arg(id.to_string()).stderr(Stdio::null()).status();
}

impl Demo {
    pub fn run(self) -> Result<()> {
        tools::require(&[&tools::CC, &tools::KILL, &tools::NODE, &tools::NPM])?;
        portal::build()?;
        steps::quiet(
            "build (some minutes the first time)",
            &mut steps::cargo(&["build", "-p", "vouchsafe", "-p", "simulate"]),
        )?;
        let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
        let target = Path::new(&target).join("debug");
        let folder = tempfile::Builder::new().prefix("vouchsafe-demo-").tempdir()?;

        let mut simulated = Vec::new();
        let mut serve = Command::new(target.join("vouchsafe"));
        serve.args(["serve", "--listen", &self.listen, "--ready-line"]).arg("--data").arg(folder.path());
        for (connector, listen) in [("zoom", &self.zoom), ("salesforce", &self.salesforce)] {
            let (server, ready) =
                start(Command::new(target.join("simulate")).args([connector, "--listen", listen]))
                    .with_context(|| format!("the simulated {connector} did not start"))?;
            serve.args(["--base", &format!("{connector}={}", text(&ready, "base_url")?)]);
            simulated.push(Simulated { connector, ready, _server: server });
        }
        let (mut vouchsafe, ready) = start(&mut serve).context("Vouchsafe did not start")?;

        // Without a handler Ctrl-C would end this program before it could end the others and remove its folder.
        let id = vouchsafe.0.id();
        ctrlc::set_handler(move || ask_to_end(id))?;
        println!("{}", instructions(text(&ready, "url")?, ready["setup_link"].as_str(), &simulated));
        let status = vouchsafe.0.wait()?;
        println!("\nended; the demo's data is gone with its folder");
        // Ctrl-C reaches the whole group and is how the demo is meant to end.
        if status.success() || status.code().is_none() {
            Ok(())
        } else {
            bail!("Vouchsafe ended with {status}")
        }
    }
}

/// Starts a server that says with its first line, as JSON, where it is.
fn start(command: &mut Command) -> Result<(Server, Value)> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().context("no output")?;
    let server = Server(child);
    let mut lines = BufReader::new(stdout).lines();
    let first = lines.next().context("it ended before it was ready; what it said stands above")??;
    let ready = serde_json::from_str(&first).with_context(|| format!("not a ready line: {first}"))?;
    // The rest of its output is passed on, so that its pipe never fills.
    std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
    Ok((server, ready))
}

fn text<'a>(json: &'a Value, key: &str) -> Result<&'a str> {
    json[key].as_str().with_context(|| format!("the ready line has no {key}: {json}"))
}

fn instructions(url: &str, setup_link: Option<&str>, simulated: &[Simulated]) -> String {
    let mut out = format!("\n  Vouchsafe         {url}\n  First sign-in     {}\n", setup_link.unwrap_or(url));
    for service in simulated {
        let Simulated { connector, ready, .. } = service;
        out += &format!("\n  Simulated {connector} at {}\n", ready["base_url"].as_str().unwrap_or("?"));
        let accounts = ["accounts", "orgs"].iter().filter_map(|key| ready[*key].as_array()).flatten();
        for account in accounts {
            out += &format!("\n    {}\n", account["name"].as_str().unwrap_or("?"));
            for (key, label) in CREDENTIALS {
                if let Some(value) = account[*key].as_str() {
                    out += &format!("      {label:<15} {value}\n");
                }
            }
            for (key, label) in CREDENTIALS {
                if let Some(value) = account["archiver"][*key].as_str() {
                    out += &format!("      {:<30} {value}\n", format!("{label} (archiving)"));
                }
            }
        }
    }
    out += "\n  Open the sign-in link, choose Data connectors › Available connectors and activate all four with the\n  \
            values above; docs/demo.md goes on from there (an assessment over both services, a change made at\n  \
            each of them).\n\n  Ctrl-C ends all of them.\n";
    out
}
