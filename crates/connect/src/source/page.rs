//! What one reading call gives back.

use super::Allowance;
use model::{Presence, SetName, SignalName, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Signals that are only true together: the unit that a refresh replaces, whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetSpec {
    pub name: SetName,
    /// Every signal that a whole reading of the set gives, each as a value or as an absence.
    pub signals: Vec<SignalName>,
    /// The columns that tell the rows of a table apart, for tables whose rows have such. The same row twice
    /// means that the list changed while it was read.
    pub keys: BTreeMap<SignalName, &'static [&'static str]>,
}

/// One call that reads, as it can be told beforehand: without spans of time and pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadCall {
    /// Path and query below the API's root; `{id}` stands for each thing that is asked about.
    pub get: String,
    /// The right that it needs: any one of these spellings, the first of either family being the one to ask for.
    pub classic: &'static [&'static str],
    pub granular: &'static [&'static str],
    /// Whether the connector is of no use without it.
    pub required: bool,
}

/// Where the next page of a set begins. Opaque to the engine, which may keep it as a checkpoint; it holds no
/// secret and no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One page of a set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub parts: Vec<Part>,
    /// `None` when the set was read to its end.
    pub next: Option<Cursor>,
    /// What is left of the service's limits, where it says so.
    pub allowance: Option<Allowance>,
    /// The account that this is of, where the sign-in says so: credentials may open another one than they did.
    pub account: Option<String>,
    /// What the person who looks at the run should know, though the page was read: a clock that is wrong, say.
    pub warnings: Vec<String>,
}

/// A set that was read to its end, by signal: what was found, and when the first of its pages was asked for.
pub type WholeSet = BTreeMap<SignalName, (Presence, Time)>;

/// A signal, or a piece of one. A document comes whole in one part. A table may come in several parts over
/// several pages: their rows are joined in order, and it is complete when the last part says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub signal: SignalName,
    pub presence: Presence,
    /// When the call began: what was read is at least as old as the service's state then.
    pub read_at: Time,
}
