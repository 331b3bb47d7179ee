//! What is said of credentials: before they are used, and after a real sign-in.

use model::SignalName;
use serde::Serialize;

/// A field of the sign-in form that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{field}: {message}")]
pub struct FieldProblem {
    pub field: String,
    /// What is wrong and how to mend it, in one or two sentences. Never the value.
    pub message: String,
}

/// The result of a real sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validation {
    /// The account that these credentials open.
    pub account_id: String,
    /// Whether the service itself said that this is the account, in an answer to a call; otherwise it only
    /// let these credentials sign in to it.
    pub account_confirmed: bool,
    /// The rights that the service granted, as it spells them, sorted.
    pub granted: Vec<String>,
    /// What the signals need and was not granted.
    pub missing: Vec<MissingRight>,
    /// What the person should know though the sign-in succeeded: a clock that is wrong, say.
    pub warnings: Vec<String>,
}

impl Validation {
    /// Whether a right is missing without which the connector is of no use.
    pub fn lacks_required(&self) -> bool {
        self.missing.iter().any(|right| right.required)
    }
}

/// A right that some signals need. Any one of `classic` and `granular` suffices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRight {
    /// The right to add, in the spelling that fits the other rights granted.
    pub right: String,
    /// The older, wider spelling.
    pub classic: String,
    /// The newer, narrower spellings.
    pub granular: Vec<String>,
    /// The signals that stay absent without it.
    pub signals: Vec<SignalName>,
    /// Whether the connector is of no use without it.
    pub required: bool,
}
