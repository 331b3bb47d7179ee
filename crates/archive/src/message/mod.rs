//! The message of a record: `docs/message-format.md` says what it is, and the golden files hold every byte of it.
//!
//! [`message`] is a function of the record alone. Nothing here may change what a record of format 1 gives.

mod body;
mod compose;
mod file_name;
mod header;
mod html;
mod mime;
mod naming;
mod plain;
mod rich;
mod shown;
mod subject;
mod transfer;
mod view;

pub(crate) use body::searched;
pub use file_name::image_type;
pub use naming::Naming;
pub use shown::{Shown, ShownFile, shown};

use crate::{Record, Skeleton};
use model::{ItemEvent, Revision, Time};

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    pub name: Option<String>,
    pub address: String,
}

impl Mailbox {
    fn new(name: &str, address: String) -> Self {
        Self { name: Some(name.to_owned()).filter(|name| !name.is_empty()), address }
    }
}

/// The RFC 5322 form of one revision, without the bytes of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Message-ID, without angle brackets.
    pub id: String,
    /// As it is read, not as it is encoded.
    pub subject: String,
    pub date: Time,
    pub from: Mailbox,
    pub to: Vec<Mailbox>,
    pub cc: Vec<Mailbox>,
    /// `ipm.externaldata.…`
    pub item_class: String,
    /// Exact bytes of the RFC 5322 form, files included.
    pub size: u64,
    pub skeleton: Skeleton,
}

/// Makes the message of a record.
pub fn message(record: &Record) -> Message {
    compose::compose(record)
}

/// What kind of message this is, as eDiscovery of mail knows it.
fn item_class(record: &Record) -> String {
    let Revision { item, event, .. } = &record.revision;
    let end = match event {
        ItemEvent::Created => String::new(),
        event => format!(".{}", event.as_str()),
    };
    let class = crate::text::line(&record.source.class);
    format!("ipm.externaldata.{class}.{}{end}", item.kind.as_str())
}
