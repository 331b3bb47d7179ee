//! The one binary: it serves, judges recordings offline, and speaks the REST API of a running server.

mod cli;
mod client;
mod logging;
mod memory;
mod nouns;
mod output;
mod serve;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    memory::share_arenas();
    run()
}

#[tokio::main]
async fn run() -> ExitCode {
    let cli = cli::Cli::parse();
    match cli.run().await {
        Ok(code) => code,
        Err(error) => {
            output::error(&error);
            ExitCode::FAILURE
        }
    }
}
