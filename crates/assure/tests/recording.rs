//! A recording for a bug report tells the checks the same, and a stranger nothing.
#![allow(clippy::unwrap_used, reason = "a helper of a test stops where it fails")]

mod checks_support;

use assure::{
    Judge,
    check::{
        Recorded,
        disguise::{disguised, named_by},
        recorded,
    },
};
use checks_support::{shipped, zoom};
use model::{CheckId, Presence, Reading, SignalName, Table, Time, Verdict};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn recording(name: &str) -> Recorded {
    let path = format!("{}/../../packs/zoom/recorded/{name}.json", env!("CARGO_MANIFEST_DIR"));
    recorded::parse(&std::fs::read_to_string(path).unwrap(), Time::default()).unwrap()
}

fn disguise(recording: &Recorded) -> Value {
    disguised(recording, &named_by(shipped().checks.values()))
}

fn verdicts(recording: &Recorded) -> BTreeMap<CheckId, Verdict> {
    let catalog = shipped();
    let found =
        Judge::new(&catalog).evaluate_all(&zoom(), &recording.readings, &BTreeMap::new(), recording.read_at);
    found.into_iter().map(|(id, outcome)| (id, outcome.verdict)).collect()
}

#[test]
fn the_checks_say_the_same() {
    for name in ["tidy", "careless"] {
        let recording = recording(name);
        let again = recorded::parse(&disguise(&recording).to_string(), Time::default()).unwrap();
        assert_eq!(again.read_at, recording.read_at);
        let (before, after) = (verdicts(&recording), verdicts(&again));
        let differ: Vec<_> = before.iter().filter(|(id, verdict)| after[*id] != **verdict).collect();
        assert!(differ.is_empty(), "{name}: {differ:?}");
    }
}

/// Every text of people and places: with an @, or under a key that people write.
fn personal(key: &str, value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| personal(key, value, found)),
        Value::Array(items) => items.iter().for_each(|item| personal(key, item, found)),
        Value::String(text) => {
            let written = [
                "first_name",
                "last_name",
                "display_name",
                "dept",
                "operator",
                "ip_address",
                "id",
                "user_id",
            ];
            if text.len() > 3 && (text.contains('@') || text.contains(".example.") || written.contains(&key))
            {
                found.push(text.clone());
            }
        }
        _ => {}
    }
}

#[test]
fn nobody_is_named() {
    for name in ["tidy", "careless"] {
        let recording = recording(name);
        let mut originals = Vec::new();
        for reading in recording.readings.values() {
            match &reading.presence {
                Presence::Document { value } => personal("", value, &mut originals),
                Presence::Table(table) => table.rows.iter().for_each(|row| personal("", row, &mut originals)),
                Presence::Absent(_) => {}
            }
        }
        assert!(originals.len() > 5, "{name} has people: {originals:?}");
        let text = disguise(&recording).to_string();
        let told: Vec<_> =
            originals.iter().filter(|original| text.contains(&format!("\"{original}\""))).collect();
        assert!(told.is_empty(), "{name}: {told:?}");
    }
}

#[test]
fn what_is_not_known_to_be_harmless_is_replaced_and_what_belongs_together_stays_together() {
    let document = json!({
        "operator": "Ada Example", "mail": "ada@corp.example.com", "again": "bob@corp.example.com",
        "domain": "corp.example.com", "address": "203.0.113.7", "network": "2001:db8::/32",
        "version": "6.2.7.49583(win)", "at": "2026-11-21T08:00:00Z", "region": "DE", "mode": "host",
        "role_id": "0", "user_id": "Tq0wner3mZx", "note": "anything at all", "pmi": 5550100001_i64,
        "days": 90, "Ada Example's key": true, "name": "host", "secret": "",
    });
    let signal: SignalName = "account.settings".parse().unwrap();
    let at = Time::default();
    let reading = Reading {
        signal: signal.clone(),
        presence: Presence::Document { value: document },
        read_at: at,
        recorded_at: at,
    };
    let found = disguise(&Recorded { read_at: at, readings: [(signal, reading)].into() });
    assert_eq!(
        found["signals"]["account.settings"],
        json!({
            "key-1": true,
            "operator": "text-3", "mail": "user-2@domain-1.example.com", "again": "user-1@domain-1.example.com",
            "domain": "domain-1.example.com", "address": "198.18.0.1", "network": "198.18.0.2",
            "version": "6.2.7.49583(win)", "at": "2026-11-21T08:00:00Z", "region": "DE", "mode": "host",
            "role_id": "0", "user_id": "id-1", "note": "text-2", "pmi": 1_000_000,
            "days": 90, "name": "text-1", "secret": "",
        })
    );
}

#[test]
fn a_log_keeps_what_changed_and_not_whose_it_is() {
    let told = |detail: &str| {
        let rows = vec![json!({ "operation_detail": detail })];
        let signal: SignalName = "operation.logs".parse().unwrap();
        let (at, presence) = (Time::default(), Presence::Table(Table { rows, complete: true }));
        let reading = Reading { signal: signal.clone(), presence, read_at: at, recorded_at: at };
        let told = disguise(&Recorded { read_at: at, readings: [(signal, reading)].into() });
        told["signals"]["operation.logs"]["$table"]["rows"][0]["operation_detail"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(told("Security  - Minimum passcode length: from 12 to 8"), "text-1 - text-2: from 12 to 8");
    assert_eq!(
        told("Update group Acme - Waiting Room: from Off to On - Chat: from On to Off"),
        "text-1 - Waiting Room: from Off to On - text-2: from On to Off"
    );
    assert_eq!(
        told("User ann - First name: from Ann to Bob"),
        "text-1 - First name: from value-1 to value-2"
    );
    assert_eq!(told("Owner: from Ann"), "text-1: from value-1 to ");
}
