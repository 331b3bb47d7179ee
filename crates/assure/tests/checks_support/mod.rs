//! What the tests of checks share.
#![allow(dead_code, clippy::unwrap_used, reason = "each test uses a part of it, and stops where it fails")]

use assure::{Catalog, Check, Judge, SourceFile};
use model::{Absence, AbsenceKind, Outcome, Presence, Reading, ServiceId, SignalName, Table, Time};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// Zoom's pack, as files.
pub fn packs() -> Vec<SourceFile> {
    packs_of("zoom")
}

/// A pack that we ship, as files.
pub fn packs_of(name: &str) -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs").join(name);
    let mut files = Vec::new();
    collect(&root, &format!("{name}/"), &mut files);
    assert!(!files.is_empty(), "no pack in {}", root.display());
    files
}

fn collect(folder: &Path, prefix: &str, files: &mut Vec<SourceFile>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files);
        } else {
            files.push(SourceFile::new(name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Zoom's pack, loaded.
pub fn shipped() -> Catalog {
    assure::load(&packs(), &[]).catalog
}

pub fn zoom() -> ServiceId {
    "zoom".parse().unwrap()
}

/// A connector with the signals `a`, `b` and `rows`.
pub fn connector() -> SourceFile {
    let text = "
id: test
service: test
title: Test
summary: A service for tests
description: A service for tests.
reads: []
rights: [{ classic: read, granular: [], why: To read., required: true }]
terms: { version: '1', text: None. }
setup: []
methods: [{ id: key, title: Key, fields: [] }]
signals:
  - { name: a, title: A, right: read }
  - { name: b, title: B, right: read }
  - { name: rows, title: Rows, right: read }
";
    SourceFile::new("test/connector.yaml", text)
}

pub fn action() -> SourceFile {
    let text = "
id: act
title: Act
description: Why.
how: How.
kind: technical
class: preventative_mandatory
category: Control access
";
    SourceFile::new("test/actions/act.yaml", text)
}

/// A check of two-part form: what it reads and says, and the rest that every check has.
pub fn check_file(name: &str, id: &str, body: &str) -> SourceFile {
    let text = format!(
        "id: {id}\nversion: 1\ntitle: T\nwhy: W.\naction: act\nseverity: high\nfix: F\nmaps: []\n{}\n",
        body.trim()
    );
    SourceFile::new(format!("test/checks/{name}.yaml"), text)
}

/// A check that must load.
pub fn check(body: &str) -> Check {
    let loaded = assure::load(&[connector(), action(), check_file("c", "c", body)], &[]);
    assert_eq!(loaded.problems, [], "{body}");
    loaded.catalog.checks.into_values().next().unwrap()
}

/// The problems of a check, each as `file:line: text`.
pub fn problems(body: &str) -> Vec<String> {
    let loaded = assure::load(&[connector(), action(), check_file("c", "c", body)], &[]);
    assert_eq!(loaded.catalog.checks.is_empty(), !loaded.problems.is_empty());
    loaded.problems.iter().map(ToString::to_string).collect()
}

pub fn at(seconds: i64) -> Time {
    Time::from_ms(seconds * 1000)
}

pub fn signal(name: &str) -> SignalName {
    name.parse().unwrap()
}

pub type Readings = BTreeMap<SignalName, Reading>;

pub fn with(readings: &mut Readings, name: &str, presence: Presence) {
    let reading = Reading { signal: signal(name), presence, read_at: at(0), recorded_at: at(0) };
    readings.insert(signal(name), reading);
}

/// Documents by signal.
pub fn documents<const N: usize>(values: [(&str, Value); N]) -> Readings {
    let mut readings = Readings::new();
    for (name, value) in values {
        with(&mut readings, name, Presence::Document { value });
    }
    readings
}

pub fn table(rows: Vec<Value>, complete: bool) -> Presence {
    Presence::Table(Table { rows, complete })
}

pub fn absence(kind: AbsenceKind, right: Option<&str>) -> Presence {
    let message = "Only available for paid accounts.".to_owned();
    Presence::Absent(Absence { kind, message, right: right.map(str::to_owned) })
}

/// Judges one check alone, with its default parameters.
pub fn judge(check: &Check, readings: &Readings, as_of: Time) -> Outcome {
    Judge::default().evaluate(check, readings, &BTreeMap::new(), as_of)
}
