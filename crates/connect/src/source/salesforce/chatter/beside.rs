//! What belongs to a page of items and lies in other tables: files, earlier texts, answers of polls, changed fields,
//! followers of records, people who are mentioned.
//!
//! A table that the org does not have, or does not show, takes nothing away from the items: each says which of it could
//! not be read.

use super::super::account::Making;
use super::{
    account::Archive,
    field::{flag, id, text, time, whole},
    mentions::Mentions,
    observe,
    table::{Row, Table},
    tables::{ATTACHMENTS, DOCUMENTS, FOLLOWERS, POLL_CHOICES, POSTS, REVISIONS, TRACKED_CHANGES, VERSIONS},
};
use crate::http::words;
use crate::source::ConnectError;
use model::Absence;
use std::collections::{BTreeMap, BTreeSet};

/// Rows by the id of what they belong to, or why there are none.
#[derive(Debug, Default)]
pub(super) struct Belonging {
    rows: BTreeMap<String, Vec<Row>>,
    absent: Option<String>,
}

impl Belonging {
    fn of(found: Result<Vec<Row>, Absence>, column: &str) -> Self {
        let mut all = Self::default();
        match found {
            Ok(rows) => {
                for row in rows {
                    if let Some(to) = id(&row, column) {
                        all.rows.entry(to).or_default().push(row);
                    }
                }
            }
            Err(absence) => all.absent = Some(words(&absence.message, &[]).unwrap_or_default()),
        }
        all
    }

    pub(super) fn to(&self, id: &str) -> &[Row] {
        self.rows.get(id).map_or(&[], Vec::as_slice)
    }

    pub(super) fn one(&self, id: &str) -> Option<&Row> {
        self.to(id).first()
    }

    /// Salesforce's words where the table is not shown.
    pub(super) fn absent(&self) -> Option<&str> {
        self.absent.as_deref()
    }
}

/// What is asked for a page of items.
#[derive(Debug)]
pub(super) struct Wants {
    items: Vec<String>,
    edited: Vec<String>,
    polls: Vec<String>,
    tracked: Vec<String>,
    records: Vec<String>,
    /// The same by their types, where those are told.
    by_type: BTreeMap<String, BTreeSet<String>>,
    /// Files that items name themselves.
    files: BTreeSet<String>,
    mentioning: Vec<String>,
    posts: bool,
    sees_all_files: bool,
}

impl Wants {
    pub(super) fn of(table: &Table, rows: &[Row], sees_all_files: bool) -> Self {
        let posts = table.object == POSTS.object;
        let body = if posts { "Body" } else { "CommentBody" };
        let these = |which: &dyn Fn(&Row) -> bool| -> Vec<String> {
            rows.iter().filter(|row| which(row)).filter_map(|row| id(row, "Id")).collect()
        };
        let of_type = |wanted| these(&move |row| posts && text(row, "Type") == Some(wanted));
        let parents = rows.iter().filter(|_| posts).filter_map(|row| id(row, "ParentId"));
        let records: BTreeSet<_> =
            parents.filter(|id| !observe::is_group(id) && !observe::is_user(id)).collect();
        let mut by_type: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows.iter().filter(|_| posts) {
            let record = id(row, "ParentId").filter(|id| records.contains(id));
            if let (Some(record), Some(record_type)) =
                (record, text(row, "Parent.Type").filter(|t| is_type(t)))
            {
                by_type.entry(record_type.to_owned()).or_default().insert(record);
            }
        }
        let mentions = |row: &Row| {
            let said = text(row, body).is_some_and(|text| text.contains('@'));
            let rich = flag(row, "IsRichText") == Some(true);
            flag(row, "IsDeleted") == Some(false) && (said || rich)
        };
        Self {
            items: these(&|_| true),
            edited: these(&|row| {
                time(row, "LastEditDate").is_some() || whole(row, "Revision").is_some_and(|n| n > 1)
            }),
            polls: of_type("PollPost"),
            tracked: of_type("TrackedChange"),
            by_type,
            records: records.into_iter().collect(),
            files: rows.iter().filter_map(|row| id(row, "RelatedRecordId")).collect(),
            mentioning: these(&mentions),
            posts,
            sees_all_files,
        }
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) attachments: Belonging,
    pub(super) documents: Belonging,
    pub(super) versions: Belonging,
    pub(super) revisions: Belonging,
    pub(super) polls: Belonging,
    pub(super) tracked: Belonging,
    pub(super) followers: Belonging,
    pub(super) owners: Owners,
    pub(super) mentions: Mentions,
    /// Whether a file that is not shown cannot be one that our user may not see.
    pub(super) sees_all_files: bool,
}

/// Who owns records.
#[derive(Debug, Default)]
pub(super) struct Owners {
    of: BTreeMap<String, String>,
    asked: BTreeSet<String>,
    absent: Option<String>,
}

impl Owners {
    fn add(&mut self, asked: &[String], rows: Vec<Row>) {
        self.asked.extend(asked.iter().cloned());
        // A queue owns as well, and is nobody.
        let owned = |row: &Row| Some((id(row, "Id")?, id(row, "OwnerId").filter(|id| observe::is_user(id))?));
        self.of.extend(rows.iter().filter_map(owned));
    }

    pub(super) fn of(&self, record: &str) -> Option<&String> {
        self.of.get(record)
    }

    /// Why it is not known whether somebody owns a record.
    pub(super) fn unknown(&self, record: &str) -> Option<String> {
        if self.asked.contains(record) {
            return None;
        }
        let said = self.absent.as_ref().map(|said| format!(": Salesforce says “{said}”")).unwrap_or_default();
        Some(format!("Who owns the record could not be read{said}."))
    }
}

/// Whether a text is a type's name, as it may stand in a query.
fn is_type(text: &str) -> bool {
    text.len() <= 80
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// The first three characters of a file's id, and of the id of one version of it.
pub(super) const DOCUMENT: &str = "069";
pub(super) const VERSION: &str = "068";

impl Archive {
    pub(super) async fn beside(&self, making: &mut Making, wants: Wants) -> Result<Beside, ConnectError> {
        let mut beside = Beside { sees_all_files: wants.sees_all_files, ..Beside::default() };
        if wants.items.is_empty() {
            return Ok(beside);
        }
        let by_id = "ORDER BY Id";
        beside.attachments =
            self.belonging(making, &ATTACHMENTS, "FeedEntityId", &wants.items, by_id).await?;
        let mut files = wants.files.clone();
        let attached = beside.attachments.rows.values().flatten();
        files.extend(attached.filter_map(|row| id(row, "RecordId")));
        let starting = |start: &'static str| move |id: &&String| id.starts_with(start);
        let documents: Vec<_> = files.iter().filter(starting(DOCUMENT)).cloned().collect();
        beside.documents = self.belonging(making, &DOCUMENTS, "Id", &documents, "").await?;
        // The version of now: what an item carries does not change when somebody uploads another.
        let latest = beside.documents.rows.values().flatten();
        let latest: Vec<_> = latest.filter_map(|row| id(row, "LatestPublishedVersionId")).collect();
        let versions: BTreeSet<_> =
            files.into_iter().filter(|id| starting(VERSION)(&id)).chain(latest).collect();
        let versions: Vec<_> = versions.into_iter().collect();
        beside.versions = self.belonging(making, &VERSIONS, "Id", &versions, "").await?;
        beside.revisions = self.belonging(making, &REVISIONS, "FeedEntityId", &wants.edited, by_id).await?;
        beside.polls = self.belonging(making, &POLL_CHOICES, "FeedItemId", &wants.polls, by_id).await?;
        beside.tracked =
            self.belonging(making, &TRACKED_CHANGES, "FeedItemId", &wants.tracked, by_id).await?;
        beside.followers = self.belonging(making, &FOLLOWERS, "ParentId", &wants.records, by_id).await?;
        for (record_type, records) in wants.by_type {
            let records: Vec<_> = records.into_iter().collect();
            match self.owners(making, &record_type, &records).await? {
                Ok(rows) => beside.owners.add(&records, rows),
                Err(absence) => beside.owners.absent = Some(words(&absence.message, &[]).unwrap_or_default()),
            }
        }
        beside.mentions = self.mentions(making, wants.posts, &wants.mentioning).await?;
        Ok(beside)
    }

    async fn belonging(
        &self,
        making: &mut Making,
        table: &'static Table,
        column: &str,
        ids: &[String],
        rest: &str,
    ) -> Result<Belonging, ConnectError> {
        Ok(Belonging::of(self.among(making, table, column, ids, rest).await?, column))
    }
}
