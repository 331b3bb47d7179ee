//! Asking a table: one answer, or all rows of one condition.

use super::super::{
    account::Making,
    ask::{Ask, MISSING_MAX, Seen},
    rows::Batch,
    soap::{Api, Envelope},
};
use super::{
    account::Archive,
    table::{IDS_MAX, Row, Table, list},
    tables::OWNERS,
};
use crate::source::ConnectError;
use model::{Absence, AbsenceKind};

/// Answers to one condition: a million rows.
const BATCHES_MAX: usize = 500;

impl Archive {
    pub(super) fn api(&self) -> Api {
        self.org.form.method.endpoint().into()
    }

    /// The first rows of a query. Columns that the org does not have are left out, and known from then on.
    pub(super) async fn first(
        &self,
        making: &mut Making,
        table: &'static Table,
        rest: &str,
    ) -> Result<Result<Batch, Absence>, ConnectError> {
        for _ in 0..MISSING_MAX {
            let text = table.soql(&self.lacking(table), rest);
            match self.run(making, table, table.operation, "queryString", &text).await? {
                Seen::Value(batch) => return Ok(Ok(batch)),
                Seen::Absent(absence) => return Ok(Err(absence)),
                Seen::NoColumn(column) => match table.lacking(&column) {
                    Some(known) => self.lacks_column(table, known),
                    None => {
                        let message = format!("No such column '{column}' on entity '{}'", table.object);
                        return Ok(Err(Absence { kind: AbsenceKind::NotLicensed, message, right: None }));
                    }
                },
            }
        }
        Err(unexpected(format!("Salesforce lacks more than {MISSING_MAX} columns of {}", table.object)))
    }

    /// All rows of a query.
    pub(super) async fn all(
        &self,
        making: &mut Making,
        table: &'static Table,
        rest: &str,
    ) -> Result<Result<Vec<Row>, Absence>, ConnectError> {
        let Batch { mut rows, mut next, .. } = match self.first(making, table, rest).await? {
            Ok(batch) => batch,
            Err(absence) => return Ok(Err(absence)),
        };
        for _ in 0..BATCHES_MAX {
            let Some(locator) = next else { return Ok(Ok(rows)) };
            let seen = self.run(making, table, "queryMore", "queryLocator", &locator).await?;
            let Seen::Value(batch) = seen else {
                return Err(unexpected(format!("Salesforce gave only the beginning of {}", table.object)));
            };
            if batch.rows.is_empty() {
                return Err(unexpected(format!("Salesforce goes on with nothing in {}", table.object)));
            }
            rows.extend(batch.rows);
            next = batch.next;
        }
        Err(unexpected(format!("Salesforce has more than {BATCHES_MAX} answers' rows of {}", table.object)))
    }

    /// All rows whose column has one of these ids. `rest` follows the condition.
    pub(super) async fn among(
        &self,
        making: &mut Making,
        table: &'static Table,
        column: &str,
        ids: &[String],
        rest: &str,
    ) -> Result<Result<Vec<Row>, Absence>, ConnectError> {
        let mut rows = Vec::new();
        for some in ids.chunks(IDS_MAX) {
            let condition = format!("WHERE {column} IN {} {rest}", list(some));
            match self.all(making, table, condition.trim_end()).await? {
                Ok(more) => rows.extend(more),
                Err(absence) => return Ok(Err(absence)),
            }
        }
        Ok(Ok(rows))
    }

    /// Who owns records of one type: rows with `Id` and `OwnerId`. A type without owners has none.
    pub(super) async fn owners(
        &self,
        making: &mut Making,
        record_type: &str,
        ids: &[String],
    ) -> Result<Result<Vec<Row>, Absence>, ConnectError> {
        let mut rows = Vec::new();
        for some in ids.chunks(IDS_MAX) {
            let text = format!("SELECT Id, OwnerId FROM {record_type} WHERE Id IN {}", list(some));
            match self.run(making, &OWNERS, OWNERS.operation, "queryString", &text).await? {
                Seen::Value(batch) => rows.extend(batch.rows),
                Seen::Absent(absence) => return Ok(Err(absence)),
                Seen::NoColumn(_) => return Ok(Ok(Vec::new())),
            }
        }
        Ok(Ok(rows))
    }

    async fn run(
        &self,
        making: &mut Making,
        table: &'static Table,
        operation: &'static str,
        element: &str,
        text: &str,
    ) -> Result<Seen<Batch>, ConnectError> {
        let inside = |it: &mut Envelope| it.text(element, text);
        let ask =
            Ask { api: self.api(), operation, right: table.right, batch: Some(table.batch), inside: &inside };
        let seen = self.org.see(making, &ask, |response| Batch::of(response, |record| table.row(record)));
        seen.await
    }
}

pub(super) fn unexpected(what: String) -> ConnectError {
    ConnectError::Unexpected { what, status: None, words: None }
}

/// A table without which a stream is nothing is not shown.
pub(super) fn not_shown(table: &Table, absence: Absence) -> ConnectError {
    ConnectError::Unexpected {
        what: format!("Salesforce does not show {}: is Chatter switched on in this org?", table.object),
        status: None,
        words: Some(absence.message),
    }
}
