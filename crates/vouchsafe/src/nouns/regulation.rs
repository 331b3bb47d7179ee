//! `vouchsafe regulation`: what can be assessed.

use crate::{
    cli::Global,
    client::Client,
    output::{self, Column, text},
};
use anyhow::Result;
use clap::Subcommand;
use std::process::ExitCode;

#[derive(Subcommand)]
pub enum Regulation {
    /// The regulations, with the services that they support
    List,
}

const COLUMNS: &[Column] = &[
    ("Regulation", |r| text(&r["id"])),
    ("Title", |r| text(&r["title"])),
    ("Version", |r| text(&r["version"])),
    ("Supported services", |r| text(&r["services"])),
    ("Controls", |r| text(&r["controls"])),
    ("Automatic", |r| text(&r["automatic"])),
    ("Manual", |r| text(&r["manual"])),
];

impl Regulation {
    pub async fn run(self, global: &Global) -> Result<ExitCode> {
        let Regulation::List = self;
        output::list(global, &Client::new(global)?.get("regulations").await?, COLUMNS);
        Ok(ExitCode::SUCCESS)
    }
}
