//! What happened to an activated connector: its runs, its events, the intervals of a check.

use crate::{
    cli::Global,
    output::{self, Column, differing, facts, moment, place, text, words},
};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::{fs::File, io::Write, path::Path, process::ExitCode};

pub const RUNS: &[Column] = &[
    ("Started", |r| moment(&r["started_at"])),
    ("Ended", |r| moment(&r["ended_at"])),
    ("Trigger", |r| text(&r["trigger"])),
    ("State", |r| text(&r["state"])),
    ("Sets", |r| {
        let sets = r["sets"].as_array().into_iter().flatten();
        let told = sets.map(|set| {
            let detail = set["detail"].as_str().map(|why| format!(" ({why})")).unwrap_or_default();
            format!("{}: {}{detail}", text(&set["set"]), text(&set["state"]))
        });
        told.collect::<Vec<_>>().join("\n")
    }),
    ("Run", |r| text(&r["id"])),
];

pub const CHANGES: &[Column] = &[
    ("Occurred", |e| moment(&e["occurred_at"])),
    ("Event", |e| text(&e["name"])),
    ("Operator, old, new", change),
    ("Received", |e| moment(&e["received_at"])),
];

pub const HISTORY: &[Column] = &[
    ("Verdict", |i| words(&i["verdict"])),
    ("Observed, recorded", |i| format!("{}\n{}", moment(&i["observed_at"]), moment(&i["recorded_at"]))),
    ("Stood until", |i| moment(&i["closed_at"])),
    ("Actual", |i| facts(i, place)),
    ("Why", why),
];

pub const DRIFT: &[Column] = &[
    ("Found", |d| moment(&d["read_at"])),
    ("Setting", |d| format!("{}\n{}", text(&d["pointer"]), text(&d["signal"]))),
    ("Before", |d| value(&d["old"])),
    ("After", |d| value(&d["new"])),
    ("By whom", |d| by_whom(d).unwrap_or_else(|| "unknown".to_owned())),
];

pub const CHECKS: &[Column] = &[
    ("Verdict", |c| words(&c["result"]["verdict"])),
    ("Severity", |c| words(&c["result"]["check"]["severity"])),
    ("Check", |c| format!("{}\n{}", text(&c["result"]["check"]["title"]), text(&c["result"]["check"]["id"]))),
    ("Actual", |c| facts(&c["result"], place)),
    ("Read", |c| moment(&c["result"]["read_at"])),
];

pub const DRAFTS: &[Column] = &[
    ("Name", |d| text(&d["name"])),
    ("Connector", |d| text(&d["connector"])),
    ("Begun by", |d| text(&d["created_by"])),
    ("Last touched", |d| moment(&d["updated_at"])),
    ("Kept until", |d| moment(&d["kept_until"])),
    ("Id", |d| text(&d["id"])),
];

/// Why an interval took the place of the one before: what is known here, and what the service told.
fn why(interval: &Value) -> String {
    let causes = interval["causes"].as_array().into_iter().flatten().map(|cause| text(&cause["text"]));
    let told = Some(change(&interval["event"])).filter(|_| interval["event"].is_object());
    causes.chain(told).collect::<Vec<_>>().join("\n")
}

/// The report of what was met for the first time: a line a setting.
pub fn first_contact(global: &Global, report: &Value) {
    if global.json {
        return output::json(report);
    }
    let signals = report["signals"].as_array().into_iter().flatten();
    for signal in signals {
        for key in signal["unknown"].as_array().into_iter().flatten() {
            let (pointer, kind) = (text(&key["pointer"]), text(&key["kind"]));
            output::line(format_args!("{} {pointer} ({kind})", text(&signal["signal"])));
        }
    }
    output::note(format_args!("{} settings that no description names", report["unknown"]));
}

/// Who holds what: a line a person.
pub fn people(global: &Global, view: &Value) {
    if global.json {
        return output::json(view);
    }
    let mut rows = Vec::new();
    for held in view["held"].as_array().into_iter().flatten() {
        for person in held["people"].as_array().into_iter().flatten() {
            let mut row = person.clone();
            row["what"] = held["what"].clone();
            rows.push(row);
        }
    }
    output::list(global, &json!({ "items": rows }), PEOPLE);
    for unread in view["unread"].as_array().into_iter().flatten() {
        output::note(format_args!("{}: {}", text(&unread["title"]), text(&unread["why"])));
    }
}

const PEOPLE: &[Column] = &[
    ("Permission", |p| text(&p["what"])),
    ("Person", |p| p["name"].as_str().map_or_else(|| "(name not kept)".to_owned(), str::to_owned)),
    ("Id", |p| text(&p["id"])),
    ("By", |p| {
        let paths = p["paths"].as_array().into_iter().flatten();
        paths.map(text).collect::<Vec<_>>().join("\n")
    }),
];

/// Writes a recording to standard output, or to a file that is not there yet.
pub fn write(recording: &Value, to: Option<&Path>) -> Result<ExitCode> {
    let text = serde_json::to_string_pretty(recording)?;
    let Some(path) = to else {
        output::line(text);
        return Ok(ExitCode::SUCCESS);
    };
    let mut file = File::create_new(path).with_context(|| {
        format!("{} cannot be written; choose a file that is not there yet", path.display())
    })?;
    file.write_all(text.as_bytes()).and_then(|()| file.write_all(b"\n"))?;
    output::note(format_args!("wrote {}; look through it before you give it to anybody", path.display()));
    Ok(ExitCode::SUCCESS)
}

/// A value in a cell, or that there was none.
fn value(value: &Value) -> String {
    if value.is_null() { "not there".to_owned() } else { value.to_string() }
}

/// Who did it, then what it was and what it is, as far as an event told.
fn change(event: &Value) -> String {
    let (old, new) = (differing(&event["old"], &event["new"]), differing(&event["new"], &event["old"]));
    let told = [("old", old), ("new", new)].into_iter().filter(|(_, values)| !values.is_empty());
    let by = by_whom(event).unwrap_or_default();
    told.fold(by, |said, (which, values)| format!("{said}\n{which}: {values}"))
}

/// Who did it, or when that was erased.
fn by_whom(event: &Value) -> Option<String> {
    let erased = || event["erased_at"].is_string().then(|| format!("erased {}", moment(&event["erased_at"])));
    let by = event["operator"].as_str().map(|operator| match event["by_exclusion"].as_bool() {
        Some(true) => format!("{operator} (nobody else is in the log for that time)"),
        _ => operator.to_owned(),
    });
    by.or_else(erased)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_says_what_is_known_here_and_what_the_service_told() {
        let cause = json!({ "kind": "parameter", "text": "A parameter was changed: min_length from 8 to 10 by ada." });
        let event =
            json!({ "operator": "olive@example.com", "old": { "chat": true }, "new": { "chat": false } });
        assert_eq!(why(&json!({ "causes": [], "event": null })), "");
        let both = why(&json!({ "causes": [cause], "event": event }));
        let (known, told) = both.split_once('\n').unwrap_or_default();
        assert_eq!(known, "A parameter was changed: min_length from 8 to 10 by ada.");
        assert!(told.contains("olive@example.com") && told.contains("chat"), "{told}");
    }

    #[test]
    fn who_did_it_is_known_erased_or_unknown() {
        let by = |operator: Value, erased_at: Value| {
            by_whom(&json!({ "operator": operator, "erased_at": erased_at }))
        };
        assert_eq!(by(json!("ada@example.com"), Value::Null).as_deref(), Some("ada@example.com"));
        let erased = by(Value::Null, json!("2027-02-20T08:00:00Z")).unwrap_or_default();
        assert!(erased.starts_with("erased 2027-02-20"), "{erased}");
        assert_eq!(by(Value::Null, Value::Null), None);
    }
}
