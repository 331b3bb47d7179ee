//! The portal's own steps: its packages and its build.

use crate::{steps, tools};
use anyhow::Result;
use std::{path::Path, process::Command};

/// An npm command in the portal's folder.
pub fn npm(arguments: &[&str]) -> Command {
    let mut command = Command::new("npm");
    command
        .args(arguments)
        .current_dir("portal")
        .env("npm_config_fund", "false")
        .env("npm_config_audit", "false");
    command
}

/// Installs the portal's packages when the lock file is newer than what is installed.
pub fn install() -> Result<()> {
    tools::require(&[&tools::NODE, &tools::NPM])?;
    let changed = |path: &str| Path::new(path).metadata().and_then(|m| m.modified()).ok();
    let installed = changed("portal/node_modules/.package-lock.json");
    if installed.is_some() && installed >= changed("portal/package-lock.json") {
        return Ok(());
    }
    steps::quiet("portal packages", &mut npm(&["ci"]))
}

/// Builds the portal into `portal/dist`, from where the binary embeds it.
pub fn build() -> Result<()> {
    install()?;
    steps::quiet("portal build", &mut npm(&["run", "build"]))
}
