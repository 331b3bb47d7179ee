//! What happened to an activated connector: its runs, its events, the intervals of a check.

use crate::output::{Column, differing, facts, moment, place, text, words};
use serde_json::Value;

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
    ("Operator, old, new", |i| change(&i["event"])),
];

/// Who did it, then what it was and what it is, as far as an event told.
fn change(event: &Value) -> String {
    let (old, new) = (differing(&event["old"], &event["new"]), differing(&event["new"], &event["old"]));
    let told = [("old", old), ("new", new)].into_iter().filter(|(_, values)| !values.is_empty());
    told.fold(text(&event["operator"]), |said, (which, values)| format!("{said}\n{which}: {values}"))
}
