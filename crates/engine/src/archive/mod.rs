//! Archive connectors: the second flow of the house.
//!
//! ```text
//! capture ─► (fetch files) ─► stage ─► deliver        each a job that drains one step of one connector
//!  captured     fetching      staged     done          the state of a revision's row is the queue
//! ```
//! Steps never call each other. A step's results, the state of what it drained and the next step's job commit in one
//! transaction, so that a process that is killed anywhere leaves nothing undone and nothing done twice:
//!
//! - [`capture`] keeps what the source shows that is not known, sealed, together with the moved position ([`keep`], [`whose`]);
//! - [`fetch`] streams files into the blob store, each once;
//! - [`stage`] makes records and messages of what was captured, writes them into a segment, and drops what was
//!   captured when the segment's rows commit;
//! - [`deliver`] maps participants and puts messages into mailboxes; who is not mapped waits in quarantine.
//!
//! Reading ([`reading`]) is a right of its own that no administrator has, and every opening is a leaf.

mod activate;
mod break_glass;
mod bundle;
mod capture;
mod change;
mod custodians;
mod deliver;
mod fetch;
mod keep;
mod log;
mod mapping;
mod quarantine;
mod reading;
mod reconcile;
mod schedule;
mod settings;
mod show;
mod sign_in;
mod stage;
mod view;
mod whose;

pub use activate::ArchiveActivation;
pub use break_glass::{
    BreakGlassDetail, BreakGlassRequest, BreakGlassUseView, BreakGlassUsedView, BreakGlassView,
};
pub(crate) use capture::Capture;
pub use change::{ArchiveDeletion, ArchiveEdit};
pub use custodians::{CustodianImport, CustodianInput, MailboxView};
pub(crate) use deliver::Deliver;
pub(crate) use fetch::Fetch;
pub use log::{FailureView, LineView, LogView};
pub use mapping::{MappingImport, MappingRuleInput, MappingRuleView, MappingView, PersonMappingView};
pub use quarantine::{QuarantineView, QuarantinedPerson};
pub use reading::{
    ArchivedMessageView, AttachmentView, By, Export, ExportFormat, MessageBytes, MessageLine, MessagePage,
    ProvenanceView, RecipientView, VersionView,
};
pub(crate) use reconcile::Reconcile;
pub use reconcile::{GapView, ReconciliationView};
pub use settings::{ArchiveSettings, ArchiveSettingsInput, LeaveOut, PrivateMessages, PrivateMessagesInput};
pub(crate) use stage::Stage;
pub use view::{ArchiveHealth, ArchiveView, CountsView, StreamView};

use crate::{Engine, Error, Result};
use model::InstanceId;
use store::ArchiveInstanceRow;

impl Engine {
    /// The row of an archive connector that was not deleted.
    pub(crate) async fn archive_row(&self, id: &InstanceId) -> Result<ArchiveInstanceRow> {
        let found = self.store.read().await?.archive_instances().get(id).await?;
        found.ok_or_else(|| Error::not_found(format!("archive connector {id}")))
    }

    /// The row of an archive connector, also of one that was deleted: its archive stays.
    pub(crate) async fn archive_row_ever(&self, id: &InstanceId) -> Result<ArchiveInstanceRow> {
        let found = self.store.read().await?.archive_instances().by_id(id).await?;
        found.ok_or_else(|| Error::not_found(format!("archive connector {id}")))
    }
}
