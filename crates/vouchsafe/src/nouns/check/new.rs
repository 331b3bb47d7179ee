//! `vouchsafe check new`: a check's file and its action's, which load and have examples to fill in.

use anyhow::{Context, Result, bail};
use assure::{Catalog, Loaded, SourceFile};
use model::CheckId;
use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

/// Writes both files into a pack's folder and says which they are.
///
/// # Errors
/// An id that is none, or not of this service; a folder that is no pack; a file that is there already. Nothing is
/// overwritten.
pub fn write(pack: &Path, id: &str) -> Result<[PathBuf; 2]> {
    let id: CheckId = id.parse().with_context(|| {
        format!(
            "“{id}” is not an id; write SERVICE.AREA.WORDS in a-z, 0-9 and -, as in SERVICE.meeting.waiting-room"
        )
    })?;
    let connector = fs::read_to_string(pack.join("connector.yaml"))
        .with_context(|| format!("{} is no pack: it has no connector.yaml", pack.display()))?;
    let file = SourceFile::new("pack/connector.yaml", connector);
    let Loaded { catalog, problems } = assure::load(std::slice::from_ref(&file), &[]);
    let Some(connector) = catalog.connectors.values().next() else {
        let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
        bail!("the pack's connector.yaml does not load: {}", problems.join("; "));
    };
    let service = connector.service.as_str();
    let parts: Vec<&str> = id.as_str().split('.').collect();
    let [first, area, words] = parts.as_slice() else {
        bail!("“{id}” has {} parts; write three, {service}.AREA.WORDS", parts.len());
    };
    if *first != service {
        bail!("“{id}” does not begin with {service}, the service of this pack");
    }
    if ["locked", "overrides"].contains(words) {
        bail!("“{id}” ends as the checks do that are made from others; choose other words");
    }
    let signal = connector.signals.first().context("the pack's connector reads no signals")?;
    let name = format!("{area}-{words}.yaml");
    let paths = [pack.join("checks").join(&name), pack.join("actions").join(&name)];
    if let Some(there) = paths.iter().find(|path| path.exists()) {
        bail!("{} is there already; nothing was written", there.display());
    }
    let texts = [check(&id, signal.name.as_str()), action(&id)];
    loads(&file, &texts)?;
    for (path, text) in paths.iter().zip(&texts) {
        let place = || format!("{} cannot be written", path.display());
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(place)?;
        }
        // Made anew or not at all: what came between is not overwritten either.
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).with_context(place)?;
        file.write_all(text.as_bytes()).with_context(place)?;
    }
    Ok(paths)
}

/// What is written loads, before it is written.
fn loads(connector: &SourceFile, [check, action]: &[String; 2]) -> Result<()> {
    let files = [
        connector.clone(),
        SourceFile::new("pack/checks/new.yaml", check.as_str()),
        SourceFile::new("pack/actions/new.yaml", action.as_str()),
    ];
    let assure::Loaded { catalog: Catalog { checks, .. }, problems } = assure::load(&files, &[]);
    if let Some(problem) = problems.first() {
        bail!("what would be written does not load: {problem}");
    }
    anyhow::ensure!(checks.len() == 1, "what would be written is no check");
    Ok(())
}

fn check(id: &CheckId, signal: &str) -> String {
    format!(
        "\
id: {id}
version: 1
title: What is so when this passes, as a short sentence
why: >-
  Why it matters to somebody who has never seen the setting, in one or two sentences.
reads:
  # Where the value is: a signal of connector.yaml and a JSON pointer; and its type (docs/writing-checks.md).
  enabled: {{ at: {signal}#/section/setting, type: bool }}
pass: enabled
expected: What would pass, as a sentence.
examples:
  pass: [{{ enabled: true }}]
  fail: [{{ enabled: false }}]
action: {id}
severity: medium
fix: Where to mend it at the service
maps: [nist-800-53-r5/cm-6]
"
    )
}

fn action(id: &CheckId) -> String {
    format!(
        "\
id: {id}
title: What to do, as a short command
kind: technical
class: preventative_mandatory
category: Control access
description: >-
  What it is and what it protects from, in one or two sentences.
how: >-
  Step by step, where to click and what to choose.
"
    )
}
