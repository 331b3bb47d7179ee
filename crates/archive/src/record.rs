//! All that a message is made of, kept for ever.
//!
//! A message is a function of its record and of nothing else. So the record holds the names that people had then, and
//! the HTML as it was sanitised then: a person renamed later, or a stricter sanitiser, changes no old message.

use crate::{
    FORMAT, canonical,
    message::Naming,
    sanitise::{self, Images},
};
use model::{AttachmentKind, ContentHash, Participant, Person, PlaceKind, Revision, Time};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What the source and its connector are called in messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceNames {
    /// The connector's id: `salesforce-chatter`.
    pub connector: String,
    /// As people call it: `Salesforce Chatter`.
    pub title: String,
    /// The word in the item class: `salesforcechatter`.
    pub class: String,
}

/// SHA-256 of a file's bytes, in lower-case hexadecimal where it is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FileHash([u8; 32]);

impl FileHash {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
    /// The hash that 64 hexadecimal digits spell.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        Some(Self(bytes))
    }
    pub fn to_hex(self) -> String {
        hex::encode(self.0)
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

impl From<FileHash> for String {
    fn from(hash: FileHash) -> String {
        hash.to_hex()
    }
}

impl TryFrom<String> for FileHash {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::from_hex(&text).ok_or_else(|| "a file's hash is 64 hexadecimal digits".to_owned())
    }
}

/// What became of a file of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum FileState {
    Stored {
        sha256: FileHash,
        /// In bytes.
        size: u64,
        /// What its first bytes say it is ([`crate::image_type`]), for an image without a telling name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        image: Option<String>,
    },
    /// Why it is not there, as a sentence.
    Gap { reason: String },
}

/// What a record is made from.
#[derive(Debug, Clone)]
pub struct RecordInput<'a> {
    pub source: SourceNames,
    /// The account's id at the source.
    pub account: String,
    pub revision: Revision,
    pub captured_at: Time,
    /// By user id. May hold more than is needed; [`Record::people_needed`] names those that are.
    pub people: &'a BTreeMap<String, Person>,
    pub participants: Vec<Participant>,
    /// By attachment id.
    pub files: BTreeMap<String, FileState>,
}

/// All that a message is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// [`FORMAT`] when it was made.
    pub format: u32,
    pub source: SourceNames,
    pub account: String,
    pub revision: Revision,
    pub captured_at: Time,
    pub people: BTreeMap<String, Person>,
    pub participants: Vec<Participant>,
    pub files: BTreeMap<String, FileState>,
    /// The body as sanitised HTML, where it is rich.
    #[serde(default)]
    pub body_html: Option<String>,
    /// The text before an edit as sanitised HTML, where it is rich.
    #[serde(default)]
    pub before_html: Option<String>,
}

impl Record {
    /// The ids of the people whose names and addresses a message of this shows.
    pub fn people_needed(revision: &Revision, participants: &[Participant]) -> BTreeSet<String> {
        let item = &revision.item;
        let profile = (item.place.kind == PlaceKind::Profile).then_some(&item.place.id);
        [&item.author, &item.inserted_by, &revision.by]
            .into_iter()
            .flatten()
            .chain(profile)
            .chain(revision.mentions.iter().map(|mention| &mention.user))
            .chain(revision.people.iter())
            .chain(participants.iter().map(|participant| &participant.user))
            .cloned()
            .collect()
    }

    /// Chooses the names and sanitises the texts.
    pub fn make(input: RecordInput<'_>) -> Self {
        let RecordInput { source, account, revision, captured_at, people, participants, mut files } = input;
        let people = Self::people_needed(&revision, &participants)
            .into_iter()
            .filter_map(|id| Some((id.clone(), people.get(&id)?.clone())))
            .collect();
        for attachment in &revision.content.attachments {
            files.entry(attachment.id.clone()).or_insert_with(|| FileState::Gap {
                reason: attachment.gap.clone().unwrap_or_else(|| "It was not fetched.".to_owned()),
            });
        }
        files.retain(|id, _| revision.content.attachments.iter().any(|attachment| attachment.id == *id));
        let naming = Naming { account: &account, connector: &source.connector, format: FORMAT };
        let images: Images = revision
            .content
            .attachments
            .iter()
            .filter(|attachment| attachment.kind == AttachmentKind::Inline)
            .filter(|attachment| matches!(files.get(&attachment.id), Some(FileState::Stored { .. })))
            .map(|attachment| {
                let ids = [Some(attachment.id.clone()), attachment.document.clone()]
                    .into_iter()
                    .flatten()
                    .collect();
                (ids, naming.content_id(&attachment.id))
            })
            .collect();
        let body_html =
            revision.content.body.as_ref().filter(|b| b.rich).map(|b| sanitise::html(&b.text, &images));
        let before_html =
            revision.before.as_ref().filter(|b| b.rich).map(|b| sanitise::html(&b.text, &images));
        Self {
            format: FORMAT,
            source,
            account,
            captured_at,
            people,
            participants,
            files,
            body_html,
            before_html,
            revision,
        }
    }

    /// The hash of its canonical JSON (RFC 8785): what the message's header says.
    pub fn sha256(&self) -> ContentHash {
        canonical::hash(self)
    }
}
