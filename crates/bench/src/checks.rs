//! Judging: all checks on one recorded snapshot, beside ten of them in hand-written Rust as the floor and a policy engine that
//! parses its module each time as what a simple integration would do.

use crate::measure;
use anyhow::{Context, Result};
use assure::{Catalog, Judge, SourceFile, check::recorded};
use model::{CheckId, Presence, Reading, ServiceId, SignalName, Time};
use serde_json::Value;
use std::{collections::BTreeMap, hint::black_box, path::Path};

const ROUNDS: usize = 31;
const TIMES: u32 = 200;

type Readings = BTreeMap<SignalName, Reading>;

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
        black_box(by_hand(&readings));
    };
    let mut parsed_anew = || {
        black_box(parsed_anew(&readings).is_ok());
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
    one_key(&catalog, &judge, &service, readings, now)
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

fn catalog() -> Result<Catalog> {
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

fn value<'a>(readings: &'a Readings, signal: &str) -> &'a Value {
    let found = readings.iter().find(|(name, _)| name.as_str() == signal);
    match found.map(|(_, reading)| &reading.presence) {
        Some(Presence::Document { value }) => value,
        _ => &Value::Null,
    }
}

/// What one would write who wants the verdicts and nothing else: no types, no reasons, no facts.
fn by_hand(readings: &Readings) -> usize {
    let (settings, security) =
        (value(readings, "account.settings"), value(readings, "account.settings.meeting_security"));
    let is = |of: &Value, pointer: &str, wanted: &Value| of.pointer(pointer) == Some(wanted);
    [
        is(security, "/meeting_security/waiting_room", &Value::Bool(true)),
        is(security, "/meeting_security/meeting_password", &Value::Bool(true)),
        is(security, "/meeting_security/phone_password", &Value::Bool(true)),
        is(security, "/meeting_security/pmi_password", &Value::Bool(true)),
        is(security, "/meeting_security/encryption_type", &Value::from("enhanced_encryption")),
        is(settings, "/in_meeting/who_can_share_screen", &Value::from("host")),
        is(settings, "/in_meeting/file_transfer", &Value::Bool(false)),
        is(settings, "/recording/auto_delete_cmr", &Value::Bool(true)),
        is(settings, "/security/sign_in_with_two_factor_auth", &Value::from("all")),
        is(settings, "/schedule_meeting/join_before_host", &Value::Bool(false)),
    ]
    .into_iter()
    .filter(|passed| *passed)
    .count()
}

/// The same ten as a Rego module, given to a fresh engine.
fn parsed_anew(readings: &Readings) -> Result<regorus::Value> {
    const MODULE: &str = r#"
        package checks
        import rego.v1
        a if input.security.meeting_security.waiting_room == true
        b if input.security.meeting_security.meeting_password == true
        c if input.security.meeting_security.phone_password == true
        d if input.security.meeting_security.pmi_password == true
        e if input.security.meeting_security.encryption_type == "enhanced_encryption"
        f if input.settings.in_meeting.who_can_share_screen == "host"
        g if input.settings.in_meeting.file_transfer == false
        h if input.settings.recording.auto_delete_cmr == true
        i if input.settings.security.sign_in_with_two_factor_auth == "all"
        j if input.settings.schedule_meeting.join_before_host == false
    "#;
    let mut engine = regorus::Engine::new();
    engine.add_policy("checks.rego".into(), MODULE.into())?;
    let input = serde_json::json!({
        "settings": value(readings, "account.settings"),
        "security": value(readings, "account.settings.meeting_security"),
    });
    engine.set_input_json(&input.to_string())?;
    engine.eval_rule("data.checks".into())
}
