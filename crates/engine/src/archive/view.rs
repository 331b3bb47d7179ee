//! What is shown of an archive connector.

use super::settings::ArchiveSettings;
use crate::posture::{CertificateView, MethodView};
use model::{Absence, ConnectorId, InstanceId, ServiceId, Time};
use serde::Serialize;
use store::Counts;
use utoipa::ToSchema;

/// How an archive connector does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ArchiveHealth {
    /// The source was not asked yet.
    Starting,
    Healthy,
    /// The source cannot be asked, or shows nothing of what is wanted.
    SourceFails,
    /// Nothing more is captured for now, before anything is lost: the disk is full.
    Stalled,
    Paused,
}

/// How far one stream of the source was read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StreamView {
    /// `people`, `groups`, `posts`, `comments`, `messages`, `deletions`.
    pub stream: String,
    /// When it was read to its end last; none while the first back-fill runs.
    pub read_at: Option<Time>,
    /// Why it gives nothing: the service's words and the right that is missing.
    #[schema(value_type = Option<Object>)]
    pub absent: Option<Absence>,
}

/// How deliveries stand: the six add up to what was available for import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct CountsView {
    /// (revision, participant) pairs.
    pub available: u64,
    pub imported: u64,
    /// The destination took less than the whole.
    pub partially_imported: u64,
    /// There already, also because another participant has the same mailbox.
    pub skipped: u64,
    pub failed: u64,
    /// Not tried yet, or to be tried again.
    pub waiting: u64,
    /// Nobody knows the mailbox.
    pub quarantined: u64,
}

impl From<Counts> for CountsView {
    fn from(counts: Counts) -> Self {
        Self {
            available: counts.available(),
            imported: counts.imported,
            partially_imported: counts.partial,
            skipped: counts.skipped,
            failed: counts.failed,
            waiting: counts.waiting,
            quarantined: counts.quarantined,
        }
    }
}

/// One activated archive connector.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArchiveView {
    pub id: InstanceId,
    pub connector: ConnectorId,
    pub service: ServiceId,
    pub name: String,
    pub account_id: String,
    pub method: Option<MethodView>,
    pub certificate: Option<CertificateView>,
    pub settings: ArchiveSettings,
    /// The folder of mailboxes that messages come into.
    pub folder: String,
    pub health: ArchiveHealth,
    /// What that means, and how to mend it.
    pub message: String,
    pub created_at: Time,
    /// Name of the principal.
    pub created_by: String,
    pub paused_at: Option<Time>,
    /// When the source was asked with success last, and when it is asked next.
    pub asked_at: Option<Time>,
    pub next_at: Option<Time>,
    pub streams: Vec<StreamView>,
    /// Seconds since the oldest revision that is captured and not yet in its mailboxes; 0 where none is.
    pub lag_s: u64,
    /// Revisions whose files are being fetched, that wait to be staged, that wait to be delivered.
    pub fetching: u64,
    pub captured: u64,
    pub staged: u64,
    /// Over everything ever captured.
    pub revisions: u64,
    /// Bytes of the messages in their RFC 5322 form.
    pub bytes: u64,
    pub totals: CountsView,
    /// Private messages that wait for a second person's agreement, or mappings that do.
    pub approvals: u64,
}
