//! A check, as the rest of the house sees it. What its file may say stands in [`super::format`].

use model::{ActionId, CheckId, ContentHash, Credit, ServiceId, Severity, SignalName};
use serde::{Serialize, Serializer};
use serde_json::Value;
use std::{collections::BTreeMap, fmt};

pub use std::time::Duration;

/// One test of signals.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Check {
    /// Stable for ever.
    pub id: CheckId,
    /// Ids that it had before.
    pub aliases: Vec<CheckId>,
    pub version: u32,
    pub service: ServiceId,
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// What it looks at, by the name that its expressions use.
    pub reads: BTreeMap<String, Read>,
    pub parameters: BTreeMap<String, Parameter>,
    /// Where this is false, and only there, the check is not applicable.
    pub applies: Option<String>,
    pub pass: String,
    pub partial: Option<Partial>,
    /// Times at which the verdict may turn by itself, as expressions.
    pub boundaries: Vec<String>,
    pub examples: Examples,
    /// The account's setting that it is about, where its file asks for twins of it.
    pub setting: Option<Setting>,
    /// Set for a check that has no file of its own: it was made from that of another.
    pub twin: Option<Twin>,
    /// Where a document was read and the path is not in it, a person tests the action there.
    pub manual_until_read: bool,
    pub action: ActionId,
    pub severity: Severity,
    /// What would pass, as a sentence.
    pub expected: String,
    /// Where to mend it at the service.
    pub fix: String,
    /// The service's own page about it.
    pub link: Option<String>,
    /// Ids of controls elsewhere: `cis-zoom-1.0/1.1.1.2`.
    pub maps: Vec<String>,
    /// Of the file's bytes, and for a twin of its kind too: packs are pinned by it.
    #[schema(value_type = String)]
    pub hash: ContentHash,
    /// Whether an expression names `as_of`: judged again at its boundaries, or hourly where it has none.
    pub time_bound: bool,
}

impl Check {
    /// The ids under which something of it may be kept: its own, then those that it had before.
    pub fn ids(&self) -> impl Iterator<Item = &CheckId> {
        [&self.id].into_iter().chain(&self.aliases)
    }
    /// The signals that it reads, each once.
    pub fn signals(&self) -> impl Iterator<Item = &SignalName> {
        let all: std::collections::BTreeSet<_> =
            self.reads.values().flat_map(|read| read.at.iter().map(|path| &path.signal)).collect();
        all.into_iter()
    }
    /// Whether its verdict may turn at any time: it reads `as_of` and does not say when it turns. It is judged
    /// again every hour.
    pub fn judged_hourly(&self) -> bool {
        self.time_bound && self.boundaries.is_empty()
    }
    /// The check whose parameters an instance sets for this one too: a twin has those of the check that it was
    /// made from.
    pub fn parameters_from(&self) -> &CheckId {
        self.twin.as_ref().map_or(&self.id, |twin| &twin.of)
    }
}

/// A setting of the account, for the checks that are made from the check of its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Setting {
    /// As the service's own pages call it.
    pub name: String,
    /// Where it says whether the setting is locked; makes `<id>.locked`.
    pub lock: Option<SignalPath>,
    /// Where groups have their own value of each read, by the read's name: one table with a row a group, and pointers
    /// below the row's `settings`; makes `<id>.overrides` where there are any.
    pub groups: BTreeMap<String, SignalPath>,
}

/// Where a check without a file of its own comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Twin {
    pub of: CheckId,
    #[serde(flatten)]
    pub kind: TwinKind,
}

/// What a twin tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TwinKind {
    /// That the setting is locked, whatever its value.
    Locked,
    /// That no group has values with which the other check would fail. Its `applies` and `pass` are that check's, and
    /// are asked for each group with the group's values under these names.
    Overrides { values: BTreeMap<String, GroupValue> },
}

/// What a group's value must be: what the read of the account's value says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct GroupValue {
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: ReadType,
    /// Set exactly for lists and tables.
    pub empty: Option<EmptyRule>,
}

/// One thing that a check looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Read {
    /// In order of preference: the first whose pointer finds something is used.
    pub at: Vec<SignalPath>,
    /// The places are ways to the same fact: any one of them will do, and those that say something have to agree.
    pub either: bool,
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: ReadType,
    /// Set exactly for lists and tables.
    pub empty: Option<EmptyRule>,
    /// How old a reading may be before it proves nothing.
    #[serde(rename = "max_age_ms", serialize_with = "as_ms")]
    #[schema(value_type = u64)]
    pub max_age: Duration,
}

fn as_ms<S: Serializer>(duration: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

/// `signal#/a/b`: a signal, and a JSON pointer (RFC 6901) into its value. An empty pointer is the whole value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
pub struct SignalPath {
    pub signal: SignalName,
    pub pointer: String,
}

impl fmt::Display for SignalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.signal, self.pointer)
    }
}

/// What a read value must be. Serialises as a check's file spells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadType {
    Bool,
    /// A JSON number without a fraction or an exponent, within 64 bits.
    Int,
    Number,
    Text,
    /// One of the listed texts.
    Enum(Vec<String>),
    /// RFC 3339; expressions see milliseconds since 1970 in UTC.
    Time,
    List(Box<ReadType>),
    /// Rows with these columns at least, in the file's order.
    Table(Vec<Column>),
}

/// A column of a table, as expressions see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: ReadType,
    /// JSON pointer within the row, where the value is not simply under its name.
    pub at: Option<String>,
}

impl Column {
    /// What the row has there.
    pub(super) fn of<'a>(&self, row: &'a Value) -> Option<&'a Value> {
        match &self.at {
            Some(pointer) => row.pointer(pointer),
            None => row.get(&self.name),
        }
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.kind)?;
        self.at.iter().try_for_each(|pointer| write!(f, " at {pointer}"))
    }
}

impl Serialize for ReadType {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl fmt::Display for ReadType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadType::Bool => f.write_str("bool"),
            ReadType::Int => f.write_str("int"),
            ReadType::Number => f.write_str("number"),
            ReadType::Text => f.write_str("text"),
            ReadType::Enum(values) => write!(f, "enum[{}]", values.join(", ")),
            ReadType::Time => f.write_str("time"),
            ReadType::List(of) => write!(f, "list({of})"),
            ReadType::Table(columns) => {
                let columns: Vec<_> = columns.iter().map(Column::to_string).collect();
                write!(f, "table({})", columns.join(", "))
            }
        }
    }
}

/// What a list or table that is proven empty means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmptyRule {
    Passed,
    Failed,
    Undetected,
}

impl EmptyRule {
    pub const ALL: [EmptyRule; 3] = [EmptyRule::Passed, EmptyRule::Failed, EmptyRule::Undetected];
    /// As a check's file spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            EmptyRule::Passed => "passed",
            EmptyRule::Failed => "failed",
            EmptyRule::Undetected => "undetected",
        }
    }
}

/// A figure or list that an instance may set for itself.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Parameter {
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: ReadType,
    #[schema(value_type = Object)]
    pub default: Value,
    /// Whose figure the default is.
    pub source: String,
    /// A list whose further entries are exceptions: one that was needed for passing is shown.
    pub exceptions: bool,
    /// Which entry of a customer's own baseline sets it, where one does.
    pub baseline: Option<crate::baseline::BaselineEntry>,
}

/// When half is better than nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Partial {
    /// Looked at only where `pass` is false.
    pub when: String,
    /// Above 0 and below 1.
    pub credit: Credit,
}

/// A check's tests and its documentation: read values (and parameters, and `as_of`) by name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Examples {
    #[schema(value_type = Vec<Object>)]
    pub pass: Vec<Example>,
    #[schema(value_type = Vec<Object>)]
    pub fail: Vec<Example>,
    #[schema(value_type = Vec<Object>)]
    pub partial: Vec<Example>,
    #[schema(value_type = Vec<Object>)]
    pub not_applicable: Vec<Example>,
}

/// Values by name, as the service sends them.
pub type Example = BTreeMap<String, Value>;
