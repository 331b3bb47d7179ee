//! What one reading call gives back.

use model::{Presence, SetName, SignalName, Time};
use serde::{Deserialize, Serialize};

/// Signals that are only true together: the unit that a refresh replaces, whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetSpec {
    pub name: SetName,
    /// Every signal that a whole reading of the set gives, each as a value or as an absence.
    pub signals: Vec<SignalName>,
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
}

/// A signal, or a piece of one. A document comes whole in one part. A table may come in several parts over
/// several pages: their rows are joined in order, and it is complete when the last part says so.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub signal: SignalName,
    pub presence: Presence,
    /// When the call began: what was read is at least as old as the service's state then.
    pub read_at: Time,
}

/// What a service's answer says of its limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Calls per window.
    pub limit: u64,
    /// Calls left in this window.
    pub remaining: u64,
    /// Whether the window is a day; otherwise it is a second.
    pub daily: bool,
}
