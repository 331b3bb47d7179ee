//! Whether a value is of a type, strictly, and what expressions see of it.
//!
//! Nothing is converted: `"0"` is no int, `1` is no bool, and `1.0` is no int either, because a service that
//! sends a fraction where whole numbers were promised has changed its mind about what it sends. A whole number
//! is a number. A list or table is of its type when every member is.

use super::{Column, ReadType};
use model::{ContentHash, Time, Undetected};
use serde_json::{Value, json};
use std::fmt::Write;

/// Longest piece of a found value in a sentence, in characters.
const FOUND_CHARS_MAX: usize = 60;

/// Largest value that an outcome keeps whole, in bytes of JSON; of a larger one it keeps its beginning, its
/// size and its hash, so that a change anywhere in it still makes another outcome.
pub const ACTUAL_BYTES_MAX: usize = 4_096;

/// Longest text, in bytes, whose JSON is no larger than [`ACTUAL_BYTES_MAX`] even if each byte of it is escaped (six
/// bytes for one) within its two quotes.
const TEXT_BYTES_SURELY_KEPT: usize = (ACTUAL_BYTES_MAX - 2) / 6;

/// Members or characters kept of a value that is too large.
const ACTUAL_KEPT: usize = 20;

/// Why a value is not of its type.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mismatch {
    pub code: Undetected,
    /// Where within the value; empty for the value itself.
    pub pointer: String,
    pub found: String,
    pub expected: String,
}

/// What expressions see: the value itself, with times as milliseconds since 1970 in UTC.
pub(super) fn bind(value: &Value, kind: &ReadType) -> Result<Value, Mismatch> {
    walk(value, kind, &mut String::new())
}

fn walk(value: &Value, kind: &ReadType, at: &mut String) -> Result<Value, Mismatch> {
    let mismatch =
        |code, expected: String| Mismatch { code, pointer: at.clone(), found: found(value), expected };
    if value.is_null() {
        return Err(mismatch(Undetected::Null, described(kind)));
    }
    let wrong = || Err(mismatch(Undetected::WrongType, described(kind)));
    match (kind, value) {
        (ReadType::Bool, Value::Bool(_)) | (ReadType::Text, Value::String(_)) => Ok(value.clone()),
        (ReadType::Number, Value::Number(_)) => Ok(value.clone()),
        (ReadType::Int, Value::Number(n)) if n.is_i64() || n.is_u64() => Ok(value.clone()),
        (ReadType::Enum(listed), Value::String(text)) => {
            if listed.contains(text) {
                Ok(value.clone())
            } else {
                Err(mismatch(Undetected::Unlisted, described(kind)))
            }
        }
        (ReadType::Time, Value::String(text)) => match text.parse::<Time>() {
            Ok(time) => Ok(json!(time.ms())),
            Err(_) => wrong(),
        },
        (ReadType::List(_) | ReadType::Table(_), Value::Array(members)) => walk_rows(members, kind, at),
        _ => wrong(),
    }
}

/// The same of members that lie outside of a JSON value.
pub(super) fn bind_rows(rows: &[Value], kind: &ReadType) -> Result<Value, Mismatch> {
    walk_rows(rows, kind, &mut String::new())
}

fn walk_rows(members: &[Value], kind: &ReadType, at: &mut String) -> Result<Value, Mismatch> {
    match kind {
        ReadType::List(of) => each(members, at, |member, at| walk(member, of, at)),
        ReadType::Table(columns) => each(members, at, |row, at| self::row(row, columns, at)),
        _ => Err(Mismatch {
            code: Undetected::WrongType,
            pointer: at.clone(),
            found: found_rows(members.len()),
            expected: described(kind),
        }),
    }
}

fn each(
    members: &[Value],
    at: &mut String,
    mut one: impl FnMut(&Value, &mut String) -> Result<Value, Mismatch>,
) -> Result<Value, Mismatch> {
    let depth = at.len();
    let mut bound = Vec::with_capacity(members.len());
    for (number, member) in members.iter().enumerate() {
        let _ = write!(at, "/{number}");
        bound.push(one(member, at)?);
        at.truncate(depth);
    }
    Ok(Value::Array(bound))
}

/// A row has its columns at least; expressions see only those.
fn row(row: &Value, columns: &[Column], at: &mut String) -> Result<Value, Mismatch> {
    if !row.is_object() {
        let expected = "a row with named columns".to_owned();
        return Err(Mismatch {
            code: Undetected::WrongType,
            pointer: at.clone(),
            found: found(row),
            expected,
        });
    }
    let depth = at.len();
    let mut bound = serde_json::Map::new();
    for column in columns {
        match &column.at {
            Some(pointer) => at.push_str(pointer),
            None => {
                at.push('/');
                at.push_str(&column.name);
            }
        }
        match column.of(row) {
            Some(value) => bound.insert(column.name.clone(), walk(value, &column.kind, at)?),
            None => {
                let (pointer, expected) = (at.clone(), described(&column.kind));
                let found = "missing".to_owned();
                return Err(Mismatch { code: Undetected::PathMissing, pointer, found, expected });
            }
        };
        at.truncate(depth);
    }
    Ok(Value::Object(bound))
}

/// What was found, for a sentence.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => format!("the number {n}"),
        Value::String(text) => format!("the text “{}”", cut(text)),
        Value::Array(members) => found_rows(members.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}

fn found_rows(count: usize) -> String {
    format!("a list of {count}")
}

fn cut(text: &str) -> String {
    let mut kept: String = text.chars().take(FOUND_CHARS_MAX).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

/// What was expected, for a sentence.
pub(super) fn described(kind: &ReadType) -> String {
    match kind {
        ReadType::Bool => "true or false".to_owned(),
        ReadType::Int => "a whole number".to_owned(),
        ReadType::Number => "a number".to_owned(),
        ReadType::Text => "a text".to_owned(),
        ReadType::Enum(listed) => {
            let listed: Vec<_> = listed.iter().map(|text| format!("“{text}”")).collect();
            format!("one of {}", listed.join(", "))
        }
        ReadType::Time => "a time as in 2026-11-21T08:00:00Z".to_owned(),
        ReadType::List(_) => "a list".to_owned(),
        ReadType::Table(_) => "a list of rows".to_owned(),
    }
}

/// What an outcome keeps of a table: the columns that the check reads, and no others. What the service sends
/// beside them (names, addresses) is nobody's evidence.
pub(super) fn kept_rows<'a>(rows: impl IntoIterator<Item = &'a Value>, kind: &ReadType) -> Value {
    whole_or_cut(columns_of(rows, kind))
}

/// The rows with the columns that are read, and of a table inside a row those of its own.
fn columns_of<'a>(rows: impl IntoIterator<Item = &'a Value>, kind: &ReadType) -> Value {
    let rows = rows.into_iter();
    let ReadType::Table(columns) = kind else { return rows.cloned().collect() };
    let within = |value: &Value, kind: &ReadType| match (value, kind) {
        (Value::Array(rows), ReadType::Table(_)) => columns_of(rows, kind),
        _ => value.clone(),
    };
    let only = |row: &Value| match row {
        Value::Object(_) => columns
            .iter()
            .filter_map(|column| Some((column.name.clone(), within(column.of(row)?, &column.kind))))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other.clone(),
    };
    rows.map(only).collect()
}

/// What an outcome keeps of a value.
pub(super) fn kept(value: &Value) -> Value {
    cut_down(value).unwrap_or_else(|| value.clone())
}

fn whole_or_cut(value: Value) -> Value {
    cut_down(&value).unwrap_or(value)
}

/// What stands for a value that is too large; none for one that is kept whole.
fn cut_down(value: &Value) -> Option<Value> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
        // Whatever is escaped in it, its JSON is not larger than this.
        Value::String(text) if text.len() <= TEXT_BYTES_SURELY_KEPT => return None,
        _ => {}
    }
    let text = value.to_string();
    if text.len() <= ACTUAL_BYTES_MAX {
        return None;
    }
    let hash = ContentHash::of(text.as_bytes());
    Some(match value {
        Value::Array(members) => {
            let mut first: Vec<_> = members.iter().take(ACTUAL_KEPT).collect();
            while first.iter().map(|member| member.to_string().len()).sum::<usize>() > ACTUAL_BYTES_MAX {
                first.pop();
            }
            json!({ "cut": true, "members": members.len(), "sha256": hash.as_str(), "first": first })
        }
        Value::String(text) => {
            let first: String = text.chars().take(FOUND_CHARS_MAX).collect();
            json!({ "cut": true, "chars": text.chars().count(), "sha256": hash.as_str(), "first": first })
        }
        _ => json!({ "cut": true, "bytes": text.len(), "sha256": hash.as_str() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::spelling;

    fn judged(kind: &str, value: Value) -> Result<Value, (Undetected, String)> {
        bind(&value, &spelling::kind(kind).unwrap()).map_err(|m| (m.code, m.pointer))
    }

    #[test]
    fn values_are_taken_strictly() {
        use Undetected::{Null, PathMissing, Unlisted, WrongType};
        let ok = |kind, value: Value| assert_eq!(judged(kind, value.clone()), Ok(value), "{kind}");
        ok("bool", json!(true));
        ok("int", json!(0));
        ok("int", json!(-7));
        ok("int", json!(u64::MAX));
        ok("number", json!(1));
        ok("number", json!(1.5));
        ok("text", json!(""));
        ok("enum[a, b]", json!("b"));
        ok("list(text)", json!([]));
        ok("list(text)", json!(["x"]));
        assert_eq!(judged("time", json!("1970-01-01T00:00:01Z")), Ok(json!(1000)));
        assert_eq!(judged("list(time)", json!(["1970-01-01T00:00:01Z"])), Ok(json!([1000])));
        assert_eq!(
            judged("table(a: int, t: time)", json!([{ "a": 1, "t": "1970-01-01T00:00:01Z", "extra": null }])),
            Ok(json!([{ "a": 1, "t": 1000 }]))
        );
        let no = |kind, value: Value, code, at: &str| {
            assert_eq!(judged(kind, value.clone()), Err((code, at.to_owned())), "{kind} {value}");
        };
        for value in [json!("true"), json!(1), json!(0), json!([]), json!({})] {
            no("bool", value, WrongType, "");
        }
        for value in [json!("0"), json!(1.0), json!(1e3), json!(true), json!([1])] {
            no("int", value, WrongType, "");
        }
        no("number", json!("1"), WrongType, "");
        no("text", json!(1), WrongType, "");
        no("enum[a, b]", json!("c"), Unlisted, "");
        no("enum[a, b]", json!("A"), Unlisted, "");
        no("enum[1, 2]", json!(1), WrongType, "");
        for value in [json!("yesterday"), json!(""), json!(1000), json!("2026-11-21")] {
            no("time", value, WrongType, "");
        }
        for kind in ["bool", "int", "number", "text", "enum[a]", "time", "list(int)", "table(a: int)"] {
            no(kind, Value::Null, Null, "");
        }
        no("list(int)", json!({ "0": 1 }), WrongType, "");
        no("list(int)", json!([1, "2"]), WrongType, "/1");
        no("list(int)", json!([1, null]), Null, "/1");
        no("list(enum[a])", json!(["b"]), Unlisted, "/0");
        no("table(a: int)", json!([{ "a": 1 }, {}]), PathMissing, "/1/a");
        no("table(a: int)", json!([{ "a": null }]), Null, "/0/a");
        no("table(a: int)", json!([1]), WrongType, "/0");
        let deep = "table(a: bool at /s/b)";
        assert_eq!(judged(deep, json!([{ "s": { "b": true } }])), Ok(json!([{ "a": true }])));
        no(deep, json!([{ "a": true }]), PathMissing, "/0/s/b");
        no(deep, json!([{ "s": { "b": null } }]), Null, "/0/s/b");
        no(deep, json!([{ "s": { "b": "true" } }]), WrongType, "/0/s/b");
        no(deep, json!([{ "s": "b" }]), PathMissing, "/0/s/b");
    }

    #[test]
    fn of_a_table_only_the_columns_that_are_read_are_kept() {
        let kind = spelling::kind("table(id: text, on: bool at /s/on)").unwrap();
        let rows =
            [json!({ "id": "u1", "email": "ada@example.com", "s": { "on": true, "off": 1 } }), json!(7)];
        assert_eq!(kept_rows(&rows, &kind), json!([{ "id": "u1", "on": true }, 7]));
        assert_eq!(kept_rows(&rows[..0], &kind), json!([]));
        let listed = Column {
            name: "of".to_owned(),
            kind: spelling::kind("table(code: text)").unwrap(),
            at: Some("/s/of".to_owned()),
        };
        let rows = [json!({ "s": { "of": [{ "code": "DE", "name": "Germany" }, 7] } }), json!({ "s": {} })];
        let kept = kept_rows(&rows, &ReadType::Table(vec![listed]));
        assert_eq!(kept, json!([{ "of": [{ "code": "DE" }, 7] }, {}]));
    }

    #[test]
    fn a_large_value_is_cut_but_a_change_in_it_shows() {
        let mut members: Vec<_> = (0..5_000).map(|n| json!(format!("member {n}"))).collect();
        let before = kept(&json!(members));
        members[4_999] = json!("another");
        let after = kept(&json!(members));
        assert!(before.to_string().len() < ACTUAL_BYTES_MAX * 2);
        assert_ne!(before, after);
        assert_eq!(before["members"], 5_000);
    }
}
