//! `cargo xtask test`: every check and test there is. Nothing is skipped silently: a missing part is
//! installed from packages where that may be done, and otherwise ends the run with the line that does it.

use crate::{conformance, portal, postgres::Postgres, steps, tools};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::{fs, path::Path, process::Command};

const CARGO_DENY: &str = "0.20.2";

#[derive(Args)]
pub struct Test {
    /// Leave out the style checks (formatting, lints, licences) and run the tests only
    #[arg(long)]
    tests_only: bool,
}

impl Test {
    pub fn run(self) -> Result<()> {
        use tools::{CC, CHROMIUM, GIT, KILL, NODE, NPM, POSTGRES, PYTHON};
        tools::require(&[&CC, &GIT, &KILL, &NODE, &NPM, &PYTHON, &POSTGRES, &CHROMIUM])?;
        portal::build()?;
        if !self.tests_only {
            style()?;
        }
        steps::loud("portal tests", &mut portal::npm(&["run", "--silent", "test"]))?;
        steps::quiet("portal first load", &mut portal::npm(&["run", "--silent", "size"]))?;
        binaries_for_acceptance()?;
        if conformance::is_possible() {
            conformance::Conformance::beside_the_clone().run()?;
        } else {
            eprintln!("— conformance: the services' API descriptions are not here; run it with --data DIR");
        }
        let postgres = Postgres::start()?;
        steps::loud(
            "portal in Chromium",
            portal::npm(&["run", "--silent", "e2e"]).env("VOUCHSAFE_TEST_POSTGRES", postgres.url()),
        )?;
        tests(&postgres.url())
    }
}

/// Formatting, lints, licences and sources of dependencies, the portal's lints and types.
fn style() -> Result<()> {
    steps::quiet("rustfmt", &mut steps::cargo(&["fmt", "--all", "--check"]))?;
    steps::quiet("portal lint", &mut portal::npm(&["run", "lint"]))?;
    steps::quiet("portal types", &mut portal::npm(&["run", "typecheck"]))?;
    steps::quiet("portal types are fresh", &mut portal::npm(&["run", "schema", "--", "--check"]))?;
    steps::quiet(
        "clippy",
        &mut steps::cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    )?;
    tools::require_cargo_tool("deny", CARGO_DENY)?;
    // Advisories are left out: their database comes from the network, which tests do without.
    steps::quiet("cargo-deny", &mut steps::cargo(&["deny", "check", "bans", "licenses", "sources"]))
}

/// The real binary with its clock in a file, and the simulators, where the acceptance tests look for them.
pub fn binaries_for_acceptance() -> Result<()> {
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".into());
    let target = Path::new(&target);
    let tools = target.join("test-tools");
    fs::create_dir_all(&tools)?;
    steps::quiet(
        "build for acceptance",
        &mut steps::cargo(&[
            "build",
            "-p",
            "vouchsafe",
            "-p",
            "simulate",
            "--features",
            "vouchsafe/test-clock",
        ]),
    )?;
    for binary in ["vouchsafe", "simulate"] {
        // Put beside and renamed, so that a running one is never written over.
        let (next, place) = (tools.join(format!("{binary}.next")), tools.join(binary));
        fs::copy(target.join("debug").join(binary), &next).with_context(|| format!("copy {binary}"))?;
        fs::rename(&next, &place)?;
    }
    Ok(())
}

fn tests(postgres_url: &str) -> Result<()> {
    let nextest =
        Command::new("cargo").args(["nextest", "--version"]).output().is_ok_and(|out| out.status.success());
    let mut command = if nextest {
        steps::cargo(&["nextest", "run", "--workspace", "--no-fail-fast"])
    } else {
        steps::cargo(&["test", "--workspace", "--no-fail-fast"])
    };
    command.env("VOUCHSAFE_TEST_POSTGRES", postgres_url);
    if steps::loud("tests", &mut command).is_err() {
        bail!("some tests failed; their names stand above");
    }
    Ok(())
}
