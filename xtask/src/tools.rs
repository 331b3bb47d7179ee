//! Tools that a task needs from outside: found, installed where we may, or named with the line that does it.

use crate::steps;
use anyhow::{Result, bail};
use std::{path::Path, process::Command};

/// Something that has to be on the machine.
pub struct Tool {
    pub name: &'static str,
    /// Any of these, as a path or a name on the PATH, is the tool.
    pub found_at: &'static [&'static str],
    /// Debian's package.
    pub package: &'static str,
}

pub const NODE: Tool = Tool { name: "Node.js", found_at: &["node"], package: "nodejs" };
pub const NPM: Tool = Tool { name: "npm", found_at: &["npm"], package: "npm" };
pub const CC: Tool = Tool { name: "a C compiler", found_at: &["cc"], package: "build-essential" };
pub const CHROMIUM: Tool = Tool { name: "Chromium", found_at: &["/usr/bin/chromium"], package: "chromium" };
pub const PYTHON: Tool = Tool { name: "Python", found_at: &["python3"], package: "python3-venv" };
pub const POSTGRES: Tool = Tool {
    name: "PostgreSQL",
    found_at: &[
        "/usr/lib/postgresql/15/bin/initdb",
        "/usr/lib/postgresql/16/bin/initdb",
        "/usr/lib/postgresql/17/bin/initdb",
        "/usr/lib/postgresql/18/bin/initdb",
    ],
    package: "postgresql",
};

/// The oldest Node.js that the portal builds with.
const NODE_MAJOR_MIN: u32 = 20;

/// Makes sure that the tools are there: installs the missing ones where this is allowed (as root, on a
/// machine with apt-get), and otherwise says the one line that does it.
pub fn require(tools: &[&Tool]) -> Result<()> {
    let missing: Vec<_> = tools.iter().filter(|tool| !is_there(tool)).collect();
    if !missing.is_empty() {
        let packages: Vec<_> = missing.iter().map(|tool| tool.package).collect();
        let names: Vec<_> = missing.iter().map(|tool| tool.name).collect();
        let line = format!("apt-get update && apt-get install --yes {}", packages.join(" "));
        if !is_root() || !on_path("apt-get") {
            bail!("missing: {}. Install with:\n\n    sudo sh -c '{line}'\n", names.join(", "));
        }
        steps::quiet(
            &format!("install {}", packages.join(" ")),
            Command::new("sh").args(["-c", &line]).env("DEBIAN_FRONTEND", "noninteractive"),
        )?;
        if let Some(still) = missing.iter().find(|tool| !is_there(tool)) {
            bail!("{} is still missing after: {line}", still.name);
        }
    }
    if tools.iter().any(|tool| tool.name == NODE.name) {
        require_node()?;
    }
    Ok(())
}

fn require_node() -> Result<()> {
    let output = Command::new("node").arg("--version").output()?;
    let version = String::from_utf8_lossy(&output.stdout).trim().trim_start_matches('v').to_owned();
    let major: u32 = version.split('.').next().and_then(|m| m.parse().ok()).unwrap_or(0);
    if major < NODE_MAJOR_MIN {
        bail!(
            "Node.js {version} is too old, the portal needs {NODE_MAJOR_MIN} or newer. Install it from \
             https://nodejs.org or your distribution's backports, then run this again."
        );
    }
    Ok(())
}

fn is_there(tool: &Tool) -> bool {
    tool.found_at
        .iter()
        .any(|place| if place.starts_with('/') { Path::new(place).exists() } else { on_path(place) })
}

pub fn on_path(name: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(name).exists()))
}

pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.trim_ascii() == b"0")
}

/// A cargo subcommand from crates.io, installed when it is not there.
pub fn require_cargo_tool(subcommand: &str, version: &str) -> Result<()> {
    let program = format!("cargo-{subcommand}");
    let cargo_home = std::env::var_os("CARGO_HOME")
        .map(std::path::PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    if on_path(&program) || cargo_home.is_some_and(|home| home.join("bin").join(&program).exists()) {
        return Ok(());
    }
    steps::quiet(
        &format!("install {program} {version}"),
        &mut steps::cargo(&["install", "--locked", "--version", version, &program]),
    )
}
