//! The leaf of every look, written before anything is shown; and by break-glass, the line of the request's own list, under
//! a lock that keeps the request from ending in between.

use super::{ExportFormat, OVER, Reader};
use crate::{Engine, Error, Result, access::Actor};
use ledger::{LeafKind, Subject};
use serde_json::{Value, json};
use store::{BreakGlassUse, BreakGlassUseKind, MailboxMessageRow};

/// What is about to be shown.
pub(super) enum Look<'a> {
    /// A mailbox's list of messages, as that query filters it.
    List {
        query: &'a str,
    },
    /// A whole mailbox.
    Export {
        format: ExportFormat,
    },
    Message(&'a MailboxMessageRow),
    /// A message's own form, or, by its number, a file of it.
    Download {
        message: &'a MailboxMessageRow,
        file: Option<usize>,
    },
}

impl Look<'_> {
    fn kind(&self) -> LeafKind {
        match self {
            Look::List { .. } => LeafKind::MAILBOX_OPENED,
            Look::Export { .. } => LeafKind::MAILBOX_EXPORTED,
            Look::Message(_) => LeafKind::MESSAGE_OPENED,
            Look::Download { .. } => LeafKind::MESSAGE_DOWNLOADED,
        }
    }

    fn message(&self) -> Option<&MailboxMessageRow> {
        match self {
            Look::List { .. } | Look::Export { .. } => None,
            Look::Message(message) | Look::Download { message, .. } => Some(message),
        }
    }

    /// What the leaf commits to besides by what right it was read.
    fn values(&self, reader: &Reader) -> Vec<(&'static str, Value)> {
        match self {
            Look::List { query } => vec![("query", json!(query))],
            Look::Export { format } => {
                vec![("format", json!(format.as_str())), ("messages", json!(reader.mailbox.messages))]
            }
            Look::Message(_) => vec![],
            Look::Download { file, .. } => vec![("file", json!(file))],
        }
    }

    /// The line of the request's list; none for what no request allows.
    fn use_kind(&self) -> Option<BreakGlassUseKind> {
        match self {
            Look::List { .. } => Some(BreakGlassUseKind::Listed),
            Look::Export { .. } => None,
            Look::Message(_) => Some(BreakGlassUseKind::Opened),
            Look::Download { .. } => Some(BreakGlassUseKind::Downloaded),
        }
    }
}

impl Engine {
    /// Tells who looks at what, by what right: before anything is shown.
    ///
    /// # Errors
    /// `Conflict` where the request by which it is read has ended in the meantime.
    pub(super) async fn tell_of_reading(&self, actor: &Actor, reader: &Reader, look: Look<'_>) -> Result<()> {
        let mut about =
            Subject::new().with("mailbox", &reader.mailbox.id).with("principal", actor.principal());
        if let Some(message) = look.message() {
            about = about.with("revision", &message.revision);
        }
        let mut tx = self.store.write().await?;
        if let Some(request) = &reader.break_glass {
            let now = self.clock.now();
            let kind = look.use_kind().ok_or_else(|| Error::Internal("no request allows this".to_owned()))?;
            if !tx.break_glass().reads(request, actor.principal(), now).await? {
                return Err(Error::Conflict { field: None, message: OVER.to_owned() });
            }
            let file = match &look {
                Look::Download { file: Some(number), .. } => i64::try_from(*number).ok(),
                _ => None,
            };
            let used = BreakGlassUse {
                at: now,
                what: kind,
                mailbox: reader.mailbox.id.clone(),
                uid: look.message().map(|message| message.uid),
                file,
            };
            tx.break_glass().note_use(request, &used).await?;
        }
        let mut values = look.values(reader);
        values.push(("break_glass", json!(reader.break_glass)));
        self.leaf(&mut tx, look.kind(), about, &values).await?;
        Ok(tx.commit().await?)
    }
}
