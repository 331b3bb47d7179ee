//! How many items Salesforce has of a span, and which: what the archive is held against.

use super::super::{
    column::{Column, text},
    id::eighteen,
    right::Granted,
};
use super::{
    account::Archive,
    ask::not_shown,
    field::Of,
    rights,
    table::{Table, moment},
    tables::{COMMENTS, MESSAGES, POSTS},
};
use crate::source::{
    ConnectError, SignInCause,
    archive::{Counted, Stream},
};
use model::{ItemKind, Time};

/// Ids of one answer.
const IDS_MAX: usize = 2_000;

/// Ids alone, or nothing at all where they are counted.
const POST_IDS: Table = Table { columns: ID, optional: &[], batch: 2_000, ..POSTS };
const COMMENT_IDS: Table = Table { columns: ID, optional: &[], batch: 2_000, ..COMMENTS };
const MESSAGE_IDS: Table = Table { columns: ID, optional: &[], batch: 2_000, ..MESSAGES };
const ID: &[Column] = &[text("Id")];
const POST_COUNT: Table = Table { columns: COUNT, ..POST_IDS };
const COMMENT_COUNT: Table = Table { columns: COUNT, ..COMMENT_IDS };
const MESSAGE_COUNT: Table = Table { columns: COUNT, ..MESSAGE_IDS };
const COUNT: &[Column] = &[text("COUNT()")];

/// The stream that an item comes by, how its ids and its number are asked for, and when it was made.
fn of(kind: ItemKind) -> (Stream, &'static Table, &'static Table, &'static str) {
    match kind {
        ItemKind::Post => (Stream::Posts, &POST_IDS, &POST_COUNT, "CreatedDate"),
        ItemKind::Comment => (Stream::Comments, &COMMENT_IDS, &COMMENT_COUNT, "CreatedDate"),
        ItemKind::Message => (Stream::Messages, &MESSAGE_IDS, &MESSAGE_COUNT, "SentDate"),
    }
}

impl Archive {
    pub(super) async fn counted(
        &self,
        kind: ItemKind,
        from: Time,
        until: Time,
    ) -> Result<Counted, ConnectError> {
        let (stream, _, table, made) = of(kind);
        let mut making = self.org.making().await?;
        let lacks = |granted: &Granted| rights::absent(stream, granted).is_some();
        if lacks(&self.rights_for(&mut making, stream).await?) {
            return Ok(Counted::Unknown);
        }
        let span = format!("WHERE {made} >= {} AND {made} < {}", moment(from), moment(until));
        let Ok(batch) = self.first(&mut making, table, &span).await? else { return Ok(Counted::Unknown) };
        match lacks(&self.rights(&mut making).await?) {
            true => Ok(Counted::Unknown),
            false => Ok(Counted::Items(batch.size)),
        }
    }

    pub(super) async fn ids_of(
        &self,
        kind: ItemKind,
        from: Time,
        until: Time,
        after: Option<&str>,
    ) -> Result<Vec<String>, ConnectError> {
        let (stream, table, _, made) = of(kind);
        let after = match after {
            Some(id) => {
                let id = eighteen(id)
                    .ok_or_else(|| super::ask::unexpected("the id to go on from is none".into()))?;
                format!(" AND Id > '{id}'")
            }
            None => String::new(),
        };
        let span = format!(
            "WHERE {made} >= {} AND {made} < {}{after} ORDER BY Id LIMIT {IDS_MAX}",
            moment(from),
            moment(until)
        );
        let mut making = self.org.making().await?;
        let granted = self.rights_for(&mut making, stream).await?;
        permitted(stream, &granted)?;
        let rows = match self.all(&mut making, table, &span).await? {
            Ok(rows) => rows,
            Err(absence) => return Err(not_shown(table, absence)),
        };
        permitted(stream, &self.rights(&mut making).await?)?;
        rows.iter().map(|row| Of { object: table.object, row }.id("Id")).collect()
    }
}

/// # Errors
/// A right is missing without which the list may be short.
fn permitted(stream: Stream, granted: &Granted) -> Result<(), ConnectError> {
    match rights::absent(stream, granted) {
        None => Ok(()),
        Some(absence) => Err(ConnectError::SignIn {
            cause: SignInCause::NotAllowed,
            fields: &[],
            what: absence.message,
            mend: "Give the user the permission sets that the connector's page names, and try again.",
            words: None,
        }),
    }
}
