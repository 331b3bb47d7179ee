//! Tools that a task needs from outside: found, installed where we may, or named with the line that does it.

use crate::steps;
use anyhow::{Result, bail};
use std::{path::Path, process::Command};

/// Something that has to be on the machine.
pub struct Tool {
    pub name: &'static str,
    /// Any of these, as a path or a name on the PATH, is the tool.
    pub found_at: &'static [&'static str],
    /// A command that must go well besides: the tool may be there without a part that we need.
    pub probe: Option<&'static [&'static str]>,
    /// Debian's package.
    pub package: &'static str,
}

pub const NODE: Tool = Tool { name: "Node.js", found_at: &["node"], probe: None, package: "nodejs" };
pub const NPM: Tool = Tool { name: "npm", found_at: &["npm"], probe: None, package: "npm" };
pub const CC: Tool =
    Tool { name: "a C compiler", found_at: &["cc"], probe: None, package: "build-essential" };
pub const GIT: Tool = Tool { name: "git", found_at: &["git"], probe: None, package: "git" };
pub const KILL: Tool = Tool { name: "kill", found_at: &["kill"], probe: None, package: "procps" };
pub const CHROMIUM: Tool =
    Tool { name: "Chromium", found_at: &["/usr/bin/chromium"], probe: None, package: "chromium" };
pub const PYTHON: Tool = Tool {
    name: "Python with venv",
    found_at: &["python3"],
    probe: Some(&["python3", "-c", "import ensurepip, venv"]),
    package: "python3-venv",
};
pub const POSTGRES: Tool = Tool {
    name: "PostgreSQL",
    found_at: &[
        "/usr/lib/postgresql/15/bin/initdb",
        "/usr/lib/postgresql/16/bin/initdb",
        "/usr/lib/postgresql/17/bin/initdb",
        "/usr/lib/postgresql/18/bin/initdb",
    ],
    probe: Some(&["psql", "--version"]),
    package: "postgresql",
};

/// Said where Node.js is missing or too old. Debian 12's own is: it is not offered.
const NODE_ADVICE: &str = "The portal needs Node.js 20.19 or newer of 20, 22.12 or newer of 22, or a later one, \
     with its npm: install it from https://nodejs.org, then run this again.";
/// What the portal builds with: the oldest minor version of each major one, and every later major one.
const NODE_MIN: &[(u32, u32)] = &[(20, 19), (22, 12)];

/// Makes sure that the tools are there: installs the missing ones where this is allowed (as root, on a
/// machine with apt-get), and otherwise says the one line that does it.
pub fn require(tools: &[&Tool]) -> Result<()> {
    if tools.iter().any(|tool| tool.name == NODE.name && !is_there(tool)) {
        bail!("Node.js is missing. {NODE_ADVICE}");
    }
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
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    let newest = NODE_MIN.iter().map(|(major, _)| *major).max().unwrap_or(0);
    if major > newest || NODE_MIN.iter().any(|(least, from)| major == *least && minor >= *from) {
        return Ok(());
    }
    bail!("Node.js {version} does not do. {NODE_ADVICE}")
}

fn is_there(tool: &Tool) -> bool {
    let at = |place: &&str| if place.starts_with('/') { Path::new(place).exists() } else { on_path(place) };
    let works = |probe: &[&str]| match probe.split_first() {
        Some((program, arguments)) => {
            Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
        }
        None => true,
    };
    tool.found_at.iter().any(at) && tool.probe.is_none_or(works)
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
