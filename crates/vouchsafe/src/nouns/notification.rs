//! `vouchsafe notification`: where alerts are sent.

use super::{find, id, session};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, moment, text},
};
use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Notification {
    /// The targets, and what became of the latest message to each
    List,
    /// Add a target that takes e-mail
    AddMail(AddMail),
    /// Add a target that takes signed webhooks; the signing secret is asked for, or read from standard input
    AddWebhook(AddWebhook),
    /// Have a test sent
    Test {
        /// The target's name or id
        name: String,
    },
    /// Remove a target; messages that wait are given up
    Remove {
        /// The target's name or id
        name: String,
    },
}

/// Which alerts go to a target.
#[derive(Args)]
pub struct Which {
    /// Alerts of this kind, for example check_failed; may be repeated; all where none is named
    #[arg(long = "kind")]
    kinds: Vec<String>,
    /// Alerts of this severity or a higher one: low, medium or high
    #[arg(long, default_value = "low")]
    severity: String,
}

#[derive(Args)]
pub struct AddMail {
    /// The target's unique name
    name: String,
    /// The mail server's name or address
    #[arg(long)]
    host: String,
    #[arg(long, default_value_t = 587)]
    port: u16,
    /// starttls, tls or none; a password is sent over TLS only
    #[arg(long, default_value = "starttls")]
    security: String,
    /// The name to sign in with; the password is asked for
    #[arg(long)]
    user: Option<String>,
    /// Read the password from standard input instead of asking for it
    #[arg(long, requires = "user")]
    password_stdin: bool,
    /// The sender's address
    #[arg(long)]
    from: String,
    /// A recipient's address; may be repeated
    #[arg(long, required = true)]
    to: Vec<String>,
    #[command(flatten)]
    which: Which,
}

#[derive(Args)]
pub struct AddWebhook {
    /// The target's unique name
    name: String,
    /// Where to: an https address
    #[arg(long)]
    url: String,
    /// Read the signing secret (whsec_ and base64) from standard input instead of asking for it
    #[arg(long)]
    secret_stdin: bool,
    #[command(flatten)]
    which: Which,
}

const LIST: &[Column] = &[
    ("Name", |t| text(&t["name"])),
    ("Kind", |t| text(&t["kind"])),
    ("Where", place),
    ("From severity", |t| text(&t["severity_min"])),
    ("Kinds", |t| match t["kinds"].as_array() {
        Some(kinds) if !kinds.is_empty() => text(&t["kinds"]),
        _ => "all".into(),
    }),
    ("Latest message", |t| latest(&t["messages"][0])),
];

/// Where a target's messages go.
fn place(target: &Value) -> String {
    match target["webhook"]["url"].as_str() {
        Some(url) => url.to_owned(),
        None => format!("{} by {}", text(&target["smtp"]["to"]), text(&target["smtp"]["host"])),
    }
}

fn latest(message: &Value) -> String {
    if message.is_null() {
        return "none yet".into();
    }
    let error = message["error"].as_str().map(|error| format!(": {error}")).unwrap_or_default();
    format!("{} {}{error}", text(&message["state"]), moment(&message["at"]))
}

impl Notification {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        let target = async |name: &str| find(&client, "notifications", "notification target", name).await;
        match self {
            Notification::List => output::list(global, &client.get("notifications").await?, LIST),
            Notification::AddMail(wanted) => {
                let answer = client.post("notifications", &wanted.body()?).await?;
                output::one(global, &answer, LIST);
            }
            Notification::AddWebhook(wanted) => {
                let answer = client.post("notifications", &wanted.body()?).await?;
                output::one(global, &answer, LIST);
            }
            Notification::Test { name } => {
                let path = format!("notifications/{}/test", id(&target(&name).await?));
                let asked = client.post(&path, &json!({})).await?;
                output::one(global, &asked, &[("Asked for, message", |m| text(&m["id"]))]);
            }
            Notification::Remove { name } => {
                let found = target(&name).await?;
                client.delete(&format!("notifications/{}", id(&found))).await?;
                output::note(format_args!("removed {}", text(&found["name"])));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl AddMail {
    fn body(self) -> Result<Value> {
        let secret = match &self.user {
            Some(_) => Some(session::ask("Password", self.password_stdin)?),
            None => None,
        };
        Ok(json!({
            "name": self.name,
            "kind": "smtp",
            "smtp": {
                "host": self.host,
                "port": self.port,
                "security": self.security,
                "user": self.user,
                "from": self.from,
                "to": self.to,
            },
            "secret": secret.as_ref().map(|secret| secret.expose()),
            "kinds": self.which.kinds,
            "severity_min": self.which.severity,
        }))
    }
}

impl AddWebhook {
    fn body(self) -> Result<Value> {
        let secret = session::ask("Signing secret", self.secret_stdin)?;
        Ok(json!({
            "name": self.name,
            "kind": "webhook",
            "webhook": { "url": self.url },
            "secret": secret.expose(),
            "kinds": self.which.kinds,
            "severity_min": self.which.severity,
        }))
    }
}
