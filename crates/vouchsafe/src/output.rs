//! What a command prints: a table for people, or the API's own JSON.

use crate::cli::Global;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use serde_json::Value;
use std::{
    fmt::Display,
    io::{self, ErrorKind, IsTerminal, Write},
};

/// Width of a table that no terminal bounds, in columns.
const TABLE_COLUMNS: u16 = 120;
/// What every column of a table keeps at least while others are given the room of their longest word.
const CELL_COLUMNS_MIN: usize = 6;
/// The blanks around a cell, in columns.
const CELL_PADDING: usize = 2;

/// A column: its heading, and what of an item stands in it.
pub type Column = (&'static str, fn(&Value) -> String);

/// Prints the `items` of a list.
pub fn list(global: &Global, answer: &Value, columns: &[Column]) {
    if global.json {
        return json(answer);
    }
    let items = answer["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    rows(items, columns);
    if items.is_empty() {
        line("nothing here");
    }
}

/// Prints rows as a table.
pub fn rows(items: &[Value], columns: &[Column]) {
    if items.is_empty() {
        return;
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    if !io::stdout().is_terminal() {
        table.set_width(TABLE_COLUMNS);
    }
    table.set_header(columns.iter().map(|(heading, _)| *heading));
    let mut longest: Vec<usize> = columns.iter().map(|(heading, _)| longest_word(heading)).collect();
    for item in items {
        let cells: Vec<_> = columns.iter().map(|(_, cell)| printable(&cell(item))).collect();
        for (word, cell) in longest.iter_mut().zip(&cells) {
            *word = longest_word(cell).max(*word);
        }
        table.add_row(cells);
    }
    table.set_constraints(keeping_words(&longest, table.width().unwrap_or(TABLE_COLUMNS)));
    line(table);
}

fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(0)
}

/// Lower bounds that keep words whole, column by column from the left, as far as the width reaches: an id
/// that is cut in two cannot be copied.
fn keeping_words(longest: &[usize], width: u16) -> Vec<ColumnConstraint> {
    let mut spare = usize::from(width).saturating_sub(longest.len() * (CELL_COLUMNS_MIN + CELL_PADDING));
    let bound = |word: &usize| {
        let more = word.saturating_sub(CELL_COLUMNS_MIN);
        let kept = if more <= spare { (*word).max(CELL_COLUMNS_MIN) } else { CELL_COLUMNS_MIN };
        spare -= if more <= spare { more } else { 0 };
        let columns = u16::try_from(kept + CELL_PADDING).unwrap_or(width);
        ColumnConstraint::LowerBoundary(Width::Fixed(columns))
    };
    longest.iter().map(bound).collect()
}

/// Prints a line, and is the only way to standard output. A reader that went away (`… | head`) is no error:
/// the command goes on in silence, so that what it does and its exit code do not depend on who reads.
pub fn line(text: impl Display) {
    match write_line(text) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            note(format_args!("error: standard output could not be written: {error}"));
            std::process::exit(1);
        }
        _ => {}
    }
}

/// Writes a line to standard output and says what came of it.
fn write_line(text: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Says something to whoever sits there, on standard error: results alone go to standard output.
pub fn note(text: impl Display) {
    // Where nobody can be told, nobody can be told that either.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Says what failed, and because of what: each cause that was not said yet.
pub fn error(error: &anyhow::Error) {
    told(error).iter().for_each(note);
}

fn told(error: &anyhow::Error) -> Vec<String> {
    let mut said = error.to_string();
    let mut lines = vec![format!("error: {said}")];
    for cause in error.chain().skip(1).map(ToString::to_string) {
        if !said.contains(&cause) {
            lines.push(format!("  because: {cause}"));
            said = cause;
        }
    }
    lines
}

/// Prints JSON.
pub fn json(value: &Value) {
    line(format_args!("{value:#}"));
}

/// Prints one thing: the JSON, or a line for each named part.
pub fn one(global: &Global, value: &Value, lines: &[Column]) {
    if global.json {
        return json(value);
    }
    let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, cell) in lines {
        // What has several lines stays in its column.
        let told = printable(&cell(value)).replace('\n', &format!("\n{:width$}  ", ""));
        line(format_args!("{name:width$}  {told}"));
    }
}

/// What came from outside may hold escape sequences; a terminal is not to run them.
pub fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}

/// A text as it is, a number, or nothing.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "–".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What a check found at one place. Nothing is not the service's `null`: a path that was missing, a signal
/// that was absent and one that was not read yet are said as such.
fn actual(fact: &Value, verdict: &Value, reason: &Value) -> String {
    match (verdict.as_str(), reason["code"].as_str()) {
        _ if !fact["actual"].is_null() => fact["actual"].to_string(),
        (Some("to_be_detected"), _) => "not read".into(),
        (_, Some("path_missing" | "section_missing")) => "missing".into(),
        (_, Some("absent")) => "absent".into(),
        _ => "null".into(),
    }
}

/// The facts that an outcome rests on, a line each; `place` names one.
pub fn facts(outcome: &Value, place: fn(&Value) -> String) -> String {
    let (verdict, reason) = (&outcome["verdict"], &outcome["reason"]);
    let told: Vec<_> = outcome["facts"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|fact| format!("{} = {}", place(fact), actual(fact, verdict, reason)))
        .collect();
    match told.is_empty() && verdict == "to_be_detected" {
        true => "not read".into(),
        false => told.join("\n"),
    }
}

/// Where a fact was found, the signal above the pointer: `account.settings`, `/in_meeting/waiting_room`.
pub fn place(fact: &Value) -> String {
    format!("{}\n{}", text(&fact["signal"]), text(&fact["pointer"]))
}

/// What of `this` differs from `other`, a line for each value that is not itself an object: an event's old
/// and new objects are mostly the same.
pub fn differing(this: &Value, other: &Value) -> String {
    fn gather(path: &str, this: &Value, other: &Value, lines: &mut Vec<String>) {
        match this {
            // No object at all: an event that tells of no old or of no new one.
            Value::Null if path.is_empty() => {}
            _ if this == other => {}
            Value::Object(fields) => {
                for (key, value) in fields {
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    gather(&path, value, &other[key], lines);
                }
            }
            value => lines.push(format!("{path} = {value}")),
        }
    }
    let mut lines = Vec::new();
    gather("", this, other, &mut lines);
    lines.join("\n")
}

/// A status or verdict as words: `partially_tested` is `partially tested`, which a narrow column can break.
pub fn words(value: &Value) -> String {
    text(value).replace('_', " ")
}

/// A moment that a narrow column can break: `2026-01-31 09:00:00.000Z`.
pub fn moment(value: &Value) -> String {
    text(value).replace('T', " ")
}

/// `65.3 %`, or a dash where nothing is achievable.
pub fn percent(tenths: &Value) -> String {
    tenths.as_u64().map_or("–".into(), |tenths| format!("{}.{} %", tenths / 10, tenths % 10))
}

/// `25.5 of 39`.
pub fn points(points: &Value) -> String {
    let achieved = points["achieved_thousandths"].as_u64().unwrap_or(0);
    let (whole, thousandths) = (achieved / 1000, achieved % 1000);
    let fraction = format!("{thousandths:03}");
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{whole}{dot}{fraction} of {}", text(&points["achievable"]))
}

/// `65.3 % (25.5 of 39 points, coverage 75.0 %)`.
pub fn score(score: &Value) -> String {
    format!(
        "{} ({} points, coverage {})",
        percent(&score["percentage_tenths"]),
        points(&score["points"]),
        percent(&score["coverage"]["percentage_tenths"]),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_cause_that_was_said_is_not_said_again() {
        let error = anyhow::anyhow!("line 3 is empty").context("no file: line 3 is empty").context("x.json");
        assert_eq!(told(&error), ["error: x.json", "  because: no file: line 3 is empty"]);
    }

    #[test]
    fn figures_are_exact() {
        let half = json!({
            "points": { "achieved_thousandths": 25_500, "achievable": 39 },
            "percentage_tenths": 653,
            "coverage": { "decided": 3, "all": 4, "percentage_tenths": 750 },
        });
        assert_eq!(score(&half), "65.3 % (25.5 of 39 points, coverage 75.0 %)");
        assert_eq!(percent(&Value::Null), "–");
        assert_eq!(points(&json!({ "achieved_thousandths": 4_050, "achievable": 9 })), "4.05 of 9");
    }

    #[test]
    fn nothing_is_said_as_what_it_is() {
        let outcome = |verdict: &str, code: &str| {
            let fact =
                json!({ "name": "lock", "signal": "account.locks", "pointer": "/lock", "actual": null });
            facts(&json!({ "verdict": verdict, "reason": { "code": code }, "facts": [fact] }), place)
        };
        assert_eq!(outcome("undetected", "path_missing"), "account.locks\n/lock = missing");
        assert_eq!(outcome("undetected", "absent"), "account.locks\n/lock = absent");
        assert_eq!(outcome("undetected", "null"), "account.locks\n/lock = null");
        assert_eq!(outcome("to_be_detected", ""), "account.locks\n/lock = not read");
        assert_eq!(facts(&json!({ "verdict": "to_be_detected", "facts": [] }), place), "not read");
    }

    #[test]
    fn of_a_change_only_what_changed_is_said() {
        let old = json!({ "id": 7, "settings": { "security": { "waiting_room": true, "passcode": false } } });
        let new =
            json!({ "id": 7, "settings": { "security": { "waiting_room": false, "passcode": false } } });
        assert_eq!(differing(&old, &new), "settings.security.waiting_room = true");
        assert_eq!(differing(&new, &old), "settings.security.waiting_room = false");
        assert_eq!(differing(&Value::Null, &new), "");
    }

    #[test]
    fn ids_stay_whole_where_they_fit() {
        let lower = |columns: &[ColumnConstraint]| -> Vec<u16> {
            let width = |c: &ColumnConstraint| match c {
                ColumnConstraint::LowerBoundary(Width::Fixed(width)) => *width,
                other => panic!("{other:?}"),
            };
            columns.iter().map(width).collect()
        };
        assert_eq!(lower(&keeping_words(&[25, 3, 60], 80)), [27, 8, 8], "the last does not fit");
        assert_eq!(lower(&keeping_words(&[25, 3, 30], 80)), [27, 8, 32]);
        assert_eq!(lower(&keeping_words(&[25, 3], 10)), [8, 8], "a narrow terminal");
    }

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb"), "a\u{fffd}[31mb");
    }
}
