//! The contract of archive connectors: what the engine asks, and what a connector may answer.
//!
//! As with compliance connectors, **one page per call**: the engine owns loops, retries, waiting, limits and
//! positions. An [`ArchiveSource`] is the connector itself; an [`ArchiveAccount`] is one opened account of the service.
//!
//! A connector keeps nothing. It says what it saw, as [`model::Observation`]s, and may say the same as often as it
//! likes: what is new is found out by whoever keeps. So a page may overlap the one before, and a position moves in the
//! transaction that keeps its page.

use super::{Allowance, CallClass, ClassLimits, ConnectError, Credentials, Cursor, FieldProblem, Validation};
use async_trait::async_trait;
use model::{Absence, Attachment, ConnectorId, GroupSnapshot, ItemKind, Observation, Person, Time};
use std::sync::Arc;

/// What an installation wants archived of an account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// What was created before is left out.
    pub from: Option<Time>,
    /// Whether private messages are wanted.
    pub messages: bool,
}

/// One way in which an account tells of what there is. They are drained in this order, round after round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stream {
    /// Everybody who may appear as author or participant.
    People,
    /// Groups and their members: a snapshot of all, once a day.
    Groups,
    Posts,
    Comments,
    Messages,
    /// Ids of what was deleted, by the source's own list: once a day, as a net under the other streams.
    Deletions,
}

impl Stream {
    pub const ALL: [Stream; 6] = [
        Stream::People,
        Stream::Groups,
        Stream::Posts,
        Stream::Comments,
        Stream::Messages,
        Stream::Deletions,
    ];

    /// As stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Stream::People => "people",
            Stream::Groups => "groups",
            Stream::Posts => "posts",
            Stream::Comments => "comments",
            Stream::Messages => "messages",
            Stream::Deletions => "deletions",
        }
    }
}

/// An item that the source's list of deletions names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deletion {
    pub kind: ItemKind,
    pub id: String,
    pub at: Time,
}

/// One page of one stream.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CapturePage {
    pub observations: Vec<Observation>,
    pub deletions: Vec<Deletion>,
    pub people: Vec<Person>,
    /// Of the stream of groups, every group; of others, the groups in which they have new items, as they are now.
    pub groups: Vec<GroupSnapshot>,
    /// Where to go on: within this round, or, where `done`, in the next one. To be kept with what the page holds.
    pub position: Option<Cursor>,
    /// Whether the stream was read to its end, for now.
    pub done: bool,
    /// Why a stream gives nothing that it was asked for: a right is missing.
    pub absent: Option<Absence>,
    /// What is left of the service's limits, where it says so.
    pub allowance: Option<Allowance>,
    /// The account that this is of, where the sign-in says so.
    pub account: Option<String>,
    /// What the person who looks after the connector should know, though the page was read.
    pub warnings: Vec<String>,
}

/// How many items of a kind the source has of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Those created in it, deleted ones that the source still shows included.
    Items(u64),
    /// The source does not count these.
    Unknown,
}

/// A file, or why there is none.
pub enum FileAnswer {
    Bytes(Box<dyn FileBytes>),
    /// The source says definitely that it cannot be had: deleted, not permitted.
    Gone(Absence),
}

/// A file's bytes, as they come.
#[async_trait]
pub trait FileBytes: Send {
    /// The next bytes, at most 1 MiB at a time; `None` after the last. A transfer that breaks off is an error, never
    /// an end.
    ///
    /// # Errors
    /// As [`ArchiveAccount::page`]; the file is to be fetched anew.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, ConnectError>;
}

/// An archive connector.
pub trait ArchiveSource: Send + Sync {
    /// The connector's id, as in its pack.
    fn connector(&self) -> ConnectorId;

    /// Makes an account of credentials. Parses only.
    ///
    /// # Errors
    /// Every field that is missing, unknown or malformed, each with how to mend it.
    fn open(&self, credentials: &Credentials) -> Result<Arc<dyn ArchiveAccount>, Vec<FieldProblem>>;

    /// What is assumed of the service's limits until it says otherwise.
    fn limits(&self) -> &[ClassLimits] {
        &[]
    }
}

/// One opened account of an archive connector. May be used by several callers at once.
#[async_trait]
pub trait ArchiveAccount: Send + Sync {
    /// Signs in for real and compares the rights that were granted with those that archiving needs, private messages
    /// only where they are wanted.
    ///
    /// # Errors
    /// As [`super::Account::validate`].
    async fn validate(&self, wanted: &Wanted) -> Result<Validation, ConnectError>;

    /// The next page of a stream, from its beginning where there is no position. A page has at most 500 observations.
    ///
    /// # Errors
    /// Nothing of the page may be used.
    async fn page(
        &self,
        stream: Stream,
        wanted: &Wanted,
        position: Option<&Cursor>,
    ) -> Result<CapturePage, ConnectError>;

    /// A file, streamed.
    ///
    /// # Errors
    /// What may succeed later; what never will is [`FileAnswer::Gone`].
    async fn file(&self, attachment: &Attachment) -> Result<FileAnswer, ConnectError>;

    /// How many items were created in `[from, until)`.
    ///
    /// # Errors
    /// As [`Self::page`].
    async fn count(&self, kind: ItemKind, from: Time, until: Time) -> Result<Counted, ConnectError>;

    /// The ids of the items that were created in `[from, until)`, ordered, after that one: 2,000 at most, and fewer
    /// only at the end.
    ///
    /// # Errors
    /// As [`Self::page`].
    async fn ids(
        &self,
        kind: ItemKind,
        from: Time,
        until: Time,
        after: Option<&str>,
    ) -> Result<Vec<String>, ConnectError>;

    /// The class of the calls that this makes.
    fn class(&self) -> Option<CallClass> {
        None
    }
}
