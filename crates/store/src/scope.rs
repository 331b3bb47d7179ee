//! What a principal may see.

use model::MailboxId;

/// What whoever asks may see. Every list takes one, so that a list without it does not compile; only
/// `engine::access` makes them, and a test of the repository holds that no other file names a constructor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The mailboxes that it reaches; `None` is all of them.
    mailboxes: Option<Vec<MailboxId>>,
}

impl Scope {
    /// All that this installation keeps: what each role without a narrower reach may read.
    pub fn everything() -> Self {
        Self { mailboxes: None }
    }

    /// The same, but of mailboxes these alone.
    pub fn of_mailboxes(mailboxes: Vec<MailboxId>) -> Self {
        Self { mailboxes: Some(mailboxes) }
    }

    /// The mailboxes that it reaches; `None` is all of them.
    pub fn mailboxes(&self) -> Option<&[MailboxId]> {
        self.mailboxes.as_deref()
    }

    /// Whether it reaches that mailbox.
    pub fn reaches(&self, mailbox: &MailboxId) -> bool {
        self.mailboxes.as_ref().is_none_or(|some| some.contains(mailbox))
    }
}
