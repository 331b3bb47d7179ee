//! `vouchsafe parameter`: what an instance sets for its checks in place of defaults.

use super::{find, id, query, segment};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::Result;
use clap::{Args, Subcommand};
use model::Time;
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Parameter {
    /// The parameters of an instance's checks: what counts, and who set it why
    List {
        /// The instance's name or id
        instance: String,
        /// Only those of this check
        #[arg(long)]
        check: Option<String>,
        /// As it was known at that moment (RFC 3339)
        #[arg(long)]
        as_of: Option<Time>,
    },
    /// Set a parameter; the check is judged by it at once
    Set(Set),
    /// Set a parameter back to its default
    Reset {
        #[command(flatten)]
        which: Which,
    },
    /// What a parameter was set to, by whom, why and until when
    History {
        #[command(flatten)]
        which: Which,
    },
}

#[derive(Args)]
pub struct Which {
    /// The instance's name or id
    instance: String,
    /// The check's id
    check: String,
    /// The parameter's name
    name: String,
}

#[derive(Args)]
pub struct Set {
    #[command(flatten)]
    which: Which,
    /// The value as JSON (90, true, ["example.com"]); what is no JSON is taken as a text
    value: String,
    /// Why it differs from the default
    #[arg(long)]
    why: String,
    /// The moment at which the default counts again (RFC 3339); for good where it is left out
    #[arg(long)]
    until: Option<Time>,
}

const COLUMNS: &[Column] = &[
    ("Check", |p| text(&p["check"])),
    ("Parameter", |p| text(&p["name"])),
    ("Type", |p| text(&p["type"])),
    ("Counts", |p| p["value"].to_string()),
    ("Default, source", |p| format!("{}\n{}", p["default"], text(&p["source"]))),
    ("Set by, why", |p| match &p["set"] {
        Value::Null => String::new(),
        set => format!("{}\n{}", text(&set["by"]), text(&set["why"])),
    }),
    ("Until", |p| match (&p["set"]["until"], &p["set"]["in_force"]) {
        (until, Value::Bool(false)) => format!("{}\nexpired", output::moment(until)),
        (until, _) => output::moment(until),
    }),
];

const SETTINGS: &[Column] = &[
    ("Set", |s| output::moment(&s["recorded_at"])),
    ("By", |s| text(&s["by"])),
    ("Value", |s| s["value"].to_string()),
    ("Why", |s| text(&s["why"])),
    ("Until", |s| output::moment(&s["until"])),
    ("Stood until", |s| output::moment(&s["closed_at"])),
    ("Closed by", |s| text(&s["closed_by"])),
];

impl Parameter {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            Parameter::List { instance, check, as_of } => {
                let query = query(&[("check", check), ("as_of", as_of.map(|time| time.to_string()))]);
                let instance = find(&client, "instances", "connector", &instance).await?;
                let path = format!("instances/{}/parameters{query}", id(&instance));
                output::list(global, &client.get(&path).await?, COLUMNS);
            }
            Parameter::Set(Set { which, value, why, until }) => {
                let value: Value = serde_json::from_str(&value).unwrap_or(Value::String(value));
                let body = json!({ "value": value, "why": why, "until": until });
                output::one(global, &client.put(&which.path(&client).await?, &body).await?, COLUMNS);
            }
            Parameter::Reset { which } => {
                output::one(global, &client.delete(&which.path(&client).await?).await?, COLUMNS);
            }
            Parameter::History { which } => {
                let path = format!("{}/history", which.path(&client).await?);
                output::list(global, &client.get(&path).await?, SETTINGS);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Which {
    async fn path(&self, client: &Client) -> Result<String> {
        let instance = find(client, "instances", "connector", &self.instance).await?;
        Ok(format!("instances/{}/parameters/{}/{}", id(&instance), segment(&self.check), segment(&self.name)))
    }
}
