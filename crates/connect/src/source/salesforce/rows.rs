//! From a query's answer to rows.
//!
//! A query's rows are complete when Salesforce says `done` and as many came as it said that there are.

use super::{
    column::{Column, Kind},
    soap::{Unreadable, child, children, is_nil, text},
    view::Query,
};
use roxmltree::Node;
use serde_json::{Map, Value};

/// One answer to `query` or `queryMore`.
#[derive(Debug, PartialEq, Default)]
pub(super) struct Batch {
    pub(super) rows: Vec<Map<String, Value>>,
    /// Where the next rows are; none where there are no more.
    pub(super) next: Option<String>,
    /// How many there are in all.
    pub(super) size: u64,
}

impl Batch {
    /// # Errors
    /// It does not say whether there is more, or how much there is.
    pub(super) fn read(response: Node<'_, '_>, query: &Query) -> Result<Self, Unreadable> {
        Self::of(response, |record| row(record, query))
    }

    /// The same of whatever `row` makes of a record.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub(super) fn of(
        response: Node<'_, '_>,
        row: impl Fn(Node<'_, '_>) -> Map<String, Value>,
    ) -> Result<Self, Unreadable> {
        let result =
            child(response, "result").ok_or(Unreadable::NotSoap("a query's answer without a result"))?;
        let done = match text(result, "done").as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ => return Err(Unreadable::NotSoap("a query's answer that does not say whether it is done")),
        };
        let locator = text(result, "queryLocator").filter(|locator| !locator.is_empty());
        let next = match (done, locator) {
            (true, _) => None,
            (false, Some(locator)) => Some(locator),
            (false, None) => {
                return Err(Unreadable::NotSoap("a query's answer that is not done and has no locator"));
            }
        };
        let size = text(result, "size").and_then(|size| size.parse().ok());
        let size = size.ok_or(Unreadable::NotSoap("a query's answer without its size"))?;
        let records = children(result, "records").filter(|record| !is_nil(*record));
        Ok(Self { rows: records.map(row).collect(), next, size })
    }
}

/// A record by the columns that were asked for. One that the answer does not have is not there.
fn row(record: Node<'_, '_>, query: &Query) -> Map<String, Value> {
    let optional = query.optional.iter().map(|name| (*name, Kind::Bool));
    let columns = query.columns.iter().map(|column| (column.name, column.kind));
    columns
        .chain(optional)
        .filter_map(|(name, kind)| Some((name.to_owned(), at(record, name, kind)?)))
        .collect()
}

/// A component by its columns. What it does not have is the column's nil where that is a label, and not there otherwise.
pub(super) fn component(record: Node<'_, '_>, columns: &[Column]) -> Map<String, Value> {
    let value = |column: &Column| match at(record, column.select, column.kind) {
        Some(value) => Some(value),
        None => (column.kind == Kind::Label).then(|| column.kind.value(None)),
    };
    columns.iter().filter_map(|column| Some((column.name.to_owned(), value(column)?))).collect()
}

/// The value at a path of names, `CreatedBy.Username`. A step that is nil makes the value nil.
pub(super) fn at(record: Node<'_, '_>, path: &str, kind: Kind) -> Option<Value> {
    let mut node = record;
    for step in path.split('.') {
        node = child(node, step)?;
        if is_nil(node) {
            return Some(kind.value(None));
        }
    }
    let whole: String = node.children().filter_map(|piece| piece.text()).collect();
    Some(kind.value(Some(&whole)))
}
