//! Names that are made of the source's ids and of nothing else: Message-IDs, Content-IDs, pseudo-addresses.

use crate::{Record, content_hash};
use model::{ContentHash, ItemEvent, ItemKind, PlaceKind, Revision};

/// An escaped id longer than this is shortened, with a hash in place of the rest.
const ID_CHARS_MAX: usize = 120;
/// Characters that are kept of an id that is shortened.
const ID_CHARS_KEPT: usize = 60;
/// Under this no name is ever resolved (RFC 2606 §2).
const DOMAIN: &str = "invalid";

/// What stands after the at sign.
#[derive(Debug, Clone, Copy)]
pub struct Naming<'a> {
    pub account: &'a str,
    /// The connector's id.
    pub connector: &'a str,
    pub format: u32,
}

impl<'a> Naming<'a> {
    pub fn of(record: &'a Record) -> Self {
        Self { account: &record.account, connector: &record.source.connector, format: record.format }
    }

    fn id(&self, local: &str) -> String {
        format!(
            "{local}@{}.v{}.{}.archive.{DOMAIN}",
            escape(self.account),
            self.format,
            escape(self.connector)
        )
    }

    /// The Message-ID of what made an item, without angle brackets. Others refer to it knowing nothing but its id.
    pub fn created(&self, item: &str) -> String {
        self.id(&format!("{}.created", escape(item)))
    }

    /// What stands at the root of a private conversation's thread. No message has it.
    pub fn conversation(&self, conversation: &str) -> String {
        self.id(&format!("{}.conversation", escape(conversation)))
    }

    /// The Content-ID of an image.
    pub fn content_id(&self, attachment: &str) -> String {
        self.id(&format!("{}.inline", escape(attachment)))
    }

    /// The Message-ID of a revision, without angle brackets.
    pub fn message_id(&self, revision: &Revision) -> String {
        let (item, number) = (escape(&revision.item.id), revision.number);
        match revision.event {
            ItemEvent::Created => self.created(&revision.item.id),
            ItemEvent::Edited => {
                let hash = content_hash(&revision.content);
                self.id(&format!("{item}.{number}.edited.{}", &hash.as_str()[..16]))
            }
            ItemEvent::Deleted => self.id(&format!("{item}.{number}.deleted.{}", revision.deletions)),
            ItemEvent::Restored => self.id(&format!("{item}.{number}.restored.{}", revision.deletions)),
        }
    }

    /// What a revision's message answers, and its thread from the root on; both without angle brackets.
    pub fn thread(&self, revision: &Revision) -> (Option<String>, Vec<String>) {
        let item = &revision.item;
        let mut chain = Vec::new();
        let mut answers = None;
        if let Some(parent) = &item.parent {
            chain.push(self.created(&parent.post));
            chain.extend(parent.comment.as_ref().map(|comment| self.created(comment)));
            answers = chain.last().cloned();
        } else if item.kind == ItemKind::Message || item.place.kind == PlaceKind::Conversation {
            // It hangs from the conversation, which is no message that it could answer.
            chain.push(self.conversation(&item.place.id));
        }
        if revision.event != ItemEvent::Created {
            chain.push(self.created(&item.id));
            answers = chain.last().cloned();
        }
        (answers, chain)
    }

    /// The address of somebody, or of a place, that has none.
    pub fn pseudo_address(&self, id: &str) -> String {
        let (account, connector) = (escape(self.account), escape(self.connector));
        format!("{}@{account}.{connector}.{DOMAIN}", escape(id))
    }
}

/// An id in characters that may stand anywhere in an address: letters, digits and hyphens as they are, any other byte
/// as `_` and two hexadecimal digits, nothing at all as `_`. Two ids never become one.
fn escape(id: &str) -> String {
    let mut made = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' {
            made.push(char::from(byte));
        } else {
            made.push('_');
            made.push_str(&hex::encode([byte]));
        }
    }
    match made.len() {
        0 => "_".to_owned(),
        1..=ID_CHARS_MAX => made,
        // `_h` begins no escape: what is shortened is no other id's escape either.
        _ => format!("{}_h{}", &made[..ID_CHARS_KEPT], &ContentHash::of(id.as_bytes()).as_str()[..40]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_stay_readable_where_they_can() {
        for (id, escaped) in [
            ("0D5xx0000004CAe", "0D5xx0000004CAe"),
            ("salesforce-chatter", "salesforce-chatter"),
            ("a.b@c_d", "a_2eb_40c_5fd"),
            ("", "_"),
            ("ü\r\n", "_c3_bc_0d_0a"),
        ] {
            assert_eq!(escape(id), escaped, "{id:?}");
        }
        assert!(escape(&"x".repeat(5000)).len() <= ID_CHARS_MAX);
    }

    proptest! {
        #[test]
        fn two_ids_never_become_one(one: String, other: String) {
            prop_assert_eq!(one == other, escape(&one) == escape(&other));
        }

        #[test]
        fn an_escaped_id_can_stand_anywhere(id: String) {
            let escaped = escape(&id);
            let safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            prop_assert!(!escaped.is_empty() && escaped.len() <= ID_CHARS_MAX && escaped.chars().all(safe));
        }
    }
}
