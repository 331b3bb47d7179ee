//! What a command prints: a table for people, or the API's own JSON.

use crate::cli::Global;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;

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
        println!("nothing here");
    }
}

/// Prints rows as a table.
pub fn rows(items: &[Value], columns: &[Column]) {
    if items.is_empty() {
        return;
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns.iter().map(|(heading, _)| *heading));
    for item in items {
        table.add_row(columns.iter().map(|(_, cell)| printable(&cell(item))));
    }
    println!("{table}");
}

/// Prints JSON.
pub fn json(value: &Value) {
    println!("{value:#}");
}

/// Prints one thing: the JSON, or a line for each named part.
pub fn one(global: &Global, value: &Value, lines: &[Column]) {
    if global.json {
        return json(value);
    }
    let width = lines.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, cell) in lines {
        println!("{name:width$}  {}", printable(&cell(value)));
    }
}

/// What came from outside may hold escape sequences; a terminal is not to run them.
fn printable(text: &str) -> String {
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
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb"), "a\u{fffd}[31mb");
    }
}
