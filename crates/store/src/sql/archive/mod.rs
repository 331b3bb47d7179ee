//! Archives: connectors, what they captured, for whom it is and where it is.
//!
//! Whole pages go in and out at once: a statement has a row per item, since a back-fill has a hundred thousand.

mod break_glass;
mod counts;
mod deliveries;
mod files;
mod gaps;
mod instances;
mod lines;
mod mailboxes;
mod mapping;
mod messages;
mod people;
mod revisions;

pub use break_glass::{
    BreakGlass, BreakGlassRow, BreakGlassState, BreakGlassUse, BreakGlassUseKind, BreakGlassUsed,
};
pub use deliveries::{
    Deliveries, DeliveryChange, DeliveryOutcome, ItemDelivery, NewDelivery, QuarantinedRow,
};
pub use files::{ArchiveFileRow, ArchiveFiles, FileState};
pub use gaps::{ArchiveGapRow, ArchiveGaps, ReconciliationRow};
pub use instances::{ArchiveInstanceRow, ArchiveInstances, PositionRow};
pub use lines::{Counts, FailedDelivery, Lines, Totals};
pub use mailboxes::{MailboxOrigin, MailboxRow, Mailboxes};
pub use mapping::{MappingRuleRow, MappingRules, MappingState};
pub use messages::{MailboxMessageRow, MessagePlace, Messages, NewMailboxMessage};
pub use people::{AddressHolder, ArchivePeople, ArchivePersonRow, GroupRead};
pub use revisions::{
    KnownRevision, NewRevision, PAYLOAD_BYTES_MAX, RevisionRow, RevisionState, Revisions, StagedRevision,
};

use model::Time;

/// Rows of one statement at most: with fourteen columns well below what both databases take.
const ROWS_AT_ONCE: usize = 500;
/// Milliseconds of a day.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The day of UTC that a moment is in, counted from 1970.
pub fn utc_day(at: Time) -> i64 {
    at.ms().div_euclid(DAY_MS)
}

/// The moment at which a day of UTC begins.
pub fn utc_day_begins(day: i64) -> Time {
    Time::from_ms(day.saturating_mul(DAY_MS))
}

/// The pattern of `LIKE` for lower-case texts that contain what somebody typed; empty where that is nothing.
fn containing(search: &str) -> String {
    match search.trim() {
        "" => String::new(),
        // A wildcard that somebody typed is a character like others: it cannot match less.
        text => format!("%{}%", text.to_lowercase().replace(['%', '_'], "_")),
    }
}

/// A stored word as its enum.
macro_rules! stored_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            pub fn parse(text: &str) -> Option<$name> {
                match text { $($word => Some($name::$variant),)+ _ => None }
            }
        }
        impl crate::db::ToBind for $name {
            fn to_bind(&self) -> crate::db::Bind {
                crate::db::Bind::Text(Some(self.as_str().to_owned()))
            }
            fn null() -> crate::db::Bind {
                crate::db::Bind::Text(None)
            }
        }
    };
}
use stored_words;
