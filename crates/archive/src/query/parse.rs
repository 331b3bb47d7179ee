//! A text as a query. Operators are in capitals, as in KQL; what is next to each other has to be there both.

use super::{Compare, Field, Kind, Phrase, Query};
use jiff::civil::Date;

/// Longest query, in characters.
const QUERY_CHARS_MAX: usize = 16_000;
/// Most words, phrases and properties in one.
const TERMS_MAX: usize = 500;
/// Parentheses and NOTs within each other.
const DEPTH_MAX: usize = 50;

/// What is wrong with a query, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {}: {message}", at + 1)]
pub struct QueryProblem {
    /// Characters before the place.
    pub at: usize,
    /// A sentence that says how to mend it.
    pub message: String,
}

/// Parses a query.
///
/// # Errors
/// The first problem.
pub fn parse(text: &str) -> Result<Query, QueryProblem> {
    let text: Vec<char> = text.chars().take(QUERY_CHARS_MAX + 1).collect();
    if text.len() > QUERY_CHARS_MAX {
        return Err(problem(
            QUERY_CHARS_MAX,
            format!("The query has more than {QUERY_CHARS_MAX} characters."),
        ));
    }
    let mut parser = Parser { text, at: 0, terms: 0 };
    parser.blanks();
    if parser.at == parser.text.len() {
        return Err(problem(0, "The query is empty.".to_owned()));
    }
    let query = parser.any(0)?;
    match parser.text.get(parser.at) {
        Some(_) => Err(problem(parser.at, "This parenthesis closes nothing.".to_owned())),
        None => Ok(query),
    }
}

fn problem(at: usize, message: String) -> QueryProblem {
    QueryProblem { at, message }
}

struct Parser {
    text: Vec<char>,
    at: usize,
    terms: usize,
}

impl Parser {
    fn blanks(&mut self) {
        while self.text.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
    }

    /// The characters up to a blank, a parenthesis or a quotation mark.
    fn bare(&self) -> String {
        let stops = |c: &char| c.is_whitespace() || "()\"“”".contains(*c);
        self.text[self.at..].iter().take_while(|c| !stops(c)).collect()
    }

    fn operator(&mut self, word: &str) -> bool {
        let found = self.bare() == word
            && self.text.get(self.at + word.len()).is_none_or(|c| c.is_whitespace() || "()".contains(*c));
        if found {
            self.at += word.len();
            self.blanks();
        }
        found
    }

    fn any(&mut self, depth: usize) -> Result<Query, QueryProblem> {
        let mut parts = vec![self.all(depth)?];
        while self.operator("OR") {
            parts.push(self.all(depth)?);
        }
        Ok(Query::or(parts))
    }

    fn all(&mut self, depth: usize) -> Result<Query, QueryProblem> {
        let mut parts = vec![self.one(depth)?];
        loop {
            let ends = self.text.get(self.at).is_none_or(|c| *c == ')') || self.bare() == "OR";
            if !self.operator("AND") && ends {
                return Ok(Query::and(parts));
            }
            parts.push(self.one(depth)?);
        }
    }

    fn one(&mut self, depth: usize) -> Result<Query, QueryProblem> {
        if depth > DEPTH_MAX {
            return Err(problem(
                self.at,
                format!("More than {DEPTH_MAX} parentheses and NOTs within each other."),
            ));
        }
        if self.operator("NOT") {
            return Ok(Query::Not(Box::new(self.one(depth + 1)?)));
        }
        let at = self.at;
        match self.text.get(at) {
            None => Err(problem(at, "Something to look for is missing here.".to_owned())),
            Some(')') => {
                Err(problem(at, "Something to look for is missing before this parenthesis.".to_owned()))
            }
            Some('(') => {
                self.at += 1;
                self.blanks();
                let inner = self.any(depth + 1)?;
                if self.text.get(self.at) != Some(&')') {
                    return Err(problem(at, "This parenthesis is not closed.".to_owned()));
                }
                self.at += 1;
                self.blanks();
                Ok(inner)
            }
            Some(_) => {
                let bare = self.bare();
                if ["AND", "OR", "NOT"].contains(&bare.as_str()) {
                    return Err(problem(at, format!("Something to look for is missing beside {bare}.")));
                }
                self.terms += 1;
                if self.terms > TERMS_MAX {
                    return Err(problem(at, format!("The query has more than {TERMS_MAX} terms.")));
                }
                let term = self.term(&bare, at)?;
                self.blanks();
                Ok(term)
            }
        }
    }

    fn term(&mut self, bare: &str, at: usize) -> Result<Query, QueryProblem> {
        let name: String = bare.chars().take_while(char::is_ascii_alphabetic).collect();
        let sign = bare[name.len()..].chars().next().filter(|c| ":=<>".contains(*c));
        match sign {
            Some(sign) if !name.is_empty() => self.property(&name.to_ascii_lowercase(), sign, at),
            _ => {
                let (text, prefix) = self.value(at)?;
                phrase(&text, prefix, at).map(Query::Text)
            }
        }
    }

    fn property(&mut self, name: &str, sign: char, at: usize) -> Result<Query, QueryProblem> {
        self.at += name.len() + 1;
        if name == "sent" {
            let equal = sign != ':' && sign != '=' && self.text.get(self.at) == Some(&'=');
            self.at += usize::from(equal);
            return self.sent(sign, equal);
        }
        if !":=".contains(sign) {
            return Err(problem(at, format!("{name} is not compared with {sign}: write {name}:value.")));
        }
        let known = Field::ALL.into_iter().find(|field| field.as_str() == name);
        if known.is_none() && !["kind", "itemclass"].contains(&name) {
            return Err(problem(
                at,
                format!(
                    "There is no property {name}. There are from, to, cc, participants, subject, kind, itemclass and \
                     sent; put the whole into quotation marks to look for it as text."
                ),
            ));
        }
        let begin = self.at;
        if self.text.get(begin).is_none_or(|c| c.is_whitespace() || "()".contains(*c)) {
            return Err(problem(
                begin,
                format!("Write what {name} is to be right after it, without a blank."),
            ));
        }
        let (text, prefix) = self.value(begin)?;
        let lower = text.to_lowercase();
        match (known, name) {
            (Some(field), _) => Ok(Query::Field(field, phrase(&text, prefix, begin)?)),
            (None, "kind") => {
                Kind::parse(lower.trim()).filter(|_| !prefix).map(Query::Kind).ok_or_else(|| {
                    problem(begin, "A kind is post, comment, message or externaldata.".to_owned())
                })
            }
            _ => {
                let text = lower.trim().to_owned();
                let class = |c: char| c.is_alphanumeric() || ".-_ ".contains(c);
                if text.is_empty() || !text.chars().all(class) {
                    return Err(problem(begin, "An item class is like ipm.externaldata.*".to_owned()));
                }
                Ok(Query::ItemClass { text, prefix })
            }
        }
    }

    fn sent(&mut self, sign: char, equal: bool) -> Result<Query, QueryProblem> {
        let begin = self.at;
        let (text, _) = self.value(begin)?;
        let day: Option<Date> = (text.len() == 10).then(|| text.parse().ok()).flatten();
        let Some(day) = day.filter(|day| (1..=9998).contains(&day.year())) else {
            return Err(problem(begin, "Write a day as year-month-day: 2026-11-21.".to_owned()));
        };
        let compare = match (sign, equal) {
            ('<', false) => Compare::Before,
            ('<', true) => Compare::UpTo,
            ('>', true) => Compare::From,
            ('>', false) => Compare::After,
            _ => Compare::On,
        };
        Ok(Query::Sent(compare, day))
    }

    /// A quoted or a bare value, and whether it ends in a star.
    fn value(&mut self, at: usize) -> Result<(String, bool), QueryProblem> {
        let quotes = |c: &char| "\"“”".contains(*c);
        let mut text: String = if self.text.get(self.at).is_some_and(quotes) {
            self.at += 1;
            let inner: String = self.text[self.at..].iter().take_while(|c| !quotes(c)).collect();
            self.at += inner.chars().count();
            if self.at == self.text.len() {
                return Err(problem(at, "This quotation mark is not closed.".to_owned()));
            }
            self.at += 1;
            inner
        } else {
            let bare = self.bare();
            self.at += bare.chars().count();
            bare
        };
        let prefix = text.ends_with('*');
        if prefix {
            text.pop();
        }
        if text.contains('*') || prefix && !text.ends_with(|c: char| c.is_alphanumeric() || c == '.') {
            return Err(problem(at, "A star stands only at the end of a word.".to_owned()));
        }
        Ok((text, prefix))
    }
}

fn phrase(text: &str, prefix: bool, at: usize) -> Result<Phrase, QueryProblem> {
    Phrase::of(text, prefix).ok_or_else(|| problem(at, "There is no word in this to look for.".to_owned()))
}
