//! `vouchsafe overview`: the organisation's score and what it rests on.

use crate::{
    cli::Global,
    client::Client,
    output::{self, text},
};
use anyhow::Result;
use clap::Args;
use model::Time;
use std::process::ExitCode;

#[derive(Args)]
pub struct Overview {
    /// As it was known at that moment (RFC 3339)
    #[arg(long)]
    as_of: Option<Time>,
}

impl Overview {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let client = Client::new(global)?;
        let answer = client.get(&format!("overview{}", as_of(self.as_of))).await?;
        let lines: &[output::Column] = &[
            ("As of", |o| output::moment(&o["as_of"])),
            ("Score", |o| output::score(&o["score"])),
            ("Problems", |o| {
                let problems = o["problems"].as_array().into_iter().flatten();
                problems.map(|p| text(&p["message"])).collect::<Vec<_>>().join("\n")
            }),
        ];
        output::one(global, &answer, lines);
        Ok(ExitCode::SUCCESS)
    }
}

/// The query of a command that may look at another moment.
pub fn as_of(time: Option<Time>) -> String {
    time.map(|time| format!("?as_of={time}")).unwrap_or_default()
}
