//! A check's expression as the SQL that a compliance pack of queries has for the same control.
//!
//! Only what can be said of single settings becomes a query: conditions over settings and over parameters' defaults,
//! compared with each other or with what is written out. Checks of tables, lists, times or with functions have none.
//! The query says less than the check: a setting that is missing or of another type is an alarm to it like a wrong one.

use assure::check::{Check, ReadType};
use serde_json::Value;
use std::collections::BTreeMap;

/// Words of the expressions that are no names.
const WORDS: [&str; 6] = ["some", "every", "as_of", "if", "else", "with"];

/// The query of a check, over the table `setting (path, value)`; none where its expression cannot honestly be one.
pub fn of(check: &Check) -> Option<String> {
    if check.twin.is_some() || check.applies.is_some() {
        return None;
    }
    let mut names = BTreeMap::new();
    for (name, read) in &check.reads {
        let of = |path: &assure::check::SignalPath| {
            format!("(SELECT value FROM setting WHERE path = {})", quoted(&path.to_string()))
        };
        let places: Vec<_> = read.at.iter().map(of).collect();
        let text = match places.as_slice() {
            [one] => one.clone(),
            many => format!("coalesce({})", many.join(", ")),
        };
        names.insert(name.clone(), Operand { text, kind: kind(&read.kind)? });
    }
    for (name, parameter) in &check.parameters {
        let operand = match (&parameter.kind, &parameter.default) {
            (ReadType::List(_), Value::Array(members)) => {
                let members: Option<Vec<_>> = members.iter().map(literal).collect();
                Operand { text: format!("({})", members?.join(", ")), kind: Kind::List }
            }
            (one, default) => Operand { text: literal(default)?, kind: kind(one)? },
        };
        names.insert(name.clone(), operand);
    }
    let condition = Parser { tokens: tokens(&check.pass)?, at: 0, names: &names }.all()?;
    let id = quoted(check.id.as_str());
    Some(format!("SELECT {id} AS control, CASE WHEN {condition} THEN 'ok' ELSE 'alarm' END AS status"))
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Bool,
    Other,
    List,
}

fn kind(of: &ReadType) -> Option<Kind> {
    match of {
        ReadType::Bool => Some(Kind::Bool),
        ReadType::Int | ReadType::Number | ReadType::Text | ReadType::Enum(_) => Some(Kind::Other),
        ReadType::Time | ReadType::List(_) | ReadType::Table(_) => None,
    }
}

#[derive(Clone)]
struct Operand {
    text: String,
    kind: Kind,
}

/// A setting's value or a written-out one; true and false are texts in the table, as they are in JSON.
fn literal(value: &Value) -> Option<String> {
    match value {
        Value::Bool(truth) => Some(quoted(&truth.to_string())),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(quoted(text)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Written(Value),
    Sign(&'static str),
    /// The end of a statement.
    End,
}

const SIGNS: [&str; 9] = ["==", "!=", "<=", ">=", "<", ">", "{", "}", ","];

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '\n' | ';' => (Some(Token::End), 1),
            ' ' => (None, 1),
            '"' => {
                let inner = &rest[1..rest[1..].find('"')? + 1];
                (!inner.contains('\\')).then_some(())?;
                (Some(Token::Written(inner.into())), inner.len() + 2)
            }
            '0'..='9' => {
                let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                (Some(Token::Written(rest[..end].parse::<u32>().ok()?.into())), end)
            }
            'a'..='z' => {
                let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
                let token = match &rest[..end] {
                    "true" => Token::Written(true.into()),
                    "false" => Token::Written(false.into()),
                    word if WORDS.contains(&word) => return None,
                    word => Token::Word(word.to_owned()),
                };
                (Some(token), end)
            }
            _ => {
                let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
                (Some(Token::Sign(sign)), sign.len())
            }
        };
        tokens.extend(token);
        rest = &rest[length..];
    }
    Some(tokens)
}

/// Reads conditions one after the other; whatever is of another form ends it with none.
struct Parser<'a> {
    tokens: Vec<Token>,
    at: usize,
    names: &'a BTreeMap<String, Operand>,
}

impl Parser<'_> {
    fn all(mut self) -> Option<String> {
        let mut all = vec![self.statement()?];
        while let Some(token) = self.next() {
            (token == Token::End).then_some(())?;
            if self.peek().is_some_and(|token| *token != Token::End) {
                all.push(self.statement()?);
            }
        }
        Some(all.join(" AND "))
    }

    fn statement(&mut self) -> Option<String> {
        if self.peek() == Some(&Token::Word("not".to_owned())) {
            self.at += 1;
            return Some(format!("NOT ({})", self.condition()?));
        }
        self.condition()
    }

    fn condition(&mut self) -> Option<String> {
        let left = self.operand()?;
        match self.peek() {
            Some(Token::Sign(sign @ ("==" | "!=" | "<=" | ">=" | "<" | ">"))) => {
                let sign = if *sign == "==" { "=" } else { *sign };
                self.at += 1;
                let right = self.operand()?;
                (left.kind == right.kind && left.kind != Kind::List).then_some(())?;
                Some(format!("{} {sign} {}", left.text, right.text))
            }
            Some(Token::Word(word)) if word == "in" => {
                self.at += 1;
                self.among(&left)
            }
            _ => (left.kind == Kind::Bool).then(|| format!("{} = 'true'", left.text)),
        }
    }

    /// What stands behind `in`: a parameter's list, written-out values, or conditions of which one is to be true.
    fn among(&mut self, one: &Operand) -> Option<String> {
        if let Some(Token::Word(_)) = self.peek() {
            let list = self.operand()?;
            return (list.kind == Kind::List).then(|| format!("{} IN {}", one.text, list.text));
        }
        (self.next()? == Token::Sign("{")).then_some(())?;
        let any = one.kind == Kind::Bool && one.text == "'true'";
        let mut members = Vec::new();
        loop {
            members.push(if any { self.condition()? } else { self.operand()?.text });
            match self.next()? {
                Token::Sign(",") => {}
                Token::Sign("}") => break,
                _ => return None,
            }
        }
        Some(match any {
            true => format!("({})", members.join(" OR ")),
            false => format!("{} IN ({})", one.text, members.join(", ")),
        })
    }

    fn operand(&mut self) -> Option<Operand> {
        match self.next()? {
            Token::Word(name) => self.names.get(&name).cloned(),
            Token::Written(value) => {
                let kind = if value.is_boolean() { Kind::Bool } else { Kind::Other };
                Some(Operand { text: literal(&value)?, kind })
            }
            Token::Sign(_) | Token::End => None,
        }
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

    use super::*;

    fn condition(text: &str) -> Option<String> {
        let operand = |text: &str, kind| Operand { text: text.to_owned(), kind };
        let names = BTreeMap::from([
            ("on".to_owned(), operand("ON", Kind::Bool)),
            ("n".to_owned(), operand("N", Kind::Other)),
            ("most".to_owned(), operand("7", Kind::Other)),
            ("allowed".to_owned(), operand("('a', 'b')", Kind::List)),
        ]);
        Parser { tokens: tokens(text)?, at: 0, names: &names }.all()
    }

    #[test]
    fn conditions_of_single_settings_become_sql() {
        for (text, sql) in [
            ("on", "ON = 'true'"),
            ("not on", "NOT (ON = 'true')"),
            ("on == false", "ON = 'false'"),
            ("n >= 1\nn <= most\n", "N >= 1 AND N <= 7"),
            ("n == \"it's\"; on", "N = 'it''s' AND ON = 'true'"),
            ("n in {\"x\", \"y\"}", "N IN ('x', 'y')"),
            ("not n in allowed", "NOT (N IN ('a', 'b'))"),
            ("true in {on == false, n in {2, 3}}", "(ON = 'false' OR N IN (2, 3))"),
        ] {
            assert_eq!(condition(text).unwrap(), sql);
        }
    }

    #[test]
    fn all_else_has_no_query() {
        for text in [
            "count(n) > 0",
            "every x in allowed { x == n }",
            "x := n; x == 1",
            "as_of - n < 1d",
            "n",
            "allowed",
            "on == n",
            "n == \"a\\\"b\"",
            "n in {1",
            "on on",
            "unknown",
            "",
        ] {
            assert_eq!(condition(text), None, "{text}");
        }
    }
}
