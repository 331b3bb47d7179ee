//! A table of the org as it is asked: its columns, which of them an org may lack, and by which operation.

use super::super::{column::Column, right::Right, rows};
use model::Time;
use roxmltree::Node;
use serde_json::{Map, Value};

/// One row, by the columns that were asked for.
pub(super) type Row = Map<String, Value>;

/// Ids of one condition. Each has 20 bytes, and a query may have 100,000.
pub(super) const IDS_MAX: usize = 200;

/// A table of the org.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) object: &'static str,
    /// `query`, or `queryAll` where what was deleted is to be seen as well.
    pub(super) operation: &'static str,
    pub(super) columns: &'static [Column],
    /// Columns that an org may not have, and which are then left out.
    pub(super) optional: &'static [Column],
    /// Rows of one answer that are asked for: fewer where they hold long texts.
    pub(super) batch: u32,
    /// The right that it rests on.
    pub(super) right: &'static Right,
}

impl Table {
    /// The query with these conditions; `missing` are columns that the org does not have.
    pub(super) fn soql(&self, missing: &[&str], rest: &str) -> String {
        let names = self.columns.iter().chain(self.optional).map(|column| column.name);
        let there: Vec<_> = names.filter(|name| !missing.contains(name)).collect();
        let text = format!("SELECT {} FROM {} {rest}", there.join(", "), self.object);
        text.trim_end().to_owned()
    }

    /// A record by its columns. One that the answer does not have is not there.
    pub(super) fn row(&self, record: Node<'_, '_>) -> Row {
        let columns = self.columns.iter().chain(self.optional);
        columns
            .filter_map(|column| Some((column.name.to_owned(), rows::at(record, column.name, column.kind)?)))
            .collect()
    }

    /// The optional column that an org's word names as missing: `Type` for `Parent.Type`.
    pub(super) fn lacking(&self, named: &str) -> Option<&'static str> {
        let of = |name: &str| name == named || name.rsplit('.').next() == Some(named);
        self.optional.iter().map(|column| column.name).find(|name| of(name))
    }
}

/// `('a','b')`. The ids are ours: [`super::super::id::eighteen`] made them.
pub(super) fn list(ids: &[String]) -> String {
    let quoted: Vec<_> = ids.iter().map(|id| format!("'{id}'")).collect();
    format!("({})", quoted.join(","))
}

/// A moment as SOQL writes it, to the millisecond.
pub(super) fn moment(time: Time) -> String {
    time.to_string()
}
