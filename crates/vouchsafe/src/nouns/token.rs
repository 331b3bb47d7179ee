//! `vouchsafe token`: API tokens, one's own and those of programs.

use super::{find, id, principal::done};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use model::{Clock, SystemClock};
use serde_json::json;
use std::{process::ExitCode, time::Duration};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Subcommand)]
pub enum Token {
    /// One's own tokens
    List {
        /// Everybody's
        #[arg(long)]
        all: bool,
    },
    /// What tokens may be allowed to do
    Scopes,
    /// Create one; it is shown this once
    Create(Create),
    /// Revoke one: it is worth nothing from then on
    Revoke {
        /// Its name or id
        name: String,
        /// The program, or the person, whose it is
        #[arg(long = "for", value_name = "PRINCIPAL")]
        owner: Option<String>,
    },
}

#[derive(Args)]
pub struct Create {
    /// What it is for
    #[arg(long)]
    name: String,
    /// Something that it may do, as `token scopes` lists them; may be given several times
    #[arg(long = "scope", required = true)]
    scopes: Vec<String>,
    /// In how many days it expires, within a year
    #[arg(long)]
    days: u32,
    /// The program that it is for, instead of oneself
    #[arg(long = "for", value_name = "PROGRAM")]
    owner: Option<String>,
}

const COLUMNS: &[Column] = &[
    ("Token", |t| text(&t["name"])),
    ("Owner", |t| text(&t["owner"]["name"])),
    ("Scopes", |t| t["scopes"].as_array().into_iter().flatten().map(text).collect::<Vec<_>>().join("\n")),
    ("Expires", |t| if t["expired"] == true { "expired".into() } else { output::moment(&t["expires_at"]) }),
    ("Last used", |t| if t["used_at"].is_null() { "never".into() } else { output::moment(&t["used_at"]) }),
];

impl Token {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            Token::List { all } => {
                let path = if all { "tokens/all" } else { "tokens" };
                output::list(global, &client.get(path).await?, COLUMNS);
            }
            Token::Scopes => {
                let columns: &[Column] = &[("Scope", |s| text(&s["name"])), ("Lets", |s| text(&s["what"]))];
                output::list(global, &client.get("tokens/scopes").await?, columns);
            }
            Token::Create(create) => create.run(global, &client).await?,
            Token::Revoke { name, owner: None } => {
                let found = find(&client, "tokens", "token", &name).await?;
                client.delete(&format!("tokens/{}", id(&found))).await?;
                done(global, format_args!("revoked {}", text(&found["name"])));
            }
            Token::Revoke { name, owner: Some(owner) } => {
                let owner = find(&client, "principals", "user", &owner).await?;
                let all = client.get("tokens/all").await?;
                let wanted = name.trim().to_lowercase();
                let found = all["items"].as_array().into_iter().flatten().find(|token| {
                    let called = |key: &str| token[key].as_str().is_some_and(|v| v.to_lowercase() == wanted);
                    token["owner"]["id"] == owner["id"] && (called("name") || called("id"))
                });
                let whose = text(&owner["name"]);
                let found = found.with_context(|| format!("“{whose}” has no token “{name}”"))?;
                client.delete(&format!("principals/{}/tokens/{}", id(&owner), id(found))).await?;
                done(global, format_args!("revoked {} of {whose}", text(&found["name"])));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Create {
    async fn run(self, global: &Global, client: &Client) -> Result<()> {
        let expires_at = SystemClock.now().plus(DAY.saturating_mul(self.days));
        let body = json!({ "name": self.name, "scopes": self.scopes, "expires_at": expires_at });
        let path = match self.owner {
            Some(owner) => {
                format!("principals/{}/tokens", id(&find(client, "principals", "user", &owner).await?))
            }
            None => "tokens".to_owned(),
        };
        let made = client.post(&path, &body).await?;
        if global.json {
            output::json(&made);
        } else {
            // Alone on standard output, so that it can be piped to where it is kept.
            output::note("The token is shown this once; send it as Authorization: Bearer …");
            output::line(text(&made["token"]));
        }
        Ok(())
    }
}
