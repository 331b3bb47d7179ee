//! What was read from a service: values, or definite absences.

use crate::{SignalName, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

/// SHA-256 of a signal's content as canonical JSON; unchanged content is stored once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(String);

impl ContentHash {
    /// The hash of the given bytes, in lower-case hexadecimal.
    pub fn of(bytes: &[u8]) -> Self {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
        Self(hex::encode(digest))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// A hash that the database gave back.
    pub fn stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a signal ended: as a value or as a definite absence. There is nothing in between: a signal that
/// could not be read for passing reasons has no new reading at all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "presence", rename_all = "snake_case")]
pub enum Presence {
    /// One JSON document, complete with itself.
    Document { value: Value },
    /// Rows that came in pages.
    Table(Table),
    /// The service said that there is nothing to see, and why.
    Absent(Absence),
}

impl Presence {
    /// What [`Self::as_str`] may say.
    pub const WORDS: [&str; 3] = ["document", "table", "absent"];

    /// As stored and as the API spells it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Presence::Document { .. } => "document",
            Presence::Table(_) => "table",
            Presence::Absent(_) => "absent",
        }
    }
}

/// Rows of one shape, with the proof that paging ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub rows: Vec<Value>,
    /// True only when the service said that there was no further page.
    pub complete: bool,
}

/// Why a signal is definitely not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Absence {
    pub kind: AbsenceKind,
    /// The service's own words, cut to a bounded length, without secrets.
    pub message: String,
    /// The right that would mend it, where one would.
    pub right: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceKind {
    /// The credentials' scopes or role do not reach it.
    ScopeMissing,
    /// The account's plan does not include it.
    NotLicensed,
    /// The service does not know it.
    NotFound,
}

/// One signal as it stands: the latest reading recorded by some moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub signal: SignalName,
    pub presence: Presence,
    /// When the service was read.
    pub read_at: Time,
    /// When we knew: the commit of its set.
    pub recorded_at: Time,
}
