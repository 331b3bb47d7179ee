//! Which message is in which mailbox, under which UID.

use super::ROWS_AT_ONCE;
use crate::{
    StoreError,
    db::{Row, binds, placeholders},
};
use model::{InstanceId, ItemKind, MailboxId, RevisionId, Time};
use std::collections::BTreeSet;

/// Messages of one page at most.
const PAGE_MAX: u32 = 500;

noun!(
    /// Messages in mailboxes of ours.
    Messages,
    mailbox_messages
);

/// A message that comes into a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMailboxMessage {
    pub mailbox: MailboxId,
    pub uid: i64,
    pub revision: RevisionId,
    pub folder: String,
    pub kind: ItemKind,
    pub at: Time,
}

/// A message in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxMessageRow {
    pub mailbox: MailboxId,
    pub uid: i64,
    pub revision: RevisionId,
    pub folder: String,
    pub kind: ItemKind,
    pub at: Time,
    pub delivered_at: Time,
    pub instance: InstanceId,
    pub item: String,
}

/// Where a page of a mailbox goes on: messages are ordered by time, the latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessagePlace {
    pub at: Time,
    pub uid: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT m.mailbox, m.uid, m.revision, m.folder, m.kind, m.at, m.delivered_at, r.instance, r.item ",
            "FROM mailbox_message AS m JOIN revision AS r ON r.id = m.revision ",
            $rest
        )
    };
}

impl Messages<'_> {
    /// Which of these pairs are there already.
    pub async fn there(
        &mut self,
        mailbox: &MailboxId,
        revisions: &[RevisionId],
    ) -> Result<BTreeSet<RevisionId>, StoreError> {
        let mut found = BTreeSet::new();
        for some in revisions.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT revision FROM mailbox_message WHERE mailbox = $1 AND revision IN ({})",
                placeholders(2, some.len())
            );
            let mut parameters = binds![mailbox];
            parameters.extend(some.iter().flat_map(|id| binds![id]));
            for row in self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await? {
                found.insert(row.get("revision")?);
            }
        }
        Ok(found)
    }

    /// Puts messages into mailboxes. A unique index holds that none is there twice.
    pub async fn insert(&mut self, new: &[NewMailboxMessage], now: Time) -> Result<(), StoreError> {
        for some in new.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "INSERT INTO mailbox_message (mailbox, uid, revision, folder, kind, at, delivered_at) VALUES {}",
                self.tx.value_rows(7, some.len())
            );
            let mut parameters = Vec::with_capacity(7 * some.len());
            for one in some {
                parameters.extend(binds![
                    one.mailbox,
                    one.uid,
                    one.revision,
                    one.folder,
                    one.kind.as_str(),
                    one.at,
                    now
                ]);
            }
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        Ok(())
    }

    /// A mailbox's messages, the latest first, after that place.
    pub async fn page(
        &mut self,
        mailbox: &MailboxId,
        after: Option<MessagePlace>,
        limit: u32,
    ) -> Result<Vec<MailboxMessageRow>, StoreError> {
        let after = after.unwrap_or(MessagePlace { at: Time::from_ms(i64::MAX), uid: i64::MAX });
        let sql = select!(
            "WHERE m.mailbox = $1 AND (m.at, m.uid) < ($2, $3) ORDER BY m.at DESC, m.uid DESC LIMIT $4"
        );
        self.tx.list(sql, binds![mailbox, after.at, after.uid, limit.min(PAGE_MAX)], row_of).await
    }

    /// A mailbox's messages by UID, after that one: for exports.
    pub async fn by_uid(
        &mut self,
        mailbox: &MailboxId,
        after: i64,
        limit: u32,
    ) -> Result<Vec<MailboxMessageRow>, StoreError> {
        let sql = select!("WHERE m.mailbox = $1 AND m.uid > $2 ORDER BY m.uid LIMIT $3");
        self.tx.list(sql, binds![mailbox, after, limit.min(PAGE_MAX)], row_of).await
    }

    /// One message.
    pub async fn get(
        &mut self,
        mailbox: &MailboxId,
        uid: i64,
    ) -> Result<Option<MailboxMessageRow>, StoreError> {
        let sql = select!("WHERE m.mailbox = $1 AND m.uid = $2");
        self.tx.one(sql, binds![mailbox, uid]).await?.as_ref().map(row_of).transpose()
    }

    /// The messages of a mailbox that are revisions of one item, the first captured first.
    pub async fn of_item(
        &mut self,
        mailbox: &MailboxId,
        instance: &InstanceId,
        item: &str,
    ) -> Result<Vec<MailboxMessageRow>, StoreError> {
        let sql = select!(
            "WHERE m.mailbox = $1 AND r.instance = $2 AND r.item = $3 ORDER BY m.revision LIMIT 1000"
        );
        self.tx.list(sql, binds![mailbox, instance, item], row_of).await
    }
}

fn row_of(row: &Row) -> Result<MailboxMessageRow, StoreError> {
    Ok(MailboxMessageRow {
        mailbox: row.get("mailbox")?,
        uid: row.get("uid")?,
        revision: row.get("revision")?,
        folder: row.get("folder")?,
        kind: row.word("kind", ItemKind::parse)?,
        at: row.get("at")?,
        delivered_at: row.get("delivered_at")?,
        instance: row.get("instance")?,
        item: row.get("item")?,
    })
}
