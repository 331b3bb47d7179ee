//! What a service's account allows us: one row per account, shared by all nodes.

use crate::{StoreError, db::binds};
use model::{ConnectorId, Time};

noun!(
    /// Rate limits of the services' accounts.
    Accounts,
    accounts
);

/// How an account stands with its service's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    pub connector: ConnectorId,
    pub account_id: String,
    /// No request before this moment, where the service said so.
    pub not_before: Option<Time>,
    /// Why not, in words for a person.
    pub reason: Option<String>,
    /// Requests made since `used_since`.
    pub used: u32,
    pub used_since: Time,
}

impl Accounts<'_> {
    /// The account's row; `None` before the first [`Accounts::put`].
    pub async fn get(
        &mut self,
        connector: &ConnectorId,
        account_id: &str,
    ) -> Result<Option<AccountRow>, StoreError> {
        let sql = "SELECT not_before, reason, used, used_since FROM account \
                   WHERE connector = $1 AND account_id = $2";
        let Some(row) = self.tx.one(sql, binds![connector, account_id]).await? else { return Ok(None) };
        Ok(Some(AccountRow {
            connector: connector.clone(),
            account_id: account_id.to_owned(),
            not_before: row.get("not_before")?,
            reason: row.get("reason")?,
            used: row.get("used")?,
            used_since: row.get("used_since")?,
        }))
    }

    /// Writes the account's row.
    pub async fn put(&mut self, row: &AccountRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO account (connector, account_id, not_before, reason, used, used_since) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (connector, account_id) DO UPDATE SET \
                   not_before = excluded.not_before, reason = excluded.reason, used = excluded.used, \
                   used_since = excluded.used_since";
        let parameters =
            binds![row.connector, row.account_id, row.not_before, row.reason, row.used, row.used_since];
        self.tx.execute(sql, parameters).await.map(drop)
    }
}
