//! Judging: all checks on one recorded snapshot, beside what others would do: the same controls as a query each over a
//! table of settings, ten of them in hand-written Rust as the floor, and ten by a policy engine that parses its
//! module each time.

mod anchors;
mod query;
mod sql;

use crate::measure;
use anyhow::{Context, Result};
use assure::{Catalog, Judge, SourceFile, check::recorded};
use model::{CheckId, Presence, Reading, ServiceId, SignalName, Time, Verdict};
use serde_json::Value;
use std::{collections::BTreeMap, hint::black_box, path::Path};

const ROUNDS: usize = 31;
const TIMES: u32 = 200;
const TIMES_IN_SQL: u32 = 20;

pub type Readings = BTreeMap<SignalName, Reading>;

pub fn run() -> Result<()> {
    let catalog = catalog()?;
    let judge = Judge::new(&catalog);
    let service: ServiceId = "zoom".parse()?;
    let readings = recorded_readings("careless.json")?;
    let now = Time::from_ms(1_795_248_000_000);
    let none = BTreeMap::new();
    let count = catalog.checks_of(&service).count();

    let mut ours = || {
        for check in catalog.checks_of(&service) {
            black_box(judge.evaluate(check, &readings, &none, now));
        }
    };
    let mut by_hand = || {
        black_box(anchors::by_hand(&readings));
    };
    let mut parsed_anew = || {
        black_box(anchors::parsed_anew(&readings).is_ok());
    };
    let spreads = measure::in_turn(
        ROUNDS,
        TIMES,
        &mut [("ours", &mut ours), ("by hand", &mut by_hand), ("parsed anew", &mut parsed_anew)],
    );
    let title = format!("{count} checks on one recorded snapshot (target: at most 2 ms)");
    let names = [
        "ours: compiled once, facts and reasons",
        "anchor: ten of them compared in Rust",
        "anchor: ten of them, Rego parsed each time",
    ];
    measure::print(&title, &names, &spreads);
    in_sql(&catalog, &judge, &service, &readings, now)?;
    one_key(&catalog, &judge, &service, readings, now)
}

/// The checks that can be said as a query over single settings, by us and by SQLite.
fn in_sql(
    catalog: &Catalog,
    judge: &Judge,
    service: &ServiceId,
    readings: &Readings,
    now: Time,
) -> Result<()> {
    let (checks, queries): (Vec<_>, Vec<_>) =
        catalog.checks_of(service).filter_map(|check| Some((check, query::of(check)?))).unzip();
    let mut database = sql::Database::of(readings, &queries)?;
    let none = BTreeMap::new();
    // Where a setting is there, both say the same; otherwise the figures would compare nothing.
    for (check, ok) in checks.iter().zip(database.one_by_one()?) {
        let ours = judge.evaluate(check, readings, &none, now).verdict;
        anyhow::ensure!(
            ok == (ours == Verdict::Passed),
            "{} is {ours:?} for us, and {} in SQL",
            check.id,
            if ok { "ok" } else { "an alarm" }
        );
    }
    let mut ours = || {
        for check in &checks {
            black_box(judge.evaluate(check, readings, &none, now));
        }
    };
    let database = std::cell::RefCell::new(database);
    let mut one_by_one = || {
        black_box(database.borrow_mut().one_by_one().is_ok());
    };
    let mut at_once = || {
        black_box(database.borrow_mut().at_once().is_ok());
    };
    let spreads = measure::in_turn(
        ROUNDS,
        TIMES_IN_SQL,
        &mut [("ours", &mut ours), ("queries", &mut one_by_one), ("one statement", &mut at_once)],
    );
    let title = format!(
        "{} of them that SQL can say over a table of {} settings",
        checks.len(),
        database.borrow().settings
    );
    let names = [
        "ours: compiled once, facts and reasons",
        "anchor: SQLite in memory, a query per control",
        "anchor: SQLite in memory, all as one statement",
    ];
    measure::print(&title, &names, &spreads);
    Ok(())
}

/// A changed key: only the checks that read it are judged again.
fn one_key(catalog: &Catalog, judge: &Judge, service: &ServiceId, before: Readings, now: Time) -> Result<()> {
    let mut after = before.clone();
    let signal: SignalName = "account.settings.meeting_security".parse()?;
    let reading = after.get_mut(&signal).context("the recording has the signal")?;
    let Presence::Document { value } = &mut reading.presence else { anyhow::bail!("a document is recorded") };
    let key = value.pointer_mut("/meeting_security/waiting_room").context("the recording has the key")?;
    *key = Value::Bool(!key.as_bool().unwrap_or(false));

    let concerned: Vec<CheckId> = assure::affected(catalog, service, &before, &after);
    let none = BTreeMap::new();
    let all = catalog.checks_of(service).count();
    let mut only_those = || {
        for id in assure::affected(catalog, service, &before, &after) {
            if let Some(check) = catalog.check(&id) {
                black_box(judge.evaluate(check, &after, &none, now));
            }
        }
    };
    let mut everything = || {
        for check in catalog.checks_of(service) {
            black_box(judge.evaluate(check, &after, &none, now));
        }
    };
    let spreads = measure::in_turn(
        ROUNDS,
        TIMES,
        &mut [("affected", &mut only_those), ("everything", &mut everything)],
    );
    let title = format!("one key changed: {} of {all} checks read it", concerned.len());
    measure::print(&title, &["ours: find them and judge them", "anchor: judge everything"], &spreads);
    Ok(())
}

/// All packs of the repository.
pub fn catalog() -> Result<Catalog> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files = Vec::new();
    let mut waiting = vec![folder.clone()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|e| e == "yaml") {
                let name = path.strip_prefix(&folder)?.display().to_string();
                files.push(SourceFile::new(name, std::fs::read_to_string(&path)?));
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let loaded = assure::load(&files, &[]);
    anyhow::ensure!(loaded.problems.is_empty(), "the packs have problems: {:?}", loaded.problems);
    Ok(loaded.catalog)
}

fn recorded_readings(name: &str) -> Result<Readings> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/zoom/recorded").join(name);
    Ok(recorded::parse(&std::fs::read_to_string(path)?, Time::from_ms(1_795_248_000_000))?.readings)
}
