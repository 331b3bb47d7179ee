//! What a check found on one instance.

use crate::{Absence, Severity, SignalName, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// A check's result on one instance. Staleness is not among them: it is computed when an outcome is looked
/// at, from the latest readings, so that a verdict goes stale, and comes back, by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Passed,
    PartiallyPassed,
    Failed,
    /// Could not be detected.
    Undetected,
    /// Awaiting the first reading.
    ToBeDetected,
    NotApplicable,
}

impl Verdict {
    pub const ALL: [Verdict; 6] = [
        Verdict::Passed,
        Verdict::PartiallyPassed,
        Verdict::Failed,
        Verdict::Undetected,
        Verdict::ToBeDetected,
        Verdict::NotApplicable,
    ];
    /// As stored and as the API spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::PartiallyPassed => "partially_passed",
            Verdict::Failed => "failed",
            Verdict::Undetected => "undetected",
            Verdict::ToBeDetected => "to_be_detected",
            Verdict::NotApplicable => "not_applicable",
        }
    }
    pub fn parse(text: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|v| v.as_str() == text)
    }
}

/// The share of its points that a result earns: an exact fraction between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Credit {
    numerator: u16,
    denominator: u16,
}

impl Credit {
    pub const NONE: Credit = Credit { numerator: 0, denominator: 1 };
    pub const HALF: Credit = Credit { numerator: 1, denominator: 2 };
    pub const FULL: Credit = Credit { numerator: 1, denominator: 1 };

    /// The fraction, where it lies between 0 and 1 and its denominator is 1 to 1000.
    pub fn new(numerator: u16, denominator: u16) -> Option<Credit> {
        if denominator == 0 || denominator > 1000 || numerator > denominator {
            return None;
        }
        // Lowest terms, so that equal fractions are equal values.
        let (mut a, mut b) = (denominator, numerator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Some(Credit { numerator: numerator / a, denominator: denominator / a })
    }
    pub fn numerator(self) -> u16 {
        self.numerator
    }
    pub fn denominator(self) -> u16 {
        self.denominator
    }
}

impl Ord for Credit {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let left = u32::from(self.numerator) * u32::from(other.denominator);
        left.cmp(&(u32::from(other.numerator) * u32::from(self.denominator)))
    }
}

impl PartialOrd for Credit {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Why a check could not be detected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Undetected {
    /// Nothing is there, in a section that is.
    PathMissing,
    /// The whole section of the document is missing in which the value would be.
    SectionMissing,
    Null,
    WrongType,
    /// A value that the check's enum does not list.
    Unlisted,
    /// The signal is a definite absence.
    Absent,
    /// Two ways to one fact say different things.
    Contradictory,
    /// A list or table without proof that paging ended.
    Incomplete,
    /// A list or table proven empty, where the check says that this proves nothing.
    Empty,
    /// The expression failed.
    ExpressionFailed,
    /// The expression exceeded its time.
    TimedOut,
    /// The file of the check does not load any more.
    CheckRefused,
    /// The latest reading is too old. Never stored.
    Stale,
}

/// Why, for a person and for a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Reason {
    pub code: Undetected,
    /// One sentence: path, what was found, what was expected.
    pub text: String,
    /// The service's words and the right that is missing, when `code` is `absent`.
    pub absence: Option<Absence>,
}

/// One value that a check looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fact {
    /// The name that the check binds it to.
    pub name: String,
    pub signal: SignalName,
    /// JSON pointer (RFC 6901) within the signal; the one that was used, where a check prefers among several.
    pub pointer: String,
    /// What was there; `null` where nothing was.
    #[schema(value_type = Object)]
    pub actual: Value,
}

/// An entry that an instance added to a list of a check's parameters, and without which the verdict would have been
/// another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UsedException {
    /// The parameter's name.
    pub parameter: String,
    #[schema(value_type = Object)]
    pub entry: Value,
    /// When it expires; none where it does not.
    pub until: Option<Time>,
}

/// What `assure::evaluate` says. Equal outcomes leave the stored interval open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Outcome {
    pub verdict: Verdict,
    /// 1 for passed, 0 for all else, what the check grants for partially passed.
    pub credit: Credit,
    pub severity: Severity,
    pub check_version: u32,
    /// The parameters that were in force, by name.
    #[schema(value_type = Object)]
    pub parameters: BTreeMap<String, Value>,
    /// What would pass, in the check's words.
    pub expected: String,
    pub facts: Vec<Fact>,
    /// Set exactly when the verdict is `undetected`.
    pub reason: Option<Reason>,
    /// When the verdict may turn by itself: for a check that reads the time, or when a parameter expires.
    pub next_boundary: Option<Time>,
    /// What it was needed to except. Left out where nothing was, so that outcomes of before stay equal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<UsedException>,
}
