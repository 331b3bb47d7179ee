//! Columns: what is asked for, what it is called, and of which type it is. A text that does not fit its column's type
//! stays the text that it was: a check says what is wrong with it, and nothing passes by it.

use serde_json::{Number, Value};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A text that rows are told apart by: nothing is the empty one.
    Label,
    Bool,
    Int,
    Time,
    /// Of whatever type its text has the form of.
    Any,
}

/// A column of a query or of a metadata component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    /// As it is asked for.
    pub(super) select: &'static str,
    /// As the answer and the row call it.
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

impl Column {
    const fn of(name: &'static str, kind: Kind) -> Self {
        Self { select: name, name, kind }
    }
}

pub(super) const fn text(name: &'static str) -> Column {
    Column::of(name, Kind::Text)
}
pub(super) const fn label(name: &'static str) -> Column {
    Column::of(name, Kind::Label)
}
pub(super) const fn boolean(name: &'static str) -> Column {
    Column::of(name, Kind::Bool)
}
pub(super) const fn int(name: &'static str) -> Column {
    Column::of(name, Kind::Int)
}
pub(super) const fn time(name: &'static str) -> Column {
    Column::of(name, Kind::Time)
}
/// An expression with an alias.
pub(super) const fn aliased(select: &'static str, name: &'static str, kind: Kind) -> Column {
    Column { select, name, kind }
}

impl Kind {
    /// What a text comes to; `None` is Salesforce's nil.
    pub(super) fn value(self, text: Option<&str>) -> Value {
        let Some(text) = text else {
            return if self == Kind::Label { Value::from("") } else { Value::Null };
        };
        let read = match self {
            Kind::Text | Kind::Label => None,
            Kind::Bool => boolean_in(text),
            Kind::Int => whole_in(text),
            Kind::Time => time_in(text),
            Kind::Any => boolean_in(text).or_else(|| whole_in(text)).or_else(|| decimal_in(text)),
        };
        read.unwrap_or_else(|| Value::from(text))
    }
}

fn boolean_in(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

fn whole_in(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = !digits.is_empty() && digits.len() <= 15 && digits.bytes().all(|b| b.is_ascii_digit());
    // `007` is a name, not a number.
    let canonical = digits == "0" || !digits.starts_with('0');
    if !plain || !canonical {
        return None;
    }
    text.parse::<i64>().ok().map(Value::from)
}

fn decimal_in(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.')?;
    let is_digits = |text: &str| (1..=15).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) {
        return None;
    }
    text.parse::<f64>().ok().and_then(Number::from_f64).map(Value::Number)
}

fn time_in(text: &str) -> Option<Value> {
    // `2026-11-21T08:00:00.000Z`; REST writes `+0000`, which RFC 3339 has as `Z`.
    let text = text.strip_suffix("+0000").map_or_else(|| text.to_owned(), |start| format!("{start}Z"));
    text.parse::<model::Time>().ok().map(|time| Value::from(time.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_become_what_their_column_says_or_stay_texts() {
        for (kind, text, value) in [
            (Kind::Text, "true", json!("true")),
            (Kind::Bool, "true", json!(true)),
            (Kind::Bool, "1", json!("1")),
            (Kind::Int, "8", json!(8)),
            (Kind::Int, "-1", json!(-1)),
            (Kind::Int, "8.0", json!("8.0")),
            (Kind::Int, "", json!("")),
            (Kind::Int, "99999999999999999999", json!("99999999999999999999")),
            (Kind::Time, "2026-11-21T08:00:00.000Z", json!("2026-11-21T08:00:00.000Z")),
            (Kind::Time, "2026-11-21T08:00:00.000+0000", json!("2026-11-21T08:00:00.000Z")),
            (Kind::Time, "tomorrow", json!("tomorrow")),
            (Kind::Any, "TRUE", json!(true)),
            (Kind::Any, "0", json!(0)),
            (Kind::Any, "007", json!("007")),
            (Kind::Any, "0.5", json!(0.5)),
            (Kind::Any, "1.2.3", json!("1.2.3")),
            (Kind::Any, "1e5", json!("1e5")),
            (Kind::Any, "ThreeAttempts", json!("ThreeAttempts")),
        ] {
            assert_eq!(kind.value(Some(text)), value, "{kind:?} {text}");
        }
        assert_eq!((Kind::Int.value(None), Kind::Label.value(None)), (Value::Null, json!("")));
    }
}
