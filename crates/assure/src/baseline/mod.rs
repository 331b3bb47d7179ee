//! A customer's own security baseline → parameters of checks: a dry run of what an import would set.
//!
//! Salesforce's Health Check compares an org with a baseline, the standard one or one that the customer imported as
//! XML. [`parse`] reads such a file; [`import`] says which parameters its values would give (those that name an entry
//! under `baseline`), which would not fit, and which entries no check has a parameter for. Nothing is set here.

mod import;
mod parse;

pub use import::{Fixed, Import, Proposed, Unfit, Untaken, import};
pub(crate) use parse::is_name;
pub use parse::{BASELINE_BYTES_MAX, Baseline, BaselineError, Bound, Entry, Risk, parse};

use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Which entry of a baseline sets a parameter, and how.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct BaselineEntry {
    /// The entry's name: `PasswordPolicies.minPasswordLength`.
    pub at: String,
    /// Which of the entry's bounds.
    pub bound: WhichBound,
    /// What the baseline's words mean in the parameter's type; empty where they are its values.
    #[schema(value_type = Object)]
    pub words: BTreeMap<String, Value>,
    /// Of several words, the one that a parameter with one value takes.
    pub of: Option<Extreme>,
}

/// One of the bounds that an entry may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhichBound {
    /// What is good.
    Compliant,
    /// What is not yet critical.
    Warning,
}

impl WhichBound {
    pub(crate) const ALL: [WhichBound; 2] = [WhichBound::Compliant, WhichBound::Warning];
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            WhichBound::Compliant => "compliant",
            WhichBound::Warning => "warning",
        }
    }
}

/// Which of several values is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extreme {
    Greatest,
    Least,
}

impl Extreme {
    pub(crate) const ALL: [Extreme; 2] = [Extreme::Greatest, Extreme::Least];
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Extreme::Greatest => "greatest",
            Extreme::Least => "least",
        }
    }
}
