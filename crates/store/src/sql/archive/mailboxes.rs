//! Mailboxes of ours, and the persons they belong to.

use super::{ROWS_AT_ONCE, containing, stored_words};
use crate::{
    Scope, StoreError,
    db::{Row, binds, placeholders},
};
use model::{MailboxId, Time};
use std::collections::BTreeMap;

noun!(
    /// Where messages are kept.
    Mailboxes,
    mailboxes
);

/// Mailboxes of one installation at most.
pub const MAILBOXES_MAX: i64 = 200_000;

stored_words! {
    /// Why a mailbox exists.
    MailboxOrigin {
        /// Somebody entered its custodian.
        Custodian = "custodian",
        /// Its address is in one of the organisation's domains.
        Domain = "domain",
    }
}

/// One mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailboxRow {
    pub id: MailboxId,
    /// As compared: lower case.
    pub address: String,
    /// The custodian's name.
    pub name: String,
    pub origin: MailboxOrigin,
    pub created_at: Time,
    pub uid_validity: i64,
    pub uid_next: i64,
    pub messages: i64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, address, name, origin, created_at, uid_validity, uid_next, messages FROM mailbox ",
            $rest
        )
    };
}

impl Mailboxes<'_> {
    /// Makes mailboxes; of an address that has one already, only the name is taken over where somebody entered it.
    /// How many are new.
    pub async fn ensure(
        &mut self,
        wanted: &[(String, String)],
        origin: MailboxOrigin,
        now: Time,
    ) -> Result<u64, StoreError> {
        let count = "SELECT COUNT(*) AS count FROM mailbox";
        let before: i64 = self.tx.one(count, vec![]).await?.map_or(Ok(0), |row| row.get("count"))?;
        if before.saturating_add(i64::try_from(wanted.len()).unwrap_or(i64::MAX)) > MAILBOXES_MAX {
            let why = format!("there may be {MAILBOXES_MAX} mailboxes, and there are {before}");
            return Err(StoreError::Invalid { what: "mailboxes", why });
        }
        let shared = self.tx.shared.clone();
        for some in wanted.chunks(ROWS_AT_ONCE) {
            let on_conflict = match origin {
                MailboxOrigin::Custodian => {
                    "DO UPDATE SET name = CASE WHEN excluded.name = '' THEN mailbox.name ELSE excluded.name END, \
                     origin = excluded.origin"
                }
                MailboxOrigin::Domain => "DO NOTHING",
            };
            let sql = format!(
                "INSERT INTO mailbox (id, address, name, origin, created_at, uid_validity) VALUES {} \
                 ON CONFLICT (address) {on_conflict}",
                self.tx.value_rows(6, some.len())
            );
            let mut parameters = Vec::with_capacity(6 * some.len());
            for (address, name) in some {
                let id = MailboxId::make(&*shared.clock, &*shared.random);
                // RFC 9051 §2.3.1.1: grows with each mailbox of a name; seconds since 1970 do.
                parameters.extend(binds![id, address, name, origin, now, now.ms() / 1000]);
            }
            self.tx.execute(sqlx::AssertSqlSafe(sql), parameters).await?;
        }
        let after: i64 = self.tx.one(count, vec![]).await?.map_or(Ok(0), |row| row.get("count"))?;
        Ok(u64::try_from(after - before).unwrap_or(0))
    }

    /// The mailbox, for who may see it.
    pub async fn get(&mut self, id: &MailboxId) -> Result<Option<MailboxRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The mailboxes of these addresses.
    pub async fn by_address(
        &mut self,
        addresses: &[String],
    ) -> Result<BTreeMap<String, MailboxRow>, StoreError> {
        let mut found = BTreeMap::new();
        for some in addresses.chunks(ROWS_AT_ONCE) {
            let sql = format!(
                "SELECT id, address, name, origin, created_at, uid_validity, uid_next, messages FROM mailbox \
                 WHERE address IN ({})",
                placeholders(1, some.len())
            );
            let parameters = some.iter().flat_map(|address| binds![address]).collect();
            let rows = self.tx.list(sqlx::AssertSqlSafe(sql), parameters, row_of).await?;
            found.extend(rows.into_iter().map(|row| (row.address.clone(), row)));
        }
        Ok(found)
    }

    /// The addresses of these mailboxes.
    pub async fn addresses(&mut self, ids: &[MailboxId]) -> Result<BTreeMap<MailboxId, String>, StoreError> {
        let mut found = BTreeMap::new();
        for some in ids.chunks(ROWS_AT_ONCE) {
            let sql =
                format!("SELECT id, address FROM mailbox WHERE id IN ({})", placeholders(1, some.len()));
            let parameters = some.iter().flat_map(|id| binds![id]).collect();
            for row in self.tx.all(sqlx::AssertSqlSafe(sql), parameters).await? {
                found.insert(row.get("id")?, row.get("address")?);
            }
        }
        Ok(found)
    }

    /// Mailboxes by address, after that one, whose address or name contains `search`: a page of what `scope` reaches.
    pub async fn list(
        &mut self,
        scope: &Scope,
        search: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<MailboxRow>, StoreError> {
        let reach = match scope.mailboxes() {
            None => String::new(),
            Some([]) => return Ok(Vec::new()),
            Some(ids) => format!(" AND id IN ({})", placeholders(4, ids.len())),
        };
        let sql = format!(
            "SELECT id, address, name, origin, created_at, uid_validity, uid_next, messages FROM mailbox \
             WHERE address > $1 AND ($2 = '' OR address LIKE $2 OR LOWER(name) LIKE $2){reach} \
             ORDER BY address LIMIT $3"
        );
        let mut parameters = binds![after, containing(search), limit.min(super::super::LIST_ROWS_MAX)];
        parameters.extend(scope.mailboxes().into_iter().flatten().flat_map(|id| binds![id]));
        self.tx.list(sqlx::AssertSqlSafe(sql), parameters, row_of).await
    }

    /// How many there are.
    pub async fn count(&mut self) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM mailbox";
        self.tx.one(sql, vec![]).await?.map_or(Ok(0), |row| row.get("count"))
    }

    /// Takes the next `count` UIDs of a mailbox: the first of them.
    pub async fn take_uids(&mut self, id: &MailboxId, count: i64) -> Result<i64, StoreError> {
        let sql = "UPDATE mailbox SET uid_next = uid_next + $1, messages = messages + $1 WHERE id = $2 \
                   RETURNING uid_next";
        let row = self.tx.one(sql, binds![count, id]).await?;
        let row = row.ok_or_else(|| StoreError::not_found("mailbox", id))?;
        Ok(row.get::<i64>("uid_next")? - count)
    }
}

fn row_of(row: &Row) -> Result<MailboxRow, StoreError> {
    Ok(MailboxRow {
        id: row.get("id")?,
        address: row.get("address")?,
        name: row.get("name")?,
        origin: row.word("origin", MailboxOrigin::parse)?,
        created_at: row.get("created_at")?,
        uid_validity: row.get("uid_validity")?,
        uid_next: row.get("uid_next")?,
        messages: row.get("messages")?,
    })
}
