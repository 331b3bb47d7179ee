//! Conditions over rows.

use super::{
    Condition, Literal, Name, Operator,
    check::{Checker, Path},
    refuse,
    run::{self, Reach},
};
use crate::salesforce::{exception::Exception, ids, org::Row, schema::Kind, value::Value};
use std::{cmp::Ordering, collections::HashSet};

/// A condition whose names are resolved and whose values are of the fields' types.
pub enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Compare(Path, Operator, Value),
    Like(Path, Vec<char>),
    /// From, and without it, to; negated or not.
    Within(Path, Value, Value, bool),
    Among(Path, HashSet<String>, bool),
}

/// Resolves a condition.
pub fn resolve(checker: &Checker<'_>, reach: &Reach<'_>, condition: &Condition) -> Result<Test, Exception> {
    let all = |parts: &[Condition]| -> Result<Vec<Test>, Exception> {
        parts.iter().map(|part| resolve(checker, reach, part)).collect()
    };
    Ok(match condition {
        Condition::And(parts) => Test::And(all(parts)?),
        Condition::Or(parts) => Test::Or(all(parts)?),
        Condition::Not(inner) => Test::Not(Box::new(resolve(checker, reach, inner)?)),
        Condition::Compare { name, operator, value } => {
            let path = filterable(checker, name)?;
            match (operator, value) {
                (Operator::Like, Literal::Text(pattern)) if is_text(path.kind) => {
                    Test::Like(path, pattern.to_lowercase().chars().collect())
                }
                (Operator::Like, _) => {
                    return Err(mismatch(checker, name, "string and should be enclosed in quotes"));
                }
                (operator, Literal::Span { from, to }) if path.kind == Kind::Time => {
                    span(path, *operator, Value::Time(*from), Value::Time(*to))
                }
                (operator, value) => {
                    let value = typed(checker, name, &path, value)?;
                    Test::Compare(path, *operator, value)
                }
            }
        }
        Condition::In { name, negated, values } => {
            let path = filterable(checker, name)?;
            let mut among = HashSet::new();
            for value in values {
                among.insert(key(path.kind, &typed(checker, name, &path, value)?));
            }
            Test::Among(path, among, *negated)
        }
        Condition::SemiJoin { name, negated, query } => {
            let path = filterable(checker, name)?;
            let among = run::first_column(query, reach)?;
            Test::Among(path, among.iter().map(|value| key(Kind::Id, value)).collect(), *negated)
        }
    })
}

fn filterable(checker: &Checker<'_>, name: &Name) -> Result<Path, Exception> {
    let path = checker.path(name)?;
    if path.filterable {
        return Ok(path);
    }
    let words = format!("field '{}' can not be filtered in a query call", path.field);
    Err(refuse("INVALID_FIELD", &checker.query.text, name.at, &words))
}

fn span(path: Path, operator: Operator, from: Value, to: Value) -> Test {
    match operator {
        Operator::NotEqual => Test::Within(path, from, to, true),
        Operator::Less => Test::Compare(path, Operator::Less, from),
        Operator::GreaterOrEqual => Test::Compare(path, Operator::GreaterOrEqual, from),
        Operator::LessOrEqual => Test::Compare(path, Operator::Less, to),
        Operator::Greater => Test::Compare(path, Operator::GreaterOrEqual, to),
        Operator::Equal | Operator::Like => Test::Within(path, from, to, false),
    }
}

fn is_text(kind: Kind) -> bool {
    matches!(kind, Kind::Text | Kind::Id | Kind::Reference)
}

fn mismatch(checker: &Checker<'_>, name: &Name, wanted: &str) -> Exception {
    let field = name.parts.last().map(String::as_str).unwrap_or_default();
    let words = format!("value of filter criterion for field '{field}' must be of type {wanted}");
    refuse("INVALID_FIELD", &checker.query.text, name.at, &words)
}

fn typed(checker: &Checker<'_>, name: &Name, path: &Path, value: &Literal) -> Result<Value, Exception> {
    Ok(match (path.kind, value) {
        (_, Literal::Null) => Value::Null,
        (Kind::Bool, Literal::Bool(flag)) => Value::Bool(*flag),
        (Kind::Bool, _) => {
            return Err(mismatch(checker, name, "boolean and should not be enclosed in quotes"));
        }
        (Kind::Int, Literal::Int(number)) => Value::Int(*number),
        (Kind::Int, Literal::Number(number)) => Value::Number(*number),
        (Kind::Int, _) => return Err(mismatch(checker, name, "int and should not be enclosed in quotes")),
        (Kind::Time, Literal::Time(time)) => Value::Time(*time),
        (Kind::Time, Literal::Span { from, .. }) => Value::Time(*from),
        (Kind::Time, _) => {
            return Err(mismatch(checker, name, "dateTime and should not be enclosed in quotes"));
        }
        (Kind::Id | Kind::Reference, Literal::Text(text)) => Value::text(ids::long(text)),
        (Kind::Text, Literal::Text(text)) => Value::text(text),
        _ => return Err(mismatch(checker, name, "string and should be enclosed in quotes")),
    })
}

fn key(kind: Kind, value: &Value) -> String {
    let key = value.group_key();
    if kind == Kind::Text { key.to_lowercase() } else { key }
}

/// Whether a row passes.
pub fn passes(test: &Test, row: &Row, reach: &Reach<'_>) -> bool {
    match test {
        Test::And(parts) => parts.iter().all(|part| passes(part, row, reach)),
        Test::Or(parts) => parts.iter().any(|part| passes(part, row, reach)),
        Test::Not(inner) => !passes(inner, row, reach),
        Test::Compare(path, operator, wanted) => {
            compare(path.kind, &reach.value(row, path), *operator, wanted)
        }
        Test::Like(path, pattern) => {
            let value = reach.value(row, path);
            let Some(text) = value.as_text() else { return false };
            like(&text.to_lowercase().chars().collect::<Vec<_>>(), pattern)
        }
        Test::Within(path, from, to, negated) => {
            let value = reach.value(row, path);
            let inside = value.order(from) != Ordering::Less && value.order(to) == Ordering::Less;
            inside != *negated
        }
        Test::Among(path, among, negated) => {
            among.contains(&key(path.kind, &reach.value(row, path))) != *negated
        }
    }
}

fn compare(kind: Kind, value: &Value, operator: Operator, wanted: &Value) -> bool {
    let nulls = *value == Value::Null || *wanted == Value::Null;
    let order = value.order_as(kind, wanted);
    match operator {
        Operator::Equal | Operator::Like => order == Ordering::Equal,
        Operator::NotEqual => order != Ordering::Equal,
        _ if nulls => false,
        Operator::Less => order == Ordering::Less,
        Operator::LessOrEqual => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        Operator::GreaterOrEqual => order != Ordering::Less,
    }
}

/// `%` is any letters, `_` is one.
fn like(text: &[char], pattern: &[char]) -> bool {
    // The place after the last `%`, and how far the text had come there: where to start over.
    let (mut at, mut of, mut back) = (0, 0, None);
    while at < text.len() {
        match pattern.get(of) {
            Some('%') => {
                of += 1;
                back = Some((of, at));
            }
            Some(letter) if *letter == '_' || *letter == text[at] => {
                at += 1;
                of += 1;
            }
            _ => match back {
                Some((again, from)) => {
                    of = again;
                    at = from + 1;
                    back = Some((again, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern[of..].iter().all(|letter| *letter == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        let matches = |text: &str, pattern: &str| {
            like(&text.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>())
        };
        for (text, pattern, expected) in [
            ("soap partner", "soap%", true),
            ("soap", "soap%", true),
            ("a soap", "soap%", false),
            ("abcabc", "%bc", true),
            ("abcab", "%bc", false),
            ("abc", "a_c", true),
            ("ac", "a_c", false),
            ("", "%", true),
        ] {
            assert_eq!(matches(text, pattern), expected, "{text} {pattern}");
        }
    }
}
