//! What a view of an org is: which signal comes of which call, by which right, in which set.

use super::{
    column::Column,
    known,
    right::{self, Right},
    views::VIEWS,
};
use crate::source::{ReadCall, SetSpec};
use model::{SignalName, Time};
use std::{collections::BTreeMap, time::Duration};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How far back the last day's log-ins and changes are read: a day and some slack, so that days overlap.
pub(super) const LAST_DAY: Duration = HOUR.saturating_mul(28);
/// How far back log-ins are counted by their kind.
pub(super) const LAST_QUARTER: Duration = DAY.saturating_mul(90);
/// Rows of `EntityDefinition` in one answer; it has no further page (*Tooling API*: no `queryMore`).
const ENTITIES_MAX: u64 = 2_000;

/// The permissions that are dangerous or exempt from rules, whose holders are worked out.
pub(super) const SENSITIVE: &[&str] = &[
    "ModifyAllData",
    "ViewAllData",
    "AuthorApex",
    "CustomizeApplication",
    "ManageUsers",
    "DataExport",
    "ViewEncryptedData",
    "CanApproveUninstalledApps",
    "UseAnyApiAuth",
    "PasswordNeverExpires",
    "BypassMFAForUiLogins",
    "ModifyMetadata",
    "TwoFactorApi",
];

/// One signal, and what gives it.
#[derive(Debug)]
pub(super) struct View {
    pub(super) set: &'static str,
    pub(super) signal: &'static str,
    pub(super) right: &'static Right,
    pub(super) gives: Gives,
}

#[derive(Debug)]
pub(super) enum Gives {
    /// How we are signed in; no call.
    Connection,
    /// The one row of a query.
    Row(Query),
    /// The rows of a query by a column of theirs, as one document in which each has a `value`: what another column says,
    /// of whatever type that has the form of.
    Keyed { query: Query, key: &'static str, value: &'static str },
    /// The rows of a query.
    Rows(Query),
    /// The rows of a query, counted by all columns but the time.
    Counted(Query),
    /// Log-ins by kind, and how many of each are our own user's.
    Kinds(Query),
    /// One component of the Metadata API.
    Component { kind: &'static str, name: &'static str, lists: &'static [&'static [&'static str]] },
    /// All components of a type of the Metadata API, by these columns.
    Components { kind: &'static str, columns: &'static [Column] },
    /// Nothing by itself: it is worked out of others of the set.
    Joined,
}

/// A query.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) over: Over,
    pub(super) columns: &'static [Column],
    /// Columns that an org may not have, and which are then left out.
    pub(super) optional: &'static [&'static str],
    /// Everything from `FROM` on; `{since}` stands for where the span begins.
    pub(super) from: &'static str,
    /// How long the span is, where there is one.
    pub(super) span: Option<Duration>,
    /// What tells its rows apart.
    pub(super) keys: &'static [&'static str],
    pub(super) ends: Ends,
}

/// What is known once Salesforce says that there are no more rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// They are all.
    Whole,
    /// They are all where they are fewer than this: what ends at its bound may go on behind it.
    Below(u64),
    /// Never that they are all.
    Unknown,
}

impl Ends {
    /// Whether so many rows are all that there are.
    pub(super) fn whole(self, rows: u64) -> bool {
        match self {
            Ends::Whole => true,
            Ends::Below(bound) => rows < bound,
            Ends::Unknown => false,
        }
    }
}

/// The objects of an org, as many as come in one answer.
pub(super) const fn entities(query: Query) -> Query {
    Query { ends: Ends::Below(ENTITIES_MAX), ..query }
}

/// Which API a query goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Records,
    Tooling,
}

impl Query {
    /// Its text; `missing` are columns that the org does not have.
    pub(super) fn soql(&self, missing: &[String], now: Time) -> String {
        let since = self.span.map(|span| now.minus(span).to_string()).unwrap_or_default();
        self.written(missing, &since)
    }

    /// The same over the span since then.
    pub(super) fn since(&self, since: Time) -> String {
        self.written(&[], &since.to_string())
    }

    fn written(&self, missing: &[String], since: &str) -> String {
        let plain = self.columns.iter().map(|column| match column.select == column.name {
            true => column.name.to_owned(),
            false => format!("{} {}", column.select, column.name),
        });
        let optional = self.optional.iter().map(|name| (*name).to_owned());
        let there = plain.chain(optional).filter(|name| !missing.contains(name));
        format!("SELECT {} {}", there.collect::<Vec<_>>().join(", "), self.from.replace("{since}", since))
    }
}

pub(super) const fn records(
    columns: &'static [Column],
    from: &'static str,
    keys: &'static [&'static str],
) -> Query {
    Query { over: Over::Records, columns, optional: &[], from, span: None, keys, ends: Ends::Whole }
}
pub(super) const fn tooling(
    columns: &'static [Column],
    from: &'static str,
    keys: &'static [&'static str],
) -> Query {
    Query { over: Over::Tooling, columns, optional: &[], from, span: None, keys, ends: Ends::Whole }
}
pub(super) const fn since(span: Duration, query: Query) -> Query {
    Query { span: Some(span), ..query }
}
pub(super) const fn view(
    set: &'static str,
    signal: &'static str,
    right: &'static Right,
    gives: Gives,
) -> View {
    View { set, signal, right, gives }
}
pub(super) const fn component(
    signal: &'static str,
    kind: &'static str,
    name: &'static str,
    lists: &'static [&'static [&'static str]],
) -> View {
    view("settings", signal, &right::MODIFY_METADATA, Gives::Component { kind, name, lists })
}
pub(super) const fn components(signal: &'static str, kind: &'static str, columns: &'static [Column]) -> View {
    view("settings", signal, &right::MODIFY_METADATA, Gives::Components { kind, columns })
}

impl View {
    /// What tells its rows apart.
    fn keys(&self) -> &'static [&'static str] {
        match &self.gives {
            Gives::Rows(query) => query.keys,
            Gives::Components { .. } => &["fullName"],
            _ => &[],
        }
    }
}

/// The views of a set.
pub(super) fn of_set(set: &str) -> Vec<&'static View> {
    VIEWS.iter().filter(|view| view.set == set).collect()
}

/// The sets, in the order in which they are read.
pub(super) fn sets() -> Vec<SetSpec> {
    let mut names: Vec<_> = VIEWS.iter().map(|view| view.set).collect();
    names.dedup();
    let spec = |name: &'static str| {
        let views = of_set(name);
        let keys = views.iter().filter(|view| !view.keys().is_empty());
        SetSpec {
            name: known(name),
            signals: views.iter().map(|view| known(view.signal)).collect(),
            keys: keys.map(|view| (known(view.signal), view.keys())).collect::<BTreeMap<_, _>>(),
        }
    };
    names.into_iter().map(spec).collect()
}

/// The signals that are absent without a right: its own, and those that are worked out of them.
pub(super) fn resting_on(right: &Right) -> Vec<SignalName> {
    let own = VIEWS.iter().filter(|view| view.right == right).map(|view| view.signal);
    let joined = super::reduce::JOINS.iter().filter(|(_, parts)| {
        parts
            .iter()
            .copied()
            .flatten()
            .any(|part| VIEWS.iter().any(|view| view.signal == *part && view.right == right))
    });
    let mut all: Vec<&str> = own.chain(joined.map(|(signal, _)| *signal)).collect();
    if right.api == right::API_ENABLED.api {
        all = VIEWS.iter().map(|view| view.signal).collect();
    }
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(known).collect()
}

/// The calls that read a signal, as the pack tells them.
pub(super) fn calls(signal: &SignalName) -> Vec<ReadCall> {
    let Some(view) = VIEWS.iter().find(|view| view.signal == signal.as_str()) else { return Vec::new() };
    let call = |get: String| ReadCall {
        get,
        classic: view.right.classic,
        granular: view.right.granular,
        required: view.right.required,
    };
    match &view.gives {
        Gives::Row(query)
        | Gives::Keyed { query, .. }
        | Gives::Rows(query)
        | Gives::Counted(query)
        | Gives::Kinds(query) => {
            vec![call(query.written(&[], &span_in_words(query.span)))]
        }
        Gives::Component { kind, name, .. } => vec![call(format!("readMetadata {kind} {name}"))],
        Gives::Components { kind, .. } => vec![call(format!("readMetadata {kind} {{id}}"))],
        Gives::Connection | Gives::Joined => Vec::new(),
    }
}

fn span_in_words(span: Option<Duration>) -> String {
    match span {
        Some(LAST_QUARTER) => "{90 days ago}".into(),
        Some(_) => "{28 hours ago}".into(),
        None => String::new(),
    }
}
