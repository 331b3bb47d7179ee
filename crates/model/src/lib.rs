//! The words that two rooms use, as types. No I/O, no async, no SQL.
//!
//! One newtype per id, enums over strings and booleans; what comes from outside is parsed at the edge and
//! trusted inside. Time and randomness are parameters ([`Clock`], [`Random`]): nothing in the house reads
//! the system's clock except [`SystemClock`].

#[macro_use]
mod action;
mod alert;
mod archive;
mod id;
mod outcome;
mod random;
mod role;
mod secret;
mod signal;
mod time;

pub use action::{ActionKind, ImplementationStatus, PointsClass, Severity, TestStatus};
pub use alert::{AlertKind, AlertSeverity, AlertStatus, TargetKind};
pub use archive::{
    Attachment, AttachmentKind, Content, FieldChange, GroupMember, GroupSnapshot, Item, ItemEvent, ItemKind,
    Link, Mention, Observation, ParentItem, Participant, ParticipantRole, PastEdit, Person, Place, PlaceKind,
    PollChoice, Revision, SourceText,
};
pub use id::*;
pub use outcome::{Credit, Fact, Outcome, Reason, Undetected, UsedException, Verdict};
pub use random::{Random, SeededRandom, SystemRandom};
pub use role::Role;
pub use secret::Secret;
pub use signal::{Absence, AbsenceKind, ContentHash, Presence, Reading, Table};
#[cfg(feature = "test-clock")]
pub use time::FileClock;
pub use time::{Clock, ManualClock, SystemClock, Time};
