//! `vouchsafe baseline`: an organisation's own baseline, taken over into parameters.

use super::{find, id};
use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text, words},
};
use anyhow::{Context, Result, bail};
use clap::Subcommand;
use serde_json::json;
use std::{path::PathBuf, process::ExitCode};

#[derive(Subcommand)]
pub enum Baseline {
    /// Set the parameters of an instance's checks as a baseline has them, all at once
    Import {
        /// The instance's name or id
        instance: String,
        /// The file that the service exports; without it the baseline that counts in the organisation itself
        file: Option<PathBuf>,
        /// Take the baseline that counts in the organisation itself, as it was read last
        #[arg(long, conflicts_with = "file")]
        org: bool,
        /// Only say what it would do
        #[arg(long)]
        dry_run: bool,
    },
}

const PARAMETERS: &[Column] = &[
    ("Setting", |p| text(&p["setting"])),
    ("Check, parameter", |p| format!("{}\n{}", text(&p["check"]), text(&p["parameter"]))),
    ("Now", |p| p["now"].to_string()),
    ("New", |p| match p["changes"].as_bool() {
        Some(true) => p["new"].to_string(),
        _ => "the same".to_owned(),
    }),
    ("Verdict now, then", |p| format!("{}\n{}", words(&p["verdict_now"]), words(&p["verdict_then"]))),
];

impl Baseline {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        let Baseline::Import { instance, file, org, dry_run } = self;
        let instance = find(&client, "instances", "connector", &instance).await?;
        let mut body = match (file, org) {
            (Some(file), _) => {
                let text = std::fs::read_to_string(&file)
                    .with_context(|| format!("{} could not be read", file.display()))?;
                json!({ "xml": text })
            }
            (None, true) => json!({ "source": "org" }),
            (None, false) => bail!("name the file that the service exports, or say --org"),
        };
        body["dry_run"] = dry_run.into();
        let answer = client.post(&format!("instances/{}/baseline", id(&instance)), &body).await?;
        if global.json {
            output::json(&answer);
            return Ok(ExitCode::SUCCESS);
        }
        output::list(global, &json!({ "items": answer["parameters"] }), PARAMETERS);
        for entry in answer["left_out"].as_array().into_iter().flatten() {
            let (setting, line) = (text(&entry["setting"]), text(&entry["line"]));
            output::line(format_args!("left out: {setting} (line {line}): {}", text(&entry["why"])));
        }
        let done = if dry_run { "would change" } else { "changed" };
        output::note(format_args!(
            "“{}” {done} {} parameters",
            text(&answer["name"]),
            text(&answer["changed"])
        ));
        Ok(ExitCode::SUCCESS)
    }
}
