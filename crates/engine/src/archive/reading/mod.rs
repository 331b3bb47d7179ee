//! Reading what is archived: a right of its own, mailbox by mailbox, and a leaf for every opening.

mod bytes;
mod export;
mod leaf;
mod list;
mod message;

pub use bytes::MessageBytes;
pub use export::{Export, ExportFormat};
pub use list::{MessageLine, MessagePage};
pub use message::{ArchivedMessageView, AttachmentView, ProvenanceView, RecipientView, VersionView};

use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use model::{BreakGlassId, MailboxId, Time};
use store::{BreakGlassRow, BreakGlassState, MailboxRow, Tx};

/// By what right somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// A role of the archive.
    Role,
    /// A request that somebody else granted.
    BreakGlass(&'a BreakGlassId),
}

/// That somebody may read a mailbox. Made here alone.
pub(super) struct Reader {
    pub mailbox: MailboxRow,
    pub break_glass: Option<BreakGlassId>,
}

impl Engine {
    /// Whether somebody may do this in a mailbox.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound` for a mailbox that is not there or out of reach; `Conflict` for a grant that has ended.
    pub(super) async fn reader(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        mailbox: &MailboxId,
        by: By<'_>,
        use_case: UseCase,
    ) -> Result<Reader> {
        let missing = || Error::not_found("mailbox of that id that you may read");
        match by {
            By::Role => {
                let scope = actor.may(use_case)?;
                let row = tx.mailboxes().get(mailbox).await?.filter(|row| scope.reaches(&row.id));
                Ok(Reader { mailbox: row.ok_or_else(missing)?, break_glass: None })
            }
            By::BreakGlass(id) => {
                actor.may(UseCase::AskBreakGlass)?;
                let now = self.clock.now();
                let mine = tx.break_glass().get(id).await?.filter(|row| row.asked_by == *actor.principal());
                let granted = mine.ok_or_else(missing)?;
                if let Some(why) = why_not(&granted, now) {
                    return Err(Error::Conflict { field: None, message: why.to_owned() });
                }
                let row = match granted.mailboxes.contains(mailbox) {
                    true => tx.mailboxes().get(mailbox).await?,
                    false => None,
                };
                Ok(Reader { mailbox: row.ok_or_else(missing)?, break_glass: Some(id.clone()) })
            }
        }
    }
}

/// Why nothing may be read by a request at this moment.
fn why_not(request: &BreakGlassRow, now: Time) -> Option<&'static str> {
    match request.state {
        BreakGlassState::Approved if request.until.is_some_and(|until| now < until) => None,
        BreakGlassState::Asked => Some("Nobody has granted this request yet. Somebody else has to."),
        BreakGlassState::Refused => Some("This request was refused."),
        BreakGlassState::Approved | BreakGlassState::Ended => Some(OVER),
    }
}

/// What is said once a request is of no use any more.
pub(super) const OVER: &str = "The time of this request has ended. Ask again.";
