//! A query as text again: what a hold shows, and what its leaf says was asked.

use super::{Phrase, Query};
use std::fmt;

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Query::And(parts) => join(f, parts, " AND "),
            Query::Or(parts) => join(f, parts, " OR "),
            Query::Not(inner) => {
                f.write_str("NOT ")?;
                within(f, inner)
            }
            Query::Text(phrase) => write!(f, "{phrase}"),
            Query::Field(field, phrase) => write!(f, "{}:{phrase}", field.as_str()),
            Query::Kind(kind) => write!(f, "kind:{}", kind.as_str()),
            Query::ItemClass { text, prefix } => {
                write!(f, "itemclass:\"{text}{}\"", if *prefix { "*" } else { "" })
            }
            Query::Sent(compare, day) => write!(f, "sent{}{day}", compare.as_str()),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, parts: &[Query], between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        within(f, part)?;
    }
    Ok(())
}

fn within(f: &mut fmt::Formatter<'_>, query: &Query) -> fmt::Result {
    match query {
        Query::And(_) | Query::Or(_) => write!(f, "({query})"),
        query => write!(f, "{query}"),
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}{}\"", self.words.join(" "), if self.prefix { "*" } else { "" })
    }
}
