//! The command line: what there is to say, and who does it.

use crate::{nouns, output, serve};
use clap::{Args, Parser, Subcommand};
use std::process::ExitCode;
use url::Url;

#[derive(Parser)]
#[command(name = "vouchsafe", version, about = "An open compliance manager")]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Args, Clone)]
pub struct Global {
    /// Print JSON instead of tables
    #[arg(long, global = true)]
    pub json: bool,
    /// The server to speak to
    #[arg(long, global = true, env = "VOUCHSAFE_SERVER", default_value = "http://127.0.0.1:8080", value_parser = server)]
    pub server: Url,
    /// An API token, or a session's, instead of the one that `login` kept
    #[arg(long, global = true, env = "VOUCHSAFE_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
}

fn server(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
    url.ok_or_else(|| "this is no server's address; write it as http://127.0.0.1:8080".to_owned())
}

#[derive(Subcommand)]
enum Command {
    /// Run the server
    Serve(Box<serve::Serve>),
    /// Sign in to a server and keep the session for later commands
    Login(nouns::session::Login),
    /// End the kept session
    Logout,
    /// Connectors: list, activate, refresh, edit, what happened to them, delete
    #[command(subcommand)]
    Connector(nouns::connector::Connector),
    /// Archive connectors: activate, pause, status log, quarantine, user mapping, reconciliation, delete
    #[command(subcommand)]
    Archive(nouns::archive::Archive),
    /// Mailboxes of the archive: list, search, read, export
    #[command(subcommand)]
    Mailbox(nouns::mailbox::Mailbox),
    /// Reading what no role lets one read: ask, grant, read, end
    #[command(subcommand)]
    BreakGlass(nouns::break_glass::BreakGlass),
    /// Regulations that can be assessed
    #[command(subcommand)]
    Regulation(nouns::regulation::Regulation),
    /// Assessments: list, create, show, edit, delete
    #[command(subcommand)]
    Assessment(nouns::assessment::Assessment),
    /// Improvement actions: list, show, set the status, say how a test went, who set it when
    #[command(subcommand)]
    Action(nouns::action::Action),
    /// Parameters of checks: list, set for an instance, set back, who set what when
    #[command(subcommand)]
    Parameter(nouns::parameter::Parameter),
    /// Baselines that organisations keep at a service: take one over into parameters
    #[command(subcommand)]
    Baseline(nouns::baseline::Baseline),
    /// Versions of checks that wait: list, show what they would do, accept, defer
    #[command(subcommand)]
    PackUpdate(nouns::pack_update::PackUpdate),
    /// Alerts: list, show, set the status
    #[command(subcommand)]
    Alert(nouns::alert::Alert),
    /// Where alerts are sent: list, add, test, remove
    #[command(subcommand)]
    Notification(nouns::notification::Notification),
    /// People and programs: list, add, change the role group, remove
    #[command(subcommand)]
    Principal(nouns::principal::Principal),
    /// Role groups: list, create, edit, delete
    #[command(subcommand)]
    RoleGroup(nouns::role_group::RoleGroup),
    /// API tokens: list, create, revoke
    #[command(subcommand)]
    Token(nouns::token::Token),
    /// On the server's own machine: get in again
    #[command(subcommand)]
    Access(nouns::access::Access),
    /// The organisation's score
    Overview(nouns::overview::Overview),
    /// Checks: test a pack's examples, judge a recorded configuration; both work offline
    #[command(subcommand)]
    Check(nouns::check::Check),
    /// Print the OpenAPI document of the REST API
    Openapi,
}

impl Cli {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let global = &self.global;
        match self.command {
            Command::Serve(serve) => serve.run().await,
            Command::Login(login) => login.run(global).await,
            Command::Logout => nouns::session::logout(global).await,
            Command::Connector(noun) => noun.run(global).await,
            Command::Archive(noun) => noun.run(global).await,
            Command::Mailbox(noun) => noun.run(global).await,
            Command::BreakGlass(noun) => noun.run(global).await,
            Command::Regulation(noun) => noun.run(global).await,
            Command::Assessment(noun) => noun.run(global).await,
            Command::Action(noun) => noun.run(global).await,
            Command::Parameter(noun) => noun.run(global).await,
            Command::Baseline(noun) => noun.run(global).await,
            Command::PackUpdate(noun) => noun.run(global).await,
            Command::Alert(noun) => noun.run(global).await,
            Command::Notification(noun) => noun.run(global).await,
            Command::Principal(noun) => noun.run(global).await,
            Command::RoleGroup(noun) => noun.run(global).await,
            Command::Token(noun) => noun.run(global).await,
            Command::Access(noun) => noun.run(global).await,
            Command::Overview(noun) => noun.run(global).await,
            Command::Check(noun) => noun.run(global),
            Command::Openapi => {
                output::line(serde_json::to_string_pretty(&server::openapi())?);
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}
