//! `vouchsafe connector`: what the portal's *Data connectors* does.

use super::{find, id, session};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Connector {
    /// The connectors that can be activated
    Available,
    /// The activated ones
    List,
    /// Activate a connector: validates the credentials first
    Activate(Activate),
    /// Try credentials out; nothing is kept
    Validate(Credentials),
    /// One activated connector
    Show { name: String },
    /// Read it again now
    Refresh { name: String },
    /// Give it another name
    Rename { name: String, new_name: String },
    /// Take events: the Secret Token is asked for, or read from standard input
    Events {
        name: String,
        #[arg(long)]
        secret_stdin: bool,
    },
    /// Delete it: says first what that does to the scores
    Delete {
        name: String,
        /// Do it; without this only what it would do is said
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Args)]
pub struct Credentials {
    /// The connector, for example zoom
    connector: String,
    /// A field of its sign-in form as FIELD=VALUE; @FILE as the value reads a file, @- standard input. Fields
    /// that are not given are asked for
    #[arg(long = "field", value_name = "FIELD=VALUE")]
    fields: Vec<String>,
}

#[derive(Args)]
pub struct Activate {
    #[command(flatten)]
    credentials: Credentials,
    /// The unique name of the new connector
    #[arg(long)]
    name: String,
    /// Accept the connector's terms (`connector available --json` shows them)
    #[arg(long)]
    accept_terms: bool,
}

const ACTIVATED: &[Column] = &[
    ("Name", |i| text(&i["name"])),
    ("Service", |i| text(&i["service"])),
    ("Account", |i| text(&i["account_id"])),
    ("Health", |i| text(&i["health"]["state"])),
    ("Passed", |i| text(&i["checks"]["passed"])),
    ("Failed", |i| text(&i["checks"]["failed"])),
    ("Undetected", |i| text(&i["checks"]["undetected"])),
    ("Last run", |i| text(&i["last_run"]["started_at"])),
];

const DETAILS: &[Column] = &[
    ("Name", |i| text(&i["name"])),
    ("Id", |i| text(&i["id"])),
    ("Account", |i| text(&i["account_id"])),
    ("Health", |i| format!("{}: {}", text(&i["health"]["state"]), text(&i["health"]["message"]))),
    ("Next refresh", |i| text(&i["next_refresh_at"])),
    ("Event URL", |i| text(&i["events"]["url"])),
    ("Last event", |i| text(&i["events"]["last_event_at"])),
];

impl Connector {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        let instance = async |name: &str| find(&client, "instances", "activated connector", name).await;
        match self {
            Connector::Available => {
                let columns: &[Column] = &[
                    ("Connector", |c| text(&c["id"])),
                    ("Title", |c| text(&c["title"])),
                    ("Summary", |c| text(&c["summary"])),
                    ("Activated", |c| text(&c["instances"])),
                ];
                output::list(global, &client.get("connectors").await?, columns);
            }
            Connector::List => output::list(global, &client.get("instances").await?, ACTIVATED),
            Connector::Activate(wanted) => return wanted.run(global, &client).await,
            Connector::Validate(credentials) => return credentials.validate(global, &client).await,
            Connector::Show { name } => output::one(global, &instance(&name).await?, DETAILS),
            Connector::Refresh { name } => {
                let found = instance(&name).await?;
                let asked = client.post(&format!("instances/{}/refresh", id(&found)), &json!({})).await?;
                output::one(global, &asked, &[("Asked for, run", |a| text(&a["run"]))]);
            }
            Connector::Rename { name, new_name } => {
                let found = instance(&name).await?;
                let path = format!("instances/{}", id(&found));
                output::one(global, &client.patch(&path, &json!({ "name": new_name })).await?, DETAILS);
            }
            Connector::Events { name, secret_stdin } => {
                let found = instance(&name).await?;
                let secret = session::ask("Secret Token", secret_stdin)?;
                let path = format!("instances/{}/event-secret", id(&found));
                let body = json!({ "secret_token": secret.expose() });
                output::one(global, &client.put(&path, &body).await?, DETAILS);
            }
            Connector::Delete { name, yes } => {
                return delete(global, &client, &instance(&name).await?, yes).await;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Credentials {
    /// The sign-in form, filled from the command line and, for what is missing, by asking.
    async fn fill(&self, client: &Client) -> Result<(Value, Value)> {
        let connector = find(client, "connectors", "connector", &self.connector).await?;
        let form = connector["methods"][0]["fields"].as_array().cloned().unwrap_or_default();
        let known: Vec<_> = form.iter().filter_map(|field| field["name"].as_str()).collect();
        let mut filled = Map::new();
        for given in &self.fields {
            let (field, value) =
                given.split_once('=').with_context(|| format!("--field {given}: write FIELD=VALUE"))?;
            if !known.contains(&field) {
                bail!("{} has no field “{field}”; it has: {}", self.connector, known.join(", "));
            }
            filled.insert(field.into(), read(value)?.into());
        }
        for field in &form {
            let (name, label) = (text(&field["name"]), text(&field["label"]));
            if !filled.contains_key(&name) {
                filled.insert(name, session::ask(&label, false)?.expose().into());
            }
        }
        Ok((connector, Value::Object(filled)))
    }

    async fn validate(self, global: &Global, client: &Client) -> Result<ExitCode> {
        let (connector, credentials) = self.fill(client).await?;
        let path = format!("connectors/{}/validation", id(&connector));
        let answer = client.post(&path, &json!({ "credentials": credentials })).await?;
        if global.json {
            output::json(&answer);
        } else {
            println!("{}", text(&answer["message"]));
            for problem in answer["problems"].as_array().into_iter().flatten() {
                println!(
                    "  {}: {} {}",
                    text(&problem["field"]),
                    text(&problem["message"]),
                    text(&problem["mend"])
                );
            }
            for right in answer["missing"].as_array().into_iter().flatten() {
                println!("  missing {}: affects {}", text(&right["right"]), text(&right["affects"]));
            }
        }
        Ok(if answer["result"] == "failed" { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

impl Activate {
    async fn run(self, global: &Global, client: &Client) -> Result<ExitCode> {
        let (connector, credentials) = self.credentials.fill(client).await?;
        let terms = &connector["terms"];
        if !self.accept_terms {
            bail!("read and accept the terms with --accept-terms:\n\n{}", text(&terms["text"]));
        }
        let body = json!({
            "connector": id(&connector),
            "name": self.name,
            "credentials": credentials,
            "terms_version": terms["version"],
        });
        output::one(global, &client.post("instances", &body).await?, DETAILS);
        Ok(ExitCode::SUCCESS)
    }
}

async fn delete(global: &Global, client: &Client, instance: &Value, yes: bool) -> Result<ExitCode> {
    let path = format!("instances/{}", id(instance));
    let preview = client.get(&format!("{path}/deletion")).await?;
    if global.json {
        output::json(&preview);
    } else {
        let change = |c: &Value| format!("{} → {}", output::score(&c["before"]), output::score(&c["after"]));
        println!("organisation: {}", change(&preview["organisation"]));
        for assessment in preview["assessments"].as_array().into_iter().flatten() {
            println!("{}: {}", text(&assessment["name"]), change(assessment));
        }
    }
    if !yes {
        bail!("nothing was deleted; say it again with --yes (its evidence stays)");
    }
    client.delete(&path).await?;
    eprintln!("deleted {}; its evidence stays", text(&instance["name"]));
    Ok(ExitCode::SUCCESS)
}

/// A field's value: as given, or the content of a file, without the newline at its end.
fn read(value: &str) -> Result<String> {
    let content = match value.strip_prefix('@') {
        None => return Ok(value.to_owned()),
        Some("-") => std::io::read_to_string(std::io::stdin()).context("standard input could not be read")?,
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("{file} could not be read"))?,
    };
    Ok(content.trim_end_matches(['\n', '\r']).to_owned())
}
