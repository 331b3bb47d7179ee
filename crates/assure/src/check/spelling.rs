//! The small notations of a check's file: `signal#/a/b`, `list(enum[a, b])`, `1/2`.

use super::{Column, ReadType, SignalPath};
use model::{Credit, SignalName};

/// Deepest nesting of types: `list(table(a: list(text)))` is 3.
const TYPE_DEPTH_MAX: usize = 4;

/// `signal#/a/b`, the pointer as RFC 6901 has it; `signal#` is the whole value.
pub(super) fn path(text: &str) -> Result<SignalPath, String> {
    let wrong = |why: &str| {
        format!("“{text}” is not a path: {why}; write signal#/a/b, where /a/b is a JSON pointer (RFC 6901)")
    };
    let Some((signal, pointer)) = text.split_once('#') else {
        return Err(wrong("there is no # after the signal"));
    };
    let signal: SignalName = signal.parse().map_err(|error: model::InvalidId| error.to_string())?;
    self::pointer(pointer).map_err(wrong)?;
    Ok(SignalPath { signal, pointer: pointer.to_owned() })
}

fn pointer(pointer: &str) -> Result<(), &'static str> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return Err("the pointer must start with /");
    }
    if pointer.split('~').skip(1).any(|after| !after.starts_with(['0', '1'])) {
        return Err("~ is written ~0, and / within a name ~1");
    }
    if pointer.split('/').skip(1).any(str::is_empty) {
        return Err("a name between two / is empty");
    }
    Ok(())
}

/// A type.
pub(super) fn kind(text: &str) -> Result<ReadType, String> {
    nested(text.trim(), TYPE_DEPTH_MAX).ok_or_else(|| {
        format!(
            "“{text}” is not a type; write bool, int, number, text, time, enum[a, b], list(type), table(column: type, …) or table(column: type at /a/b, …)"
        )
    })
}

fn nested(text: &str, depth: usize) -> Option<ReadType> {
    let depth = depth.checked_sub(1)?;
    Some(match text {
        "bool" => ReadType::Bool,
        "int" => ReadType::Int,
        "number" => ReadType::Number,
        "text" => ReadType::Text,
        "time" => ReadType::Time,
        _ => {
            if let Some(values) = inside(text, "enum", '[', ']') {
                let values: Vec<_> = values.split(',').map(|value| value.trim().to_owned()).collect();
                let mut once = values.clone();
                once.sort();
                once.dedup();
                if once.len() != values.len() || values.iter().any(String::is_empty) {
                    return None;
                }
                ReadType::Enum(values)
            } else if let Some(of) = inside(text, "list", '(', ')') {
                ReadType::List(Box::new(nested(of.trim(), depth)?))
            } else {
                let columns = parts(inside(text, "table", '(', ')')?)?
                    .into_iter()
                    .map(|column| self::column(column, depth))
                    .collect::<Option<Vec<_>>>()?;
                let mut names: Vec<_> = columns.iter().map(|column| &column.name).collect();
                names.sort();
                names.dedup();
                if names.len() != columns.len() {
                    return None;
                }
                ReadType::Table(columns)
            }
        }
    })
}

/// `name: type`, or `name: type at /a/b`.
fn column(text: &str, depth: usize) -> Option<Column> {
    let (name, kind) = text.split_once(':')?;
    let name = name.trim();
    let (kind, at) = match outside_brackets(kind, " at ") {
        Some((kind, at)) => (kind, Some(at.trim())),
        None => (kind, None),
    };
    if !is_column(name) || at.is_some_and(|at| at.is_empty() || pointer(at).is_err()) {
        return None;
    }
    Some(Column { name: name.to_owned(), kind: nested(kind.trim(), depth)?, at: at.map(str::to_owned) })
}

/// What stands before and after a word that stands outside of brackets.
fn outside_brackets<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.checked_sub(1)?,
            _ if depth == 0 && text[at..].starts_with(word) => {
                return Some((&text[..at], &text[at + word.len()..]));
            }
            _ => {}
        }
    }
    None
}

fn inside<'a>(text: &'a str, name: &str, open: char, close: char) -> Option<&'a str> {
    text.strip_prefix(name)?.trim_start().strip_prefix(open)?.strip_suffix(close)
}

/// Parts at the commas that stand outside of brackets.
fn parts(text: &str) -> Option<Vec<&str>> {
    let (mut depth, mut start, mut found) = (0usize, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&text[start..]);
    (depth == 0).then_some(found)
}

/// Whether a text may name a column: as services spell theirs, `user_id` or `IsActive`.
fn is_column(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a text may name a read or a parameter: `a-z`, then `a-z`, `0-9` and `_`.
pub(super) fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `1/2`: above 0 and below 1.
pub(super) fn credit(text: &str) -> Result<Credit, String> {
    text.split_once('/')
        .and_then(|(above, below)| Credit::new(above.trim().parse().ok()?, below.trim().parse().ok()?))
        .filter(|credit| *credit > Credit::NONE && *credit < Credit::FULL)
        .ok_or_else(|| format!("“{text}” is not a credit; write a fraction between 0 and 1, as in 1/2"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_spelled_as_they_show() {
        for text in [
            "bool",
            "int",
            "number",
            "text",
            "time",
            "enum[a, b c]",
            "list(int)",
            "list(enum[x, y])",
            "table(id: text, kind: enum[a, b], seen: time)",
            "table(Id: text, IsActive: bool)",
            "list(table(a: list(text)))",
            "table(id: text, value: bool at /settings/in_meeting/chat)",
            "table(a: enum[b at /c, d] at /e~1f, rows: list(table(g: int at /h)))",
        ] {
            assert_eq!(kind(text).map(|kind| kind.to_string()), Ok(text.to_owned()));
        }
        for bad in [
            "",
            "Bool",
            "string",
            "enum[]",
            "enum[a, a]",
            "list",
            "list()",
            "list(int",
            "table()",
            "table(_a: int)",
            "table(a.b: int)",
            "table(a: int, a: int)",
            "list(list(list(list(int))))",
            "enum[a]x",
            "table(a: int at)",
            "table(a: int at b)",
            "table(a: int at /b//c)",
            "table(a: at /b)",
        ] {
            assert!(kind(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn paths_are_a_signal_and_a_pointer() {
        let path_of = |text| path(text).map(|p| (p.signal.to_string(), p.pointer));
        assert_eq!(path_of("a.b#/c/d~1e"), Ok(("a.b".into(), "/c/d~1e".into())));
        assert_eq!(path_of("a.b#"), Ok(("a.b".into(), String::new())));
        for bad in ["a.b", "a.b/c", "a.b#c", "#/a", "A#/a", "a#/a~2", "a#/a~", "a#/a//b", "a#/"] {
            assert!(path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_credit_lies_between_none_and_full() {
        assert_eq!(credit("1/2"), Ok(Credit::HALF));
        for bad in ["0/1", "1/1", "2/1", "1", "half", "1/0", "-1/2", "1/2000"] {
            assert!(credit(bad).is_err(), "{bad}");
        }
    }
}
