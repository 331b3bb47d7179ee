//! `vouchsafe pack-update`: versions of checks that wait for a person.

use super::segment;
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::{Result, bail};
use clap::Subcommand;
use serde_json::{Value, json};
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum PackUpdate {
    /// The updates that wait, those that were put off among them
    List,
    /// One update: what changed in the file, and what it would do to verdicts and scores
    Show {
        /// The check's id
        check: String,
    },
    /// Have updates count from now on, all that are named or none
    Accept {
        /// The checks' ids
        #[arg(required_unless_present = "all")]
        checks: Vec<String>,
        /// Everything that waits, what was put off among it
        #[arg(long, conflicts_with = "checks")]
        all: bool,
    },
    /// Put an update off; what counts goes on to count
    Defer {
        /// The check's id
        check: String,
        /// Why it is put off
        #[arg(long)]
        why: String,
    },
}

const COLUMNS: &[Column] = &[
    ("Check", |u| text(&u["check"])),
    ("Title", |u| text(&u["title"])),
    ("Update", |u| text(&u["kind"])),
    ("Counts", |u| version(&u["accepted"])),
    ("Offered", |u| version(&u["offered"])),
    ("Put off", |u| match &u["deferred"] {
        Value::Null => String::new(),
        deferred => format!("{}: {}", text(&deferred["by"]), text(&deferred["why"])),
    }),
];

const VERDICTS: &[Column] = &[
    ("Instance", |v| text(&v["instance"]["name"])),
    ("Check", |v| text(&v["check"])),
    ("Counts", |v| output::words(&v["before"]["verdict"])),
    ("Would be", |v| output::words(&v["after"]["verdict"])),
    ("Why", |v| v["after"]["reason"]["text"].as_str().unwrap_or_default().to_owned()),
];

const SCORES: &[Column] = &[
    ("Score", |s| text(&s["name"])),
    ("Now", |s| output::score(&s["before"])),
    ("Would be", |s| output::score(&s["after"])),
];

impl PackUpdate {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        match self {
            PackUpdate::List => output::list(global, &client.get("pack-updates").await?, COLUMNS),
            PackUpdate::Show { check } => {
                show(global, &client.get(&format!("pack-updates/{}", segment(&check))).await?);
            }
            PackUpdate::Accept { checks, all } => {
                let waiting = client.get("pack-updates").await?;
                let waiting = waiting["items"].as_array().cloned().unwrap_or_default();
                if let Some(unknown) = checks.iter().find(|id| !waiting.iter().any(|u| u["check"] == **id)) {
                    bail!("no update of the check “{unknown}” waits; see vouchsafe pack-update list");
                }
                let wanted = waiting.iter().filter(|u| all || checks.iter().any(|id| u["check"] == *id));
                let updates: Vec<_> = wanted
                    .map(|update| json!({ "check": update["check"], "hash": update["offered"]["hash"] }))
                    .collect();
                if updates.is_empty() {
                    output::note("nothing waits");
                    return Ok(ExitCode::SUCCESS);
                }
                let left = client.post("pack-updates/acceptance", &json!({ "updates": updates })).await?;
                output::note(format_args!("accepted {}; what still waits:", updates.len()));
                output::list(global, &left, COLUMNS);
            }
            PackUpdate::Defer { check, why } => {
                let update = client.get(&format!("pack-updates/{}", segment(&check))).await?;
                let body = json!({ "hash": update["offered"]["hash"], "why": why });
                let path = format!("pack-updates/{}/deferral", segment(&check));
                output::one(global, &client.post(&path, &body).await?, COLUMNS);
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn show(global: &Global, update: &Value) {
    output::one(global, update, COLUMNS);
    if global.json {
        return;
    }
    output::line("");
    for line in update["diff"].as_array().into_iter().flatten() {
        let sign = match line["change"].as_str() {
            Some("removed") => '-',
            Some("added") => '+',
            _ => ' ',
        };
        output::line(format_args!("{sign} {}", output::printable(line["text"].as_str().unwrap_or_default())));
    }
    output::line("");
    output::rows(update["verdicts"].as_array().map(Vec::as_slice).unwrap_or_default(), VERDICTS);
    let mut organisation = update["organisation"].clone();
    organisation["name"] = json!("Whole organisation");
    let assessments = update["assessments"].as_array().cloned().unwrap_or_default();
    let scores: Vec<_> = std::iter::once(organisation).chain(assessments).collect();
    output::rows(&scores, SCORES);
}

/// “version 3, 1f0c9a2b”.
fn version(file: &Value) -> String {
    match (&file["version"], file["hash"].as_str()) {
        (_, None) => "–".into(),
        (Value::Null, Some(hash)) => hash.chars().take(8).collect(),
        (version, Some(hash)) => {
            format!("version {version}, {}", hash.chars().take(8).collect::<String>())
        }
    }
}
