//! The one binary: it serves, judges recordings offline, and speaks the REST API of a running server.

mod cli;
mod client;
mod logging;
mod nouns;
mod output;
mod serve;

use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    match cli.run().await {
        Ok(code) => code,
        Err(error) => {
            output::error(&error);
            ExitCode::FAILURE
        }
    }
}
