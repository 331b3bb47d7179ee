//! A mailbox's messages: a page, the latest first, filtered by a query.

use super::{By, leaf::Look};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    archive::{bundle::Bundle, custodians::MailboxView},
};
use archive::{
    message,
    query::{self, Searchable},
};
use model::{ItemEvent, ItemKind, MailboxId, RevisionId, Time};
use serde::Serialize;
use store::{MailboxMessageRow, MessagePlace, Tx};
use utoipa::ToSchema;

/// Messages of one page.
const PAGE: usize = 50;
/// Messages that one look goes through while it looks for matches; where it stops is said.
const LOOKED_AT_MAX: usize = 2_000;
/// Messages that are loaded together.
const CHUNK: u32 = 100;

/// A message in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessageLine {
    pub uid: i64,
    pub revision: RevisionId,
    pub folder: String,
    pub kind: ItemKind,
    pub event: ItemEvent,
    /// Which version of the text, from 1.
    pub version: u32,
    pub at: Time,
    pub delivered_at: Time,
    pub subject: String,
    pub from_name: Option<String>,
    pub from_address: String,
    /// Files beside the text.
    pub attachments: usize,
    /// Bytes of the RFC 5322 form.
    pub size: u64,
    /// Whether its key was destroyed: nothing of its content is left.
    pub destroyed: bool,
}

/// A page of a mailbox.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MessagePage {
    pub mailbox: MailboxView,
    pub messages: Vec<MessageLine>,
    /// Where the next page goes on; none at the end.
    pub next: Option<String>,
    /// How many messages were looked at for this page.
    pub looked_at: usize,
}

impl Engine {
    /// Mailboxes that one may read, by address.
    pub async fn readable_mailboxes(
        &self,
        actor: &Actor,
        search: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<MailboxView>> {
        let scope = actor.may(UseCase::ReadMailboxes)?;
        let rows = self.store.read().await?.mailboxes().list(scope, search, after, limit).await?;
        Ok(rows.into_iter().map(MailboxView::of).collect())
    }

    /// A page of a mailbox. A leaf tells that it was looked at, and for what.
    pub async fn messages(
        &self,
        actor: &Actor,
        mailbox: &MailboxId,
        by: By<'_>,
        query: &str,
        after: Option<&str>,
    ) -> Result<MessagePage> {
        let wanted = match query.trim() {
            "" => None,
            text => Some(query::parse(text).map_err(|problem| {
                Error::field("query", format!("{} (at character {})", problem.message, problem.at))
            })?),
        };
        let mut place = match after {
            None => None,
            Some(text) => {
                Some(place_of(text).ok_or_else(|| Error::field("after", "It is no place of this list."))?)
            }
        };
        let mut tx = self.store.read().await?;
        let reader = self.reader(&mut tx, actor, mailbox, by, UseCase::ReadMailboxes).await?;
        self.tell_of_reading(actor, &reader, Look::List { query: query.trim() }).await?;
        let mut messages = Vec::new();
        let mut looked_at = 0;
        let mut next = None;
        'pages: loop {
            let rows = tx.mailbox_messages().page(mailbox, place, CHUNK).await?;
            let last = rows.len() < CHUNK as usize;
            for row in rows {
                if messages.len() == PAGE || looked_at == LOOKED_AT_MAX {
                    next = place.map(place_text);
                    break 'pages;
                }
                place = Some(MessagePlace { at: row.at, uid: row.uid });
                looked_at += 1;
                let bundle = self.bundle_of(&mut tx, &row.revision).await?;
                let matches = |bundle: &Bundle| {
                    wanted
                        .as_ref()
                        .is_none_or(|wanted| query::matches(wanted, &Searchable::of(&bundle.record)))
                };
                match bundle {
                    Some(bundle) if matches(&bundle) => messages.push(line_of(row, &bundle)),
                    Some(_) => {}
                    None if wanted.is_none() => messages.push(destroyed(row)),
                    None => {}
                }
            }
            if last {
                break;
            }
        }
        Ok(MessagePage { mailbox: MailboxView::of(reader.mailbox), messages, next, looked_at })
    }

    /// The bundle of a staged revision; none where its key was destroyed.
    pub(super) async fn bundle_of(&self, tx: &mut Tx, revision: &RevisionId) -> Result<Option<Bundle>> {
        let row = tx.revisions().get(revision).await?;
        let row = row.ok_or_else(|| Error::not_found("such message"))?;
        let blob =
            row.blob.ok_or_else(|| Error::Internal(format!("the message {revision} is not staged")))?;
        match self.bundle(tx, &blob).await {
            Ok(bundle) => Ok(Some(bundle)),
            Err(Error::Store(store::StoreError::Destroyed { .. })) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn line_of(row: MailboxMessageRow, bundle: &Bundle) -> MessageLine {
    let record = &bundle.record;
    let message = message(record);
    MessageLine {
        uid: row.uid,
        revision: row.revision,
        folder: row.folder,
        kind: row.kind,
        event: record.revision.event,
        version: record.revision.version,
        at: row.at,
        delivered_at: row.delivered_at,
        subject: message.subject,
        from_name: message.from.name,
        from_address: message.from.address,
        attachments: record.revision.content.attachments.len(),
        size: message.size,
        destroyed: false,
    }
}

fn destroyed(row: MailboxMessageRow) -> MessageLine {
    MessageLine {
        uid: row.uid,
        revision: row.revision,
        folder: row.folder,
        kind: row.kind,
        event: ItemEvent::Created,
        version: 0,
        at: row.at,
        delivered_at: row.delivered_at,
        subject: "(deleted from the archive)".to_owned(),
        from_name: None,
        from_address: String::new(),
        attachments: 0,
        size: 0,
        destroyed: true,
    }
}

fn place_text(place: MessagePlace) -> String {
    format!("{}:{}", place.at.ms(), place.uid)
}

fn place_of(text: &str) -> Option<MessagePlace> {
    let (at, uid) = text.split_once(':')?;
    Some(MessagePlace { at: Time::from_ms(at.parse().ok()?), uid: uid.parse().ok()? })
}
