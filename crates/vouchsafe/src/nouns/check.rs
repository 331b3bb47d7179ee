//! `vouchsafe check`: an author's tools. Packs and recordings are judged offline; no server is asked.

mod explain;
mod new;

use crate::{
    cli::Global,
    output::{self, Column, text},
};
use anyhow::{Context, Result, bail};
use assure::{
    Catalog, Judge, Loaded, SourceFile,
    check::{check_examples, recorded},
};
use clap::Subcommand;
use model::{Clock, SystemClock, Verdict};
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
        /// A pack's folder (packs/SERVICE), or one that holds several (packs)
        folder: PathBuf,
    },
    /// Write a new check and its action, with examples to fill in
    New {
        /// The new check's id: SERVICE.AREA.WORDS
        id: String,
        /// The pack's folder; packs/SERVICE where it is left out
        #[arg(long)]
        pack: Option<PathBuf>,
    },
    /// Say what a check reads, from which call, by which right, and what would pass
    Explain {
        /// The check's id
        id: String,
        /// A folder with packs, beside those that are shipped
        #[arg(long)]
        packs: Option<PathBuf>,
    },
    /// Judge a recorded configuration. Ends with 0 where all passed or did not apply, 1 where something failed or
    /// passed in part, 2 where nothing failed but not all could be decided, or nothing could be judged
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
            // Not the end of a configuration that failed: nothing was judged.
            Check::Run { folder, recording } => run(global, &folder, &recording).or_else(|error| {
                output::error(&error);
                Ok(ExitCode::from(UNDECIDED))
            }),
            Check::New { id, pack } => {
                let service = id.split('.').next().unwrap_or_default();
                new(global, &pack.unwrap_or_else(|| Path::new("packs").join(service)), &id)
            }
            Check::Explain { id, packs } => explain(global, packs.as_deref(), &id),
        }
    }
}

fn read(folder: &Path) -> Result<Vec<SourceFile>> {
    engine::read_folder(folder).with_context(|| {
        format!(
            "the folder {} cannot be read; name a pack's folder, for example packs/SERVICE",
            folder.display()
        )
    })
}

/// Loads a folder; problems are said and make the command fail, but what could be loaded is still used.
fn load(folder: &Path) -> Result<(Catalog, Vec<String>)> {
    let mut files = read(folder)?;
    // A single pack's paths begin with its own name, as they do among several.
    if files.iter().any(|file| file.path == "connector.yaml") {
        let name =
            folder.canonicalize()?.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        files.iter_mut().for_each(|file| file.path = format!("{name}/{}", file.path));
    }
    let Loaded { catalog, mut problems } = assure::load(&files, &[]);
    // Without its connector no check of a pack loads.
    problems.sort_by_key(|problem| !problem.file.ends_with("connector.yaml"));
    if catalog.checks.is_empty() && problems.is_empty() {
        bail!("{} holds no checks; name a pack's folder, for example packs/SERVICE", folder.display());
    }
    Ok((catalog, problems.iter().map(ToString::to_string).collect()))
}

fn new(global: &Global, pack: &Path, id: &str) -> Result<ExitCode> {
    let written = new::write(pack, id)?;
    if global.json {
        output::json(&json!({ "written": written }));
    } else {
        written.iter().for_each(|path| output::line(path.display()));
        output::line(format_args!("Fill them in, then: vouchsafe check test {}", pack.display()));
    }
    exit(true)
}

fn explain(global: &Global, added: Option<&Path>, id: &str) -> Result<ExitCode> {
    let mut files = engine::shipped_packs();
    if let Some(folder) = added {
        files.extend(read(folder)?);
    }
    let Loaded { catalog, problems } = assure::load(&files, &[]);
    say(&problems.iter().map(ToString::to_string).collect::<Vec<_>>());
    let value = explain::explained(&catalog, id)?;
    if global.json {
        output::json(&value);
    } else {
        explain::print(&catalog, &value);
    }
    exit(true)
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
    let text = std::fs::read_to_string(recording)
        .with_context(|| format!("the recording {} cannot be read", recording.display()))?;
    let recorded = recorded::parse(&text, SystemClock.now())
        .with_context(|| format!("{} is no recorded configuration", recording.display()))?;
    let judge = Judge::new(&catalog);
    let outcomes: Vec<_> = catalog
        .checks
        .values()
        .map(|check| {
            let outcome = judge.evaluate(check, &recorded.readings, &BTreeMap::new(), recorded.read_at);
            (check, outcome)
        })
        .collect();
    let rows: Vec<Value> = outcomes
        .iter()
        .map(|(check, outcome)| json!({ "check": check.id, "title": check.title, "outcome": outcome }))
        .collect();
    if global.json {
        output::json(&json!({ "problems": problems, "as_of": recorded.read_at, "items": rows }));
    } else {
        say(&problems);
        output::rows(&rows, VERDICTS);
    }
    let verdicts = outcomes.iter().map(|(_, outcome)| outcome.verdict);
    Ok(ExitCode::from(if problems.is_empty() { ended(verdicts) } else { UNDECIDED }))
}

/// Something failed, or passed in part.
const FAILED: u8 = 1;
/// Nothing failed, but not all could be decided.
const UNDECIDED: u8 = 2;

/// What the command ends with.
fn ended(verdicts: impl Iterator<Item = Verdict> + Clone) -> u8 {
    let any = |wanted: &[Verdict]| verdicts.clone().any(|verdict| wanted.contains(&verdict));
    if any(&[Verdict::Failed, Verdict::PartiallyPassed]) {
        FAILED
    } else if any(&[Verdict::Undetected, Verdict::ToBeDetected]) {
        UNDECIDED
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_command_ends_with_says_the_worst() {
        use Verdict::{Failed, NotApplicable, PartiallyPassed, Passed, ToBeDetected, Undetected};
        for (verdicts, code) in [
            (vec![], 0),
            (vec![Passed, NotApplicable], 0),
            (vec![Passed, Undetected], UNDECIDED),
            (vec![Passed, ToBeDetected], UNDECIDED),
            (vec![PartiallyPassed], FAILED),
            (vec![Undetected, Failed, Passed], FAILED),
        ] {
            assert_eq!(ended(verdicts.clone().into_iter()), code, "{verdicts:?}");
        }
    }

    #[test]
    fn a_new_check_loads_and_overwrites_nothing() {
        let folder = std::env::temp_dir().join(format!("vouchsafe-check-new-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder is made");
        let connector = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/zoom/connector.yaml");
        std::fs::copy(connector, folder.join("connector.yaml")).expect("the connector is there");
        let written = new::write(&folder, "zoom.meeting.brand-new").expect("both are written");
        assert!(written.iter().all(|path| path.exists()));
        let (catalog, problems) = load(&folder).expect("the folder loads");
        assert_eq!((catalog.checks.len(), problems), (1, Vec::<String>::new()));
        let judge = Judge::new(&catalog);
        let results = catalog.checks.values().flat_map(|check| check_examples(check, &judge));
        assert!(results.into_iter().all(|result| result.is_ok()));
        let wrong =
            |id: &str| new::write(&folder, id).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(wrong("zoom.meeting.brand-new").contains("is there already; nothing was written"));
        assert!(wrong("Zoom meeting").contains("is not an id"));
        assert!(wrong("zoom.meeting").contains("has 2 parts"));
        assert!(wrong("other.meeting.chat").contains("does not begin with zoom"));
        assert!(wrong("zoom.chat.locked").contains("choose other words"));
        std::fs::remove_dir_all(&folder).expect("the folder is removed");
    }

    #[test]
    fn a_check_is_explained_with_its_right_in_both_spellings() {
        let catalog = assure::load(&engine::shipped_packs(), &[]).catalog;
        let said = explain::explained(&catalog, "zoom.meeting.waiting-room").expect("it is shipped");
        let right = &said["reads"][0]["places"][0]["right"];
        assert_eq!(right["classic"], "account:read:admin");
        assert!(right["granular"].as_array().is_some_and(|granular| !granular.is_empty()), "{right}");
        // Of several rights that share a classic name, the one that the call needs.
        let place = |id: &str| {
            let said = explain::explained(&catalog, id).expect("it is shipped");
            said["reads"][0]["places"][0].clone()
        };
        let view = place("zoom.meeting.waiting-room");
        assert_eq!(view["calls"][0]["call"], "GET /accounts/me/settings?option=meeting_security");
        let locks = place("zoom.meeting.waiting-room-locked");
        assert_eq!(locks["calls"][0]["call"], "GET /accounts/me/lock_settings?option=meeting_security");
        let granular = &locks["calls"][0]["right"]["granular"];
        assert_eq!(
            (&granular[0], &locks["right"]["granular"]),
            (&json!("account:read:lock_settings:admin"), granular)
        );
        let unknown = explain::explained(&catalog, "waiting-room").expect_err("it is no id");
        assert!(unknown.to_string().contains("did you mean"), "{unknown}");
    }
}
