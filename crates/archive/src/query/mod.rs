//! Which messages a search or a hold means: a first query language, as people know it from eDiscovery.
//!
//! `budget AND (from:ana@example.com OR subject:"third quarter") NOT kind:comment sent>=2026-01-01`. [`matches()`] decides
//! about one message and is what any index has to agree with.

mod matches;
mod parse;
mod print;
mod words;

pub use matches::{Searchable, matches};
pub use parse::{QueryProblem, parse};

use jiff::civil::Date;
use model::ItemKind;

/// A parsed query. Its `Display` is a text that parses to it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// All of them, two or more, none of them an `And`.
    And(Vec<Query>),
    /// One of them at least, two or more, none of them an `Or`.
    Or(Vec<Query>),
    Not(Box<Query>),
    /// Anywhere in a message.
    Text(Phrase),
    /// In one of its properties.
    Field(Field, Phrase),
    Kind(Kind),
    /// Its item class, or, where `prefix`, how that begins; in lower case.
    ItemClass {
        text: String,
        prefix: bool,
    },
    /// Its day, in UTC.
    Sent(Compare, Date),
}

impl Query {
    /// All of these: flat, and the only one of them alone.
    pub fn and(parts: Vec<Query>) -> Query {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Query::And(inner) => flat.extend(inner),
                part => flat.push(part),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Query::And(flat) }
    }

    /// One of these: flat, and the only one of them alone.
    pub fn or(parts: Vec<Query>) -> Query {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Query::Or(inner) => flat.extend(inner),
                part => flat.push(part),
            }
        }
        if flat.len() == 1 { flat.remove(0) } else { Query::Or(flat) }
    }
}

/// Words that follow each other, in the form in which they are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Never empty.
    words: Vec<String>,
    /// The last one is how a word begins.
    prefix: bool,
}

impl Phrase {
    /// The words of a text; none where it has none.
    pub fn of(text: &str, prefix: bool) -> Option<Phrase> {
        let words = words::words(text);
        (!words.is_empty()).then_some(Phrase { words, prefix })
    }
}

/// A property that holds text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    From,
    To,
    Cc,
    /// Whoever it is of, in any of these or not named in the header.
    Participants,
    Subject,
}

impl Field {
    pub const ALL: [Field; 5] = [Field::From, Field::To, Field::Cc, Field::Participants, Field::Subject];

    /// As a query spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Field::From => "from",
            Field::To => "to",
            Field::Cc => "cc",
            Field::Participants => "participants",
            Field::Subject => "subject",
        }
    }
}

/// What kind of item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Item(ItemKind),
    /// Anything that came from outside the mail system: all of them.
    External,
}

impl Kind {
    const EXTERNAL: &'static str = "externaldata";

    /// As a query spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Item(kind) => kind.as_str(),
            Kind::External => Self::EXTERNAL,
        }
    }

    fn parse(text: &str) -> Option<Kind> {
        if text == Self::EXTERNAL { Some(Kind::External) } else { ItemKind::parse(text).map(Kind::Item) }
    }
}

/// How a day is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    Before,
    UpTo,
    On,
    From,
    After,
}

impl Compare {
    pub const ALL: [Compare; 5] =
        [Compare::Before, Compare::UpTo, Compare::On, Compare::From, Compare::After];

    /// As a query spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Compare::Before => "<",
            Compare::UpTo => "<=",
            Compare::On => "=",
            Compare::From => ">=",
            Compare::After => ">",
        }
    }
}
