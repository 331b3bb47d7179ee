//! Looking into rows. Salesforce's own kinds of fields are hoped for and never taken for granted: what is missing or of
//! another kind is an error that names it.

use super::super::id::eighteen;
use super::{ask::unexpected, table::Row};
use crate::http::words;
use crate::source::ConnectError;
use model::Time;
use serde_json::Value;

/// The text of a column; none where it is nil, empty or not there.
pub(super) fn text<'r>(row: &'r Row, column: &str) -> Option<&'r str> {
    row.get(column).and_then(Value::as_str).filter(|text| !text.is_empty())
}

pub(super) fn flag(row: &Row, column: &str) -> Option<bool> {
    row.get(column).and_then(Value::as_bool)
}

pub(super) fn whole(row: &Row, column: &str) -> Option<i64> {
    row.get(column).and_then(Value::as_i64)
}

pub(super) fn time(row: &Row, column: &str) -> Option<Time> {
    text(row, column)?.parse().ok()
}

/// An id with 18 characters.
pub(super) fn id(row: &Row, column: &str) -> Option<String> {
    text(row, column).and_then(eighteen)
}

/// A row whose columns are asked for by what it is of, for what is said where one is missing.
#[derive(Clone, Copy)]
pub(super) struct Of<'r> {
    pub(super) object: &'static str,
    pub(super) row: &'r Row,
}

impl<'r> Of<'r> {
    pub(super) fn id(self, column: &str) -> Result<String, ConnectError> {
        id(self.row, column).ok_or_else(|| self.lacks(column, "an id"))
    }

    pub(super) fn time(self, column: &str) -> Result<Time, ConnectError> {
        time(self.row, column).ok_or_else(|| self.lacks(column, "a time"))
    }

    pub(super) fn flag(self, column: &str) -> Result<bool, ConnectError> {
        flag(self.row, column).ok_or_else(|| self.lacks(column, "true or false"))
    }

    /// A number; 0 where it is nil.
    pub(super) fn number(self, column: &str) -> Result<i64, ConnectError> {
        match self.row.get(column) {
            Some(Value::Null) => Ok(0),
            _ => whole(self.row, column).ok_or_else(|| self.lacks(column, "a number")),
        }
    }

    fn lacks(self, column: &str, kind: &str) -> ConnectError {
        let which =
            text(self.row, "Id").and_then(|id| words(id, &[])).unwrap_or_else(|| "without an id".into());
        unexpected(format!("Salesforce gave a {} ({which}) whose {column} is not {kind}", self.object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_missing_is_named_and_what_is_odd_is_no_value() {
        let row = json!({"Id": "0D5000000000001CAA", "Revision": null, "IsDeleted": "no", "CreatedDate": "soon",
            "ParentId": "x' OR Id != '", "Title": ""});
        let row = row.as_object().unwrap();
        let of = Of { object: "FeedItem", row };
        assert_eq!(of.id("Id").unwrap(), "0D5000000000001CAA");
        assert_eq!(of.number("Revision").unwrap(), 0);
        for error in [
            of.flag("IsDeleted").unwrap_err(),
            of.time("CreatedDate").unwrap_err(),
            of.id("ParentId").unwrap_err(),
            of.number("LikeCount").unwrap_err(),
        ] {
            let said = error.to_string();
            assert!(said.contains("a FeedItem (0D5000000000001CAA) whose "), "{said}");
            assert!(!error.is_transient());
        }
        assert_eq!((text(row, "Title"), time(row, "CreatedDate"), id(row, "ParentId")), (None, None, None));
    }
}
