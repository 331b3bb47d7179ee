//! The one-time link by which somebody at the machine gets in again.

use crate::{StoreError, db::binds};
use model::Time;

noun!(
    /// The one link that stands, if any.
    Recovery,
    recovery
);

/// What a link is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryLink {
    /// Of the link's token.
    pub hash: String,
    /// Whose password it sets, or who is made.
    pub name: String,
    pub expires_at: Time,
}

impl Recovery<'_> {
    /// Keeps a link in place of the one before.
    pub async fn put(&mut self, link: &RecoveryLink) -> Result<(), StoreError> {
        let sql = "INSERT INTO recovery_link (only_one, hash, name, expires_at) VALUES (1, $1, $2, $3) \
                   ON CONFLICT (only_one) DO UPDATE SET hash = excluded.hash, name = excluded.name, \
                   expires_at = excluded.expires_at";
        self.tx.execute(sql, binds![link.hash, link.name, link.expires_at]).await.map(drop)
    }

    /// Uses the link up and gives whom it is for; none when it is not that one, or has expired.
    pub async fn take(&mut self, hash: &str, now: Time) -> Result<Option<String>, StoreError> {
        let sql = "DELETE FROM recovery_link WHERE hash = $1 AND expires_at > $2 RETURNING name";
        self.tx.one(sql, binds![hash, now]).await?.map(|row| row.get("name")).transpose()
    }
}
