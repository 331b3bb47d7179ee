//! From an item at a source to a message in a mailbox: what happened to it, whose it is, and the RFC 5322 form that
//! is the same for ever. Pure: no I/O, no async, no SQL, and nothing here names a service.
//!
//! - [`revise`] finds the revisions that an observation adds to those that are known;
//! - [`participants`] says whose mailboxes a revision belongs to, [`mapping`] which mailboxes those are;
//! - [`Record::make`] keeps all that a message is made of, and [`message`] makes it: `docs/message-format.md`;
//! - [`query`] decides whether a message is one that a search or a hold means.

mod canonical;
mod content;
pub mod mapping;
mod message;
mod participants;
pub mod query;
mod record;
mod revise;
mod sanitise;
mod skeleton;
mod text;

pub use content::{content_hash, key};
pub use message::{Mailbox, Message, Naming, Shown, ShownFile, image_type, message, shown};
pub use participants::{Members, ParticipantInput, participants};
pub use record::{FileHash, FileState, Record, RecordInput, SourceNames};
pub use revise::{Known, revise};
pub use skeleton::{Base64Lines, Piece, Skeleton, SkeletonError, base64_size};

/// The format of records and messages that this makes. Stands in every record, message and Message-ID; a message of
/// one format is made by the rules of that format for ever.
pub const FORMAT: u32 = 1;
