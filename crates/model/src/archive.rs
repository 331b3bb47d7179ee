//! What archives are made of: items at a source, their revisions, and the people whose mailboxes they belong to.
//!
//! A source says what it saw ([`Observation`]); `archive` makes of that the revisions that were not known yet
//! ([`Revision`]) and, of each, one message. All of it is kept as JSON for ever: a field may be added with a default,
//! none may change its meaning. User, group and record ids are the source's own, with 18 characters where it is
//! Salesforce.

use crate::Time;
use serde::{Deserialize, Serialize};
use serde_json::Value;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// As stored and as the API spells it.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }
            /// The one of that spelling.
            pub fn parse(text: &str) -> Option<$name> {
                match text { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

words! {
    /// What an item is.
    ItemKind {
        /// What somebody, or the service, put into a feed.
        Post = "post",
        /// An answer to a post, or to another comment of it.
        Comment = "comment",
        /// A private message of a conversation.
        Message = "message",
    }
}

words! {
    /// What happened to an item.
    ItemEvent {
        Created = "created",
        Edited = "edited",
        Deleted = "deleted",
        /// It was deleted, and is there again.
        Restored = "restored",
    }
}

words! {
    /// Where an item is.
    PlaceKind {
        /// In the feed of a person.
        Profile = "profile",
        Group = "group",
        /// In the feed of any other record.
        Record = "record",
        /// In a private conversation.
        Conversation = "conversation",
    }
}

words! {
    /// Why a revision belongs to somebody's mailbox.
    ParticipantRole {
        Author = "author",
        /// Whose profile it is in.
        Owner = "owner",
        /// Of the group, or of the conversation, when it was written.
        Member = "member",
        /// Of the record.
        Follower = "follower",
        Mentioned = "mentioned",
        /// A participant of what this belongs to: the post of a comment, the revision before.
        Carried = "carried",
    }
}

words! {
    /// How a file belongs to its item.
    AttachmentKind {
        /// Beside the text.
        File = "file",
        /// An image within the text.
        Inline = "inline",
    }
}

/// A person at the source, as it was seen last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: String,
    pub name: String,
    /// As the source has it, untouched.
    pub email: Option<String>,
    pub username: Option<String>,
    pub active: bool,
    /// The source's word for what kind of user it is: `Standard`, `CsnOnly`, `Guest`.
    pub kind: Option<String>,
}

/// A group and who is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupSnapshot {
    pub id: String,
    pub name: String,
    /// The source's word for who may see it: `Public`, `Private`, `Unlisted`.
    pub visibility: Option<String>,
    /// User id, and since when.
    pub members: Vec<GroupMember>,
    /// When it was asked for.
    pub read_at: Time,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMember {
    pub user: String,
    pub since: Time,
}

/// A text as the source has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    pub text: String,
    /// Whether it is HTML.
    #[serde(default)]
    pub rich: bool,
}

/// Where an item is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub kind: PlaceKind,
    pub id: String,
    /// A group's or a record's name, where it could be read.
    #[serde(default)]
    pub name: Option<String>,
    /// The source's word for a record's type: `Account`.
    #[serde(default)]
    pub record_type: Option<String>,
}

/// What a comment answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentItem {
    pub post: String,
    /// The comment that it answers, where it is not the post itself.
    #[serde(default)]
    pub comment: Option<String>,
}

/// Somebody whom a text mentions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    pub user: String,
    /// Whether the source said so; otherwise the name was found in the text.
    pub certain: bool,
}

/// A link that an item carries beside its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub url: String,
    #[serde(default)]
    pub label: Option<String>,
}

/// One answer of a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollChoice {
    pub label: String,
    /// Where it could be read. Votes make no revision.
    #[serde(default)]
    pub votes: Option<u64>,
}

/// A field of a record that was changed, as a feed tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    pub field: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The id of this version of the file: what is downloaded never changes under it.
    pub id: String,
    /// The id of the file over all its versions: what a text refers to an image by.
    #[serde(default)]
    pub document: Option<String>,
    pub kind: AttachmentKind,
    /// As the source has it: may hold a path, may lack its extension.
    pub name: String,
    /// In bytes, as the source says.
    pub size: Option<u64>,
    /// MD5 in hexadecimal, as the source says.
    #[serde(default)]
    pub md5: Option<String>,
    /// Why it cannot be fetched, where that is known already: it lies elsewhere, it is gone.
    #[serde(default)]
    pub gap: Option<String>,
}

/// What of an item can be edited. Two contents that are equal but for votes are one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Content {
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub body: Option<SourceText>,
    #[serde(default)]
    pub link: Option<Link>,
    #[serde(default)]
    pub poll: Vec<PollChoice>,
    #[serde(default)]
    pub changes: Vec<FieldChange>,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
}

/// What of an item stays as it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its id at the source.
    pub id: String,
    pub kind: ItemKind,
    /// The source's word for its type: `TextPost`, `ContentComment`.
    pub source_type: String,
    pub created_at: Time,
    /// User id. None where no person wrote it.
    #[serde(default)]
    pub author: Option<String>,
    /// User id of who put it there in the author's name, where that is somebody else.
    #[serde(default)]
    pub inserted_by: Option<String>,
    pub place: Place,
    #[serde(default)]
    pub parent: Option<ParentItem>,
    /// The source's word for who may see it: `AllUsers`, `InternalUsers`.
    #[serde(default)]
    pub visibility: Option<String>,
    /// The network (community) that it belongs to.
    #[serde(default)]
    pub network: Option<String>,
}

/// An edit, as the source's history has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastEdit {
    pub at: Time,
    /// User id.
    pub by: Option<String>,
    /// The text before the edit.
    pub before: SourceText,
}

/// What a source saw of one item at one moment: its state then, and the history that it tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    pub item: Item,
    /// The source's revision number of the state that was seen.
    pub number: i64,
    pub deleted: bool,
    /// When the source changed anything of the item last.
    pub modified_at: Time,
    /// When and by whom it was edited last, where it ever was.
    #[serde(default)]
    pub edited_at: Option<Time>,
    #[serde(default)]
    pub edited_by: Option<String>,
    pub content: Content,
    /// Edits that led here, the oldest first.
    #[serde(default)]
    pub history: Vec<PastEdit>,
    #[serde(default)]
    pub mentions: Vec<Mention>,
    /// People of the place who can be told only now: members of a conversation, followers of a record. User ids.
    #[serde(default)]
    pub people: Vec<String>,
    /// Likes then, where they could be read. They make no revision.
    #[serde(default)]
    pub likes: Option<u64>,
    /// The source's own records, as they came.
    pub raw: Value,
    /// What could not be read of it, in whole sentences.
    #[serde(default)]
    pub gaps: Vec<String>,
}

/// One revision of an item: what one message is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    pub item: Item,
    pub event: ItemEvent,
    /// The source's revision number of the content.
    pub number: i64,
    /// Which version of the text this is, from 1, as far as the source's history tells.
    pub version: u32,
    /// How often the item had been deleted before: tells a second deletion from the first.
    pub deletions: u32,
    /// When it happened at the source; the time at which it was seen where the source does not say.
    pub at: Time,
    /// User id of who did it, where the source says.
    #[serde(default)]
    pub by: Option<String>,
    /// The content after the event; of a deletion, the last that is known.
    pub content: Content,
    /// Of an edit, the text before.
    #[serde(default)]
    pub before: Option<SourceText>,
    #[serde(default)]
    pub mentions: Vec<Mention>,
    #[serde(default)]
    pub people: Vec<String>,
    #[serde(default)]
    pub likes: Option<u64>,
    pub raw: Value,
    #[serde(default)]
    pub gaps: Vec<String>,
}

/// Somebody whose mailbox a revision belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// User id.
    pub user: String,
    /// Why, the most telling reason first; never empty.
    pub roles: Vec<ParticipantRole>,
    /// Whether it is known for certain; otherwise the person is included and flagged.
    pub certain: bool,
}
