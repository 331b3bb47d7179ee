//! `vouchsafe check`: packs and recordings, judged offline. No server is asked.

use crate::{
    cli::Global,
    output::{self, Column, text},
};
use anyhow::{Context, Result, bail};
use assure::{
    Catalog, Judge, Loaded,
    check::{check_examples, recorded},
};
use clap::Subcommand;
use model::{Clock, SystemClock};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[derive(Subcommand)]
pub enum Check {
    /// Run every check of a pack on its examples and on what is made from them
    Test {
        /// A pack's folder (packs/zoom), or one that holds several (packs)
        folder: PathBuf,
    },
    /// Judge a recorded configuration
    Run {
        /// A pack's folder
        folder: PathBuf,
        /// The recording: {"signals": {NAME: VALUE, …}}
        recording: PathBuf,
    },
}

const VERDICTS: &[Column] = &[
    ("Check", |r| text(&r["check"])),
    ("Verdict", |r| output::words(&r["outcome"]["verdict"])),
    ("Expected", |r| text(&r["outcome"]["expected"])),
    ("Actual", |r| output::facts(&r["outcome"], |fact| text(&fact["name"]))),
    ("Why", |r| r["outcome"]["reason"]["text"].as_str().unwrap_or_default().to_owned()),
];

impl Check {
    pub fn run(self, global: &Global) -> Result<ExitCode> {
        match self {
            Check::Test { folder } => test(global, &folder),
            Check::Run { folder, recording } => run(global, &folder, &recording),
        }
    }
}

/// Loads a folder; problems are said and make the command fail, but what could be loaded is still used.
fn load(folder: &Path) -> Result<(Catalog, Vec<String>)> {
    let mut files = engine::read_folder(folder).with_context(|| format!("{}", folder.display()))?;
    // A single pack's paths begin with its own name, as they do among several.
    if files.iter().any(|file| file.path == "connector.yaml") {
        let name =
            folder.canonicalize()?.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        files.iter_mut().for_each(|file| file.path = format!("{name}/{}", file.path));
    }
    let Loaded { catalog, problems } = assure::load(&files, &[]);
    if catalog.checks.is_empty() && problems.is_empty() {
        bail!("{} holds no checks; name a pack's folder, for example packs/zoom", folder.display());
    }
    Ok((catalog, problems.iter().map(ToString::to_string).collect()))
}

fn say(problems: &[String]) {
    problems.iter().for_each(output::note);
}

fn exit(well: bool) -> Result<ExitCode> {
    Ok(if well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn test(global: &Global, folder: &Path) -> Result<ExitCode> {
    let (catalog, problems) = load(folder)?;
    let judge = Judge::new(&catalog);
    let results: Vec<_> = catalog.checks.values().flat_map(|check| check_examples(check, &judge)).collect();
    let wrong: Vec<_> = results.iter().filter(|result| !result.is_ok()).collect();
    if global.json {
        output::json(&json!({ "problems": problems, "ran": results.len(), "wrong": wrong }));
    } else {
        say(&problems);
        for result in &wrong {
            let why = result.reason.as_deref().unwrap_or("");
            let (expected, found) = (result.expected.as_str(), result.found.as_str());
            let (check, what) = (&result.check, &result.what);
            output::line(format_args!("{check}: {what}: expected {expected}, found {found} {why}"));
        }
        let (checks, cases, wrong) = (catalog.checks.len(), results.len(), wrong.len());
        let refused = problems.len();
        output::line(format_args!("{checks} checks, {cases} cases, {wrong} wrong, {refused} files refused"));
    }
    exit(wrong.is_empty() && problems.is_empty())
}

fn run(global: &Global, folder: &Path, recording: &Path) -> Result<ExitCode> {
    let (catalog, problems) = load(folder)?;
    let text = std::fs::read_to_string(recording).with_context(|| format!("{}", recording.display()))?;
    let recorded = recorded::parse(&text, SystemClock.now())
        .with_context(|| format!("{} is no recorded configuration", recording.display()))?;
    let judge = Judge::new(&catalog);
    let rows: Vec<Value> = catalog
        .checks
        .values()
        .map(|check| {
            let outcome = judge.evaluate(check, &recorded.readings, &BTreeMap::new(), recorded.read_at);
            json!({ "check": check.id, "title": check.title, "outcome": outcome })
        })
        .collect();
    if global.json {
        output::json(&json!({ "problems": problems, "as_of": recorded.read_at, "items": rows }));
    } else {
        say(&problems);
        output::rows(&rows, VERDICTS);
    }
    exit(problems.is_empty())
}
