//! What happened to an activated connector: its runs, its events, the intervals of a check.

use crate::output::{Column, differing, facts, moment, place, text, words};

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
    ("Operator", |e| text(&e["operator"])),
    ("Old", |e| differing(&e["old"], &e["new"])),
    ("New", |e| differing(&e["new"], &e["old"])),
    ("Received", |e| moment(&e["received_at"])),
];

pub const HISTORY: &[Column] = &[
    ("Verdict", |i| words(&i["verdict"])),
    ("Observed", |i| moment(&i["observed_at"])),
    ("Recorded", |i| moment(&i["recorded_at"])),
    ("Stood until", |i| moment(&i["closed_at"])),
    ("Actual", |i| facts(i, place)),
    ("Operator", |i| text(&i["event"]["operator"])),
    ("Old", |i| differing(&i["event"]["old"], &i["event"]["new"])),
    ("New", |i| differing(&i["event"]["new"], &i["event"]["old"])),
];
