//! `vouchsafe action`: improvement actions and their statuses.

use super::overview::as_of;
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use model::Time;
use serde_json::{Map, Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Action {
    /// Improvement actions, the worst first
    List(List),
    /// One action with each instance's outcome
    Show {
        id: String,
        /// The group, for an action that is not technical
        #[arg(long)]
        group: Option<String>,
        /// As it was known at that moment (RFC 3339)
        #[arg(long)]
        as_of: Option<Time>,
    },
    /// Set the implementation status and, for a manual action, the test status
    Set(Set),
}

#[derive(Args)]
pub struct List {
    /// A test status, or `failed` for every action that failed on any instance
    #[arg(long)]
    status: Option<String>,
    /// Only those whose title has this text
    #[arg(long)]
    search: Option<String>,
}

#[derive(Args)]
pub struct Set {
    id: String,
    #[arg(long)]
    group: Option<String>,
    /// not_implemented, implemented, alternative_implementation, planned or out_of_scope
    #[arg(long)]
    implementation: String,
    /// none, not_assessed, passed, failed_low_risk, failed_medium_risk, failed_high_risk, out_of_scope or in_progress
    #[arg(long)]
    test: Option<String>,
    #[arg(long)]
    notes: Option<String>,
}

pub const COLUMNS: &[Column] = &[
    ("Action", |a| text(&a["id"])),
    ("Title", |a| text(&a["title"])),
    ("Test status", |a| text(&a["test_status"])),
    ("Note", |a| a["note"].as_str().unwrap_or_default().to_owned()),
    ("Points", |a| output::points(&a["points"])),
    ("Implementation", |a| text(&a["implementation_status"])),
    ("Source", |a| text(&a["testing_source"])),
];

const RESULTS: &[Column] = &[
    ("Instance", |r| text(&r["instance"])),
    ("Check", |r| format!("{} v{}", text(&r["check"]["id"]), text(&r["check"]["version"]))),
    ("Verdict", |r| text(&r["verdict"])),
    ("Expected", |r| text(&r["expected"])),
    ("Actual", |r| {
        let facts = r["facts"].as_array().into_iter().flatten();
        let told = facts.map(|f| format!("{}#{} = {}", text(&f["signal"]), text(&f["pointer"]), f["actual"]));
        told.collect::<Vec<_>>().join("\n")
    }),
    ("Why", |r| r["reason"]["text"].as_str().unwrap_or_default().to_owned()),
    ("Read", |r| text(&r["read_at"])),
];

impl Action {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            Action::List(list) => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                for (key, value) in [("status", &list.status), ("search", &list.search)] {
                    if let Some(value) = value {
                        query.append_pair(key, value);
                    }
                }
                output::list(global, &client.get(&format!("actions?{}", query.finish())).await?, COLUMNS);
            }
            Action::Show { id, group, as_of: at } => {
                let group = group_id(&client, group.as_deref()).await?;
                let separator = if at.is_some() { "&" } else { "?" };
                let group = group.map(|id| format!("{separator}group={id}")).unwrap_or_default();
                show(global, &client.get(&format!("actions/{id}{}{group}", as_of(at))).await?);
            }
            Action::Set(set) => {
                let mut body = Map::new();
                body.insert("group".into(), json!(group_id(&client, set.group.as_deref()).await?));
                body.insert("implementation_status".into(), json!(set.implementation));
                for (key, value) in [("test_status", set.test), ("notes", set.notes)] {
                    if let Some(value) = value {
                        body.insert(key.into(), json!(value));
                    }
                }
                show(global, &client.put(&format!("actions/{}/status", set.id), &Value::Object(body)).await?);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(global: &Global, action: &Value) {
    output::one(global, action, COLUMNS);
    if global.json {
        return;
    }
    let mut rows = Vec::new();
    for result in action["results"].as_array().into_iter().flatten() {
        for check in result["checks"].as_array().into_iter().flatten() {
            let mut row = check.clone();
            row["instance"] = result["instance"]["name"].clone();
            rows.push(row);
        }
    }
    output::rows(&rows, RESULTS);
}

async fn group_id(client: &Client, name: Option<&str>) -> Result<Option<String>> {
    let Some(name) = name else { return Ok(None) };
    let group = super::find(client, "groups", "group", name).await?;
    Ok(Some(group["id"].as_str().context("the group has no id")?.to_owned()))
}
