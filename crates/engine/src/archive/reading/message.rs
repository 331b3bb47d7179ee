//! One message, as a person reads it: what a mail program would show, its versions, the original record, where it came
//! from, its leaf.

use super::{By, MessageLine, bytes::Opening};
use crate::{Engine, Result, access::Actor};
use archive::{Mailbox, message, shown};
use model::{InstanceId, ItemEvent, LeafId, MailboxId, RevisionId, Time};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Somebody in From, To or Cc.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RecipientView {
    pub name: Option<String>,
    pub address: String,
}

/// A file of a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentView {
    /// By which it is asked for.
    pub number: usize,
    pub name: String,
    pub media_type: String,
    pub size: Option<u64>,
    /// Of an image within the text: what `cid:` refers to.
    pub content_id: Option<String>,
    /// Why it is not there.
    pub gap: Option<String>,
    pub sha256: Option<String>,
}

/// One version of the item, in this mailbox.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct VersionView {
    pub uid: i64,
    pub event: ItemEvent,
    pub version: u32,
    pub at: Time,
    pub text: String,
    pub html: String,
    /// Whether it is the one that is shown.
    pub current: bool,
}

/// A participant, and what became of their copy.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ParticipantView {
    pub user: String,
    pub name: Option<String>,
    /// Why the message is theirs.
    pub roles: Vec<String>,
    pub certain: bool,
    pub state: String,
    pub mailbox: Option<String>,
    pub reason: Option<String>,
}

/// Where a message came from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProvenanceView {
    pub instance: InstanceId,
    pub connector_name: String,
    pub account: String,
    pub item: String,
    pub source_type: String,
    pub revision: RevisionId,
    /// The source's revision number.
    pub number: i64,
    pub occurred_at: Time,
    pub captured_at: Time,
    pub staged_at: Option<Time>,
    pub delivered_at: Time,
    pub participants: Vec<ParticipantView>,
    /// SHA-256 of the record's canonical JSON; the message's header has it too.
    pub record_sha256: String,
    /// The leaf that commits to the record.
    pub leaf: Option<LeafId>,
}

/// One message.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ArchivedMessageView {
    #[serde(flatten)]
    pub line: MessageLine,
    pub message_id: String,
    pub item_class: String,
    pub to: Vec<RecipientView>,
    pub cc: Vec<RecipientView>,
    pub text: String,
    /// A whole document; it loads nothing from anywhere, its images are files of the message.
    pub html: String,
    pub files: Vec<AttachmentView>,
    pub versions: Vec<VersionView>,
    /// What the source's records say, as they came.
    #[schema(value_type = Object)]
    pub original: Value,
    pub provenance: ProvenanceView,
}

impl Engine {
    /// Opens a message.
    pub async fn message(
        &self,
        actor: &Actor,
        mailbox: &MailboxId,
        uid: i64,
        by: By<'_>,
    ) -> Result<ArchivedMessageView> {
        let (bundle, row) = self.open_message(actor, mailbox, uid, by, Opening::Message).await?;
        let record = bundle.record;
        let made = message(&record);
        let texts = shown(&record);
        let mut tx = self.store.read().await?;
        let mut versions = Vec::new();
        for other in tx.mailbox_messages().of_item(mailbox, &row.instance, &row.item).await? {
            let Some(bundle) = self.bundle_of(&mut tx, &other.revision).await? else { continue };
            let texts = shown(&bundle.record);
            versions.push(VersionView {
                uid: other.uid,
                event: bundle.record.revision.event,
                version: bundle.record.revision.version,
                at: other.at,
                text: texts.text,
                html: texts.html,
                current: other.uid == uid,
            });
        }
        let revision = tx.revisions().get(&row.revision).await?;
        let instance = tx.archive_instances().by_id(&row.instance).await?;
        let deliveries = tx.deliveries().of_revision(&row.revision).await?;
        let mailboxes: BTreeSet<MailboxId> = deliveries.iter().filter_map(|d| d.mailbox.clone()).collect();
        let addresses = tx.mailboxes().addresses(&mailboxes.into_iter().collect::<Vec<_>>()).await?;
        let participants = deliveries.into_iter().map(|delivery| {
            let known = record.participants.iter().find(|participant| participant.user == delivery.user);
            ParticipantView {
                name: record.people.get(&delivery.user).map(|person| person.name.clone()),
                roles: known
                    .map(|known| known.roles.iter().map(|role| role.as_str().to_owned()).collect())
                    .unwrap_or_default(),
                certain: known.is_some_and(|known| known.certain),
                user: delivery.user,
                state: delivery.state.as_str().to_owned(),
                mailbox: delivery.mailbox.and_then(|mailbox| addresses.get(&mailbox).cloned()),
                reason: delivery.reason,
            }
        });
        let person = |mailbox: Mailbox| RecipientView { name: mailbox.name, address: mailbox.address };
        Ok(ArchivedMessageView {
            provenance: ProvenanceView {
                connector_name: instance.map_or_else(|| "(deleted)".to_owned(), |instance| instance.name),
                instance: row.instance,
                account: record.account.clone(),
                item: record.revision.item.id.clone(),
                source_type: record.revision.item.source_type.clone(),
                revision: row.revision.clone(),
                number: record.revision.number,
                occurred_at: record.revision.at,
                captured_at: record.captured_at,
                staged_at: revision.as_ref().and_then(|revision| revision.staged_at),
                delivered_at: row.delivered_at,
                participants: participants.collect(),
                record_sha256: record.sha256().to_string(),
                leaf: revision.and_then(|revision| revision.leaf),
            },
            line: MessageLine {
                uid: row.uid,
                revision: row.revision,
                folder: row.folder,
                kind: row.kind,
                event: record.revision.event,
                version: record.revision.version,
                at: row.at,
                delivered_at: row.delivered_at,
                subject: made.subject,
                from_name: made.from.name,
                from_address: made.from.address,
                attachments: texts.files.len(),
                size: made.size,
                destroyed: false,
            },
            message_id: made.id,
            item_class: made.item_class,
            to: made.to.into_iter().map(person).collect(),
            cc: made.cc.into_iter().map(person).collect(),
            text: texts.text,
            html: texts.html,
            files: texts
                .files
                .into_iter()
                .enumerate()
                .map(|(number, file)| {
                    let (size, sha256, gap) = match file.stored {
                        Ok((sha256, size)) => (Some(size), Some(sha256.to_hex()), None),
                        Err(gap) => (None, None, Some(gap)),
                    };
                    AttachmentView {
                        number,
                        name: file.name,
                        media_type: file.media_type.to_owned(),
                        size,
                        content_id: file.content_id,
                        gap,
                        sha256,
                    }
                })
                .collect(),
            versions,
            original: record.revision.raw,
        })
    }
}
