//! What can go wrong in a use-case, in words for the person who asked.

use model::Role;
use std::time::Duration;

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A wrong input, named by its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// As the API spells it; a dot descends: `credentials.client_secret`.
    pub field: String,
    /// What is wrong and how to mend it.
    pub message: String,
}

impl FieldProblem {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// Why a use-case did not do what was asked. The server turns each into a problem document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Some input is wrong; nothing was changed.
    #[error("{}", .0.iter().map(|p| format!("{}: {}", p.field, p.message)).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<FieldProblem>),
    #[error("sign in first")]
    Unauthenticated,
    #[error("this needs one of the roles {needs:?}; ask a Global Administrator")]
    Forbidden { needs: Vec<Role> },
    /// The roles would allow it, the API token does not.
    #[error("{message}")]
    ByToken { message: String },
    /// Name and password were right; a code of the second factor is wanted, or was wrong.
    #[error("{message}")]
    SecondFactor { message: String },
    #[error("there is no {what}")]
    NotFound { what: String },
    /// The input is well-formed but meets something that is already there.
    #[error("{message}")]
    Conflict { field: Option<String>, message: String },
    #[error("too many tries; try again in {} s", retry_after.as_secs())]
    Throttled { retry_after: Duration },
    /// Something outside did not answer; nothing was changed.
    #[error("{message}")]
    Unavailable { message: String },
    #[error("the store failed")]
    Store(#[source] store::StoreError),
    /// A defect of ours or damaged data.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// One wrong field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Error::Invalid(vec![FieldProblem::new(field, message)])
    }
    pub fn not_found(what: impl Into<String>) -> Self {
        Error::NotFound { what: what.into() }
    }
}

impl From<store::StoreError> for Error {
    fn from(error: store::StoreError) -> Self {
        match error {
            // A text that a database cannot hold, or a list that is full: the input's fault, not the store's.
            store::StoreError::Invalid { what, why } => Error::field(what, why),
            error => Error::Store(error),
        }
    }
}

/// The whole chain of causes in one line, for whoever prints it: at the edge, and where work that nobody asked for fails.
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
