//! Signing in to a service: the connector's form, filled from the command line.

use super::DETAILS;
use crate::{
    cli::Global,
    client::Client,
    nouns::{find, id, session},
    output::{self, text},
};
use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

#[derive(Args)]
pub struct Credentials {
    /// The connector, for example zoom
    connector: String,
    #[command(flatten)]
    form: Form,
}

/// A connector's sign-in form.
#[derive(Args)]
pub struct Form {
    /// A field of the sign-in form as FIELD=VALUE; @FILE as the value reads a file, @- standard input. Fields
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

impl Form {
    /// The connector, and its form filled from the command line and, for what is missing, by asking.
    async fn fill(&self, client: &Client, connector: &str) -> Result<(Value, Value)> {
        let connector = find(client, "connectors", "connector", connector).await?;
        let form = connector["methods"][0]["fields"].as_array().cloned().unwrap_or_default();
        let known: Vec<_> = form.iter().filter_map(|field| field["name"].as_str()).collect();
        let mut filled = Map::new();
        for given in &self.fields {
            let (field, value) =
                given.split_once('=').with_context(|| format!("--field {given}: write FIELD=VALUE"))?;
            if !known.contains(&field) {
                bail!("{} has no field “{field}”; it has: {}", id(&connector), known.join(", "));
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

    /// Gives an instance new credentials for the account that it is pinned to.
    pub async fn renew(self, global: &Global, client: &Client, instance: &Value) -> Result<ExitCode> {
        let (_, credentials) = self.fill(client, &text(&instance["connector"])).await?;
        let path = format!("instances/{}", id(instance));
        output::one(global, &client.patch(&path, &json!({ "credentials": credentials })).await?, DETAILS);
        Ok(ExitCode::SUCCESS)
    }
}

impl Credentials {
    async fn fill(&self, client: &Client) -> Result<(Value, Value)> {
        self.form.fill(client, &self.connector).await
    }

    pub async fn validate(self, global: &Global, client: &Client) -> Result<ExitCode> {
        let (connector, credentials) = self.fill(client).await?;
        let path = format!("connectors/{}/validation", id(&connector));
        let answer = client.post(&path, &json!({ "credentials": credentials })).await?;
        if global.json {
            output::json(&answer);
        } else {
            output::line(text(&answer["message"]));
            for problem in answer["problems"].as_array().into_iter().flatten() {
                let part = |key: &str| text(&problem[key]);
                output::line(format_args!("  {}: {} {}", part("field"), part("message"), part("mend")));
            }
            for right in answer["missing"].as_array().into_iter().flatten() {
                let (right, affects) = (text(&right["right"]), text(&right["affects"]));
                output::line(format_args!("  missing {right}: affects {affects}"));
            }
        }
        Ok(if answer["result"] == "failed" { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

impl Activate {
    pub async fn run(self, global: &Global, client: &Client) -> Result<ExitCode> {
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

/// A field's value: as given, or the content of a file, without the newline at its end.
fn read(value: &str) -> Result<String> {
    let content = match value.strip_prefix('@') {
        None => return Ok(value.to_owned()),
        Some("-") => std::io::read_to_string(std::io::stdin()).context("standard input could not be read")?,
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("{file} could not be read"))?,
    };
    Ok(content.trim_end_matches(['\n', '\r']).to_owned())
}
