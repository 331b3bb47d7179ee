//! A page of posts or of comments: the rows, what belongs to them, and what both make together.

use super::super::{
    account::Making,
    right::{self, Granted},
};
use super::{
    account::Archive,
    ask::not_shown,
    beside::Wants,
    field::{Of, id, time},
    keyset::Position,
    observe,
    table::{Row, Table},
    tables::{COMMENTS, POSTS},
};
use crate::source::{
    ConnectError, Cursor,
    archive::{CapturePage, Wanted},
};
use model::{GroupSnapshot, Time};
use std::{collections::BTreeSet, time::Duration};

/// Items of one page.
pub(super) const ITEMS_MAX: usize = 500;
/// Groups of items that are older than this were in the last daily snapshot as they were when those were written, or as
/// well as can be told now.
const GROUPS_FRESH: Duration = Duration::from_secs(25 * 60 * 60);

impl Archive {
    pub(super) async fn posts(
        &self,
        making: &mut Making,
        wanted: &Wanted,
        granted: &Granted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        self.feed(making, &POSTS, wanted, granted, position).await
    }

    pub(super) async fn comments(
        &self,
        making: &mut Making,
        wanted: &Wanted,
        granted: &Granted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        self.feed(making, &COMMENTS, wanted, granted, position).await
    }

    async fn feed(
        &self,
        making: &mut Making,
        table: &'static Table,
        wanted: &Wanted,
        granted: &Granted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError> {
        let now = self.org.clock.now();
        let position = Position::read(position, wanted.from)?.begun(now);
        let conditions = position.conditions("SystemModstamp", Some("CreatedDate"), ITEMS_MAX);
        let batch = match self.first(making, table, &conditions).await? {
            Ok(batch) => batch,
            Err(absence) => return Err(not_shown(table, absence)),
        };
        let reached = reached(table, &batch.rows, "SystemModstamp")?;
        let more = batch.next.is_some() || batch.rows.len() >= ITEMS_MAX;
        let (next, done) = position.after(&reached, more)?;
        let wants = Wants::of(table, &batch.rows, granted.has(&right::QUERY_ALL_FILES));
        let beside = self.beside(making, wants).await?;
        let observe = |row| match table.object == POSTS.object {
            true => observe::post(row, &beside),
            false => observe::comment(row, &beside),
        };
        let observations = batch.rows.iter().map(observe).collect::<Result<_, _>>()?;
        let groups = self.groups_of(making, &batch.rows, now).await?;
        Ok(CapturePage {
            observations,
            groups,
            position: Some(next.cursor()),
            done,
            ..CapturePage::default()
        })
    }

    /// The groups that new items of these are in, as they are now.
    async fn groups_of(
        &self,
        making: &mut Making,
        rows: &[Row],
        now: Time,
    ) -> Result<Vec<GroupSnapshot>, ConnectError> {
        let fresh = |row: &&Row| time(row, "CreatedDate").is_some_and(|at| now.since(at) < GROUPS_FRESH);
        let parents = rows.iter().filter(fresh).filter_map(|row| id(row, "ParentId"));
        let groups: BTreeSet<_> = parents.filter(|id| observe::is_group(id)).collect();
        let groups: Vec<_> = groups.into_iter().collect();
        match groups.is_empty() {
            true => Ok(Vec::new()),
            false => self.snapshots(making, &groups).await,
        }
    }
}

/// The times and ids of rows, for going on behind the last.
///
/// # Errors
/// One has none.
pub(super) fn reached(table: &Table, rows: &[Row], stamp: &str) -> Result<Vec<(Time, String)>, ConnectError> {
    let of = |row| Of { object: table.object, row };
    rows.iter().map(|row| Ok((of(row).time(stamp)?, of(row).id("Id")?))).collect()
}
