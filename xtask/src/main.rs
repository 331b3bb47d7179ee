//! What one does with this repository besides compiling it: `cargo xtask demo`, `cargo xtask test`.

mod conformance;
mod demo;
mod openapi;
mod portal;
mod postgres;
mod soak;
mod steps;
mod test;
mod tools;

use clap::Parser;
use std::path::{Path, PathBuf};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Tasks of the Vouchsafe repository")]
enum Task {
    /// Build portal and binary, start a simulated Zoom and Vouchsafe, and print how to sign in
    Demo(demo::Demo),
    /// Run every check and test there is, on SQLite, PostgreSQL and Chromium
    Test(test::Test),
    /// Kill archiving at random moments, again and again, and look for what was lost or came twice
    Soak(soak::Soak),
    /// Hold the simulators' bodies against the services' own API descriptions
    Conformance(conformance::Conformance),
    /// Write the OpenAPI document and the portal's generated types anew
    Openapi,
}

fn main() -> anyhow::Result<()> {
    // Tasks run from the repository's root, wherever they were called.
    std::env::set_current_dir(root())?;
    match Task::parse() {
        Task::Demo(task) => task.run(),
        Task::Test(task) => task.run(),
        Task::Soak(task) => task.run(),
        Task::Conformance(task) => task.run(),
        Task::Openapi => openapi::write(),
    }
}

/// The repository's root.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
