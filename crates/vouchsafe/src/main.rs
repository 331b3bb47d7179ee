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
            // The chain is printed once, here: what failed, and because of what.
            output::note(format_args!("error: {error}"));
            for cause in error.chain().skip(1) {
                output::note(format_args!("  because: {cause}"));
            }
            ExitCode::FAILURE
        }
    }
}
