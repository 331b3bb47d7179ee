//! A group of methods per noun; each file holds its rows and its statements.

/// Makes a noun's group, and the [`crate::Tx`] method that gives it.
macro_rules! noun {
    ($(#[$doc:meta])* $name:ident, $method:ident) => {
        $(#[$doc])*
        pub struct $name<'a> {
            pub(super) tx: &'a mut $crate::Tx,
        }
        impl $crate::Tx {
            $(#[$doc])*
            pub fn $method(&mut self) -> $name<'_> {
                $name { tx: self }
            }
        }
    };
}

mod accounts;
mod alerts;
mod api_tokens;
mod archive;
mod assessments;
mod blobs;
mod drafts;
mod erasure;
mod events;
mod groups;
mod installation;
mod instances;
mod jobs;
mod ledger;
mod membership;
mod notifications;
mod outbox;
mod outcomes;
mod pack_checks;
mod parameters;
mod principals;
mod recovery;
mod role_groups;
mod runs;
mod second_factors;
mod sessions;
mod signals;
mod statuses;
mod vault;
mod words;

pub use accounts::{Accounts, Permit, PollRow, QuotaKey, QuotaRefusal, QuotaRow, TRY_AGAIN, day_end, day_of};
pub use alerts::{ALERT_WHY_CHARS_MAX, Affected, AlertChange, AlertRow, Alerts, AwaitedAlert};
pub use api_tokens::{ApiTokenRow, ApiTokens};
pub use archive::{
    AddressHolder, ArchiveFileRow, ArchiveFiles, ArchiveGapRow, ArchiveGaps, ArchiveInstanceRow,
    ArchiveInstances, ArchivePeople, ArchivePersonRow, BreakGlass, BreakGlassRow, BreakGlassState,
    BreakGlassUse, BreakGlassUseKind, BreakGlassUsed, Counts, Deliveries, DeliveryChange, DeliveryOutcome,
    FailedDelivery, FileState, GroupRead, ItemDelivery, KnownRevision, Lines, MailboxMessageRow,
    MailboxOrigin, MailboxRow, Mailboxes, MappingRuleRow, MappingRules, MappingState, MessagePlace, Messages,
    NewDelivery, NewMailboxMessage, NewRevision, PAYLOAD_BYTES_MAX, PositionRow, QuarantinedRow,
    ReconciliationRow, RevisionRow, RevisionState, Revisions, StagedRevision, Totals, utc_day,
    utc_day_begins,
};
pub use assessments::{AssessmentRow, Assessments, Covers};
pub use blobs::{BlobRef, BlobRow, BlobRows};
pub use drafts::{DraftRow, Drafts};
pub use erasure::{Erased, PersonalColumns};
pub use events::{EventArrivals, EventRow, Events};
pub use groups::{GroupRow, Groups};
pub use installation::{Installation, InstallationRow};
pub use instances::{InstanceRow, Instances};
pub use jobs::{DeadJob, ERROR_CHARS_MAX, Job, JobCounts, Jobs, NewJob};
pub use ledger::{CheckpointRow, LeafRow, Ledger, NewLeaf, Opening};
pub use notifications::{DeliveryRow, DeliveryState, Notifications, TargetRow};
pub(crate) use outbox::OutboxPush;
pub use outbox::{Outbox, OutboxRow};
pub use outcomes::{NewOutcome, OutcomeBody, OutcomeRow, Outcomes, Recorded};
pub use pack_checks::{DeferralRow, NewPackCheck, PackCheckRow, PackChecks};
pub use parameters::{PARAMETER_BYTES_MAX, ParameterRow, Parameters, WHY_CHARS_MAX};
pub use principals::{Membership, PrincipalRow, Principals};
pub use recovery::{Recovery, RecoveryLink};
pub use role_groups::{RoleGroupRow, RoleGroups};
pub use runs::{RunRow, RunState, Runs, SetResult, SetState, Trigger};
pub use second_factors::{SecondFactorRow, SecondFactors};
pub use sessions::{SessionKind, SessionRow, Sessions};
pub use signals::{CONTENT_BYTES_MAX, Committed, SetRow, SignalState, Signals, TransitionRow};
pub use statuses::{NOTES_CHARS_MAX, StatusRow, Statuses};
pub use vault::{SECRET_BYTES_MAX, Vault};

/// Rows of one list at most, whatever its caller asks for.
pub const LIST_ROWS_MAX: u32 = 1_000;
/// Instances, assessments, groups or principals that are not deleted, of each. Their lists are given whole, so
/// that no figure rests on a part of them; with more than this they would want pages.
pub const NOUN_ROWS_MAX: i64 = 2_000;
/// Names (of instances, principals, groups, assessments) in characters.
pub const NAME_CHARS_MAX: usize = 200;
/// How often a statement is tried again that met another transaction doing the same.
const RACES_MAX: u32 = 20;

/// The form in which names are compared: without blanks around, in Unicode's lower case, so that “Zoom East”
/// and “zoom east ” are one name.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Refuses names that are empty or longer than [`NAME_CHARS_MAX`].
fn checked_name(what: &'static str, name: &str) -> Result<(), crate::StoreError> {
    let chars = name.trim().chars().count();
    if (1..=NAME_CHARS_MAX).contains(&chars) {
        return Ok(());
    }
    let why = format!("it has {chars} characters, and may have 1 to {NAME_CHARS_MAX}");
    Err(crate::StoreError::Invalid { what, why })
}

impl crate::Tx {
    /// Refuses one row more where there are [`NOUN_ROWS_MAX`]; `count` gives their number as `count`.
    async fn room_for_one(
        &mut self,
        what: &'static str,
        count: &'static str,
    ) -> Result<(), crate::StoreError> {
        match self.one(count, vec![]).await? {
            Some(row) if row.get::<i64>("count")? >= NOUN_ROWS_MAX => {
                let why = format!("there are {NOUN_ROWS_MAX} already, which is the most that is supported");
                Err(crate::StoreError::Invalid { what, why })
            }
            _ => Ok(()),
        }
    }
}

/// What is said when transactions got into each other's way more often than [`RACES_MAX`].
fn raced(what: &'static str) -> crate::StoreError {
    let why = format!("{RACES_MAX} other transactions were faster; try again");
    crate::StoreError::Invalid { what, why }
}
