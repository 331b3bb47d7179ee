//! `vouchsafe alert`: what somebody should look at.

use super::{query, segment};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, moment, text, words},
};
use anyhow::Result;
use clap::Subcommand;
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Alert {
    /// The alerts, those that were met last first
    List {
        /// Alerts of this status only: active, investigating, resolved or dismissed
        #[arg(long)]
        status: Option<String>,
    },
    /// One alert: what it affects, what became of it, who was told
    Show {
        /// The alert's id
        id: String,
    },
    /// Say how an alert stands
    SetStatus {
        /// The alert's id
        id: String,
        /// active, investigating, resolved or dismissed
        status: String,
        /// Why; needed where an alert is resolved or dismissed
        #[arg(long, default_value = "")]
        why: String,
    },
}

const LIST: &[Column] = &[
    ("Alert", |a| text(&a["id"])),
    ("Title", |a| text(&a["title"])),
    ("Severity", |a| text(&a["severity"])),
    ("Status", |a| words(&a["status"])),
    ("Connector", |a| text(&a["instance"]["name"])),
    ("Check", |a| text(&a["check"]["id"])),
    ("Last seen", |a| moment(&a["last_seen"])),
];

const DETAILS: &[Column] = &[
    ("Alert", |d| text(&d["alert"]["id"])),
    ("Title", |d| text(&d["alert"]["title"])),
    ("Severity", |d| text(&d["alert"]["severity"])),
    ("Status", |d| words(&d["alert"]["status"])),
    ("Connector", |d| text(&d["alert"]["instance"]["name"])),
    ("What happened", |d| text(&d["alert"]["message"])),
    ("First seen", |d| moment(&d["alert"]["first_seen"])),
    ("Last seen", |d| {
        format!("{}, {} times in all", moment(&d["alert"]["last_seen"]), text(&d["alert"]["seen"]))
    }),
    ("Ended", |d| moment(&d["alert"]["ended_at"])),
    ("Checks", |d| lines(&d["affected"]["checks"], |check| text(&check["id"]))),
    ("Rights", |d| lines(&d["affected"]["rights"], text)),
    ("Assessments", |d| lines(&d["affected"]["assessments"], |assessment| text(&assessment["name"]))),
    ("History", |d| {
        lines(&d["history"], |line| {
            let by = line["by"].as_str().map(|by| format!(" by {by}")).unwrap_or_default();
            format!("{} {}{by}: {}", moment(&line["at"]), words(&line["status"]), text(&line["why"]))
        })
    }),
    ("Messages", |d| {
        lines(&d["messages"], |message| {
            let error = message["error"].as_str().map(|error| format!(" ({error})")).unwrap_or_default();
            format!(
                "{} to {}: {}{error}",
                text(&message["what"]),
                text(&message["target"]),
                text(&message["state"])
            )
        })
    }),
];

/// A line for each of a list's items.
fn lines(items: &Value, told: fn(&Value) -> String) -> String {
    let lines: Vec<_> = items.as_array().into_iter().flatten().map(told).collect();
    if lines.is_empty() { "–".into() } else { lines.join("\n") }
}

impl Alert {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            Alert::List { status } => {
                let answer = client.get(&format!("alerts{}", query(&[("status", status)]))).await?;
                output::list(global, &answer, LIST);
            }
            Alert::Show { id } => output::one(global, &client.get(&at(&id)).await?, DETAILS),
            Alert::SetStatus { id, status, why } => {
                let body = json!({ "status": status, "why": why });
                let answer = client.post(&format!("{}/status", at(&id)), &body).await?;
                output::one(global, &answer, DETAILS);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// An id may be anything that was typed; it stays one segment of the path.
fn at(id: &str) -> String {
    format!("alerts/{}", segment(id))
}
