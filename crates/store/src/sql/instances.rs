//! Service instances.

use super::{checked_name, folded};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{ConnectorId, InstanceId, PrincipalId, SecretId, ServiceId, Time};

noun!(
    /// Activated connectors.
    Instances,
    instances
);

/// One activated connector: one account of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceRow {
    pub id: InstanceId,
    pub connector: ConnectorId,
    pub service: ServiceId,
    /// Unique among the instances that are not deleted, however it is capitalised.
    pub name: String,
    /// The service's own id of the account; pinned. Unique, with the connector, among those not deleted.
    pub account_id: String,
    /// The secret that holds the credentials.
    pub credentials: SecretId,
    /// By which of the connector's methods it signs in, where it was said.
    pub method: Option<String>,
    /// The certificate of the key pair that we made for it, as JSON; it is no secret.
    pub certificate: Option<serde_json::Value>,
    /// How often its service's log is asked, where that was set.
    pub poll_every_s: Option<i64>,
    /// The secret that events are signed with, where events are subscribed to.
    pub event_secret: Option<SecretId>,
    pub first_event_at: Option<Time>,
    pub last_event_at: Option<Time>,
    /// The version of the terms that were accepted.
    pub terms_version: String,
    pub created_at: Time,
    pub created_by: PrincipalId,
    pub deleted_at: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, connector, service, name, account_id, credentials, method, certificate, poll_every_s, ",
            "event_secret, first_event_at, last_event_at, terms_version, created_at, created_by, deleted_at ",
            "FROM instance ",
            $rest
        )
    };
}

impl Instances<'_> {
    /// Keeps a new instance.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “connector name” or “account”, and the name of the instance that
    /// has it.
    pub async fn insert(&mut self, new: &InstanceRow) -> Result<(), StoreError> {
        checked_name("a connector name", &new.name)?;
        let count = "SELECT COUNT(*) AS count FROM instance WHERE deleted_at IS NULL";
        self.tx.room_for_one("another instance", count).await?;
        let inserted = self
            .tx
            .execute_unique(
                "INSERT INTO instance (id, connector, service, name, folded, account_id, credentials, event_secret, \
                 first_event_at, last_event_at, terms_version, created_at, created_by, deleted_at, method, \
                 certificate, poll_every_s) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
                binds![
                    new.id,
                    new.connector,
                    new.service,
                    new.name.trim(),
                    folded(&new.name),
                    new.account_id,
                    new.credentials,
                    new.event_secret,
                    new.first_event_at,
                    new.last_event_at,
                    new.terms_version,
                    new.created_at,
                    new.created_by,
                    new.deleted_at,
                    new.method,
                    new.certificate,
                    new.poll_every_s
                ],
            )
            .await?;
        match inserted {
            Some(_) => Ok(()),
            None => match self.by_account(&new.connector, &new.account_id).await? {
                // The name is reported first: it is what the form asks for first.
                Some(other) if self.by_name(&new.name).await?.is_none() => {
                    Err(StoreError::Taken { what: "account", by: other.name })
                }
                _ => Err(StoreError::Taken { what: "connector name", by: self.holder_of(&new.name).await? }),
            },
        }
    }

    /// The instance, unless it is deleted.
    pub async fn get(&mut self, id: &InstanceId) -> Result<Option<InstanceRow>, StoreError> {
        Ok(self.by_id(id).await?.filter(|row| row.deleted_at.is_none()))
    }

    /// The instance, even when it is deleted.
    pub async fn by_id(&mut self, id: &InstanceId) -> Result<Option<InstanceRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The instance of that name, however it is capitalised, unless it is deleted.
    pub async fn by_name(&mut self, name: &str) -> Result<Option<InstanceRow>, StoreError> {
        let sql = select!("WHERE folded = $1 AND deleted_at IS NULL");
        self.tx.one(sql, binds![folded(name)]).await?.as_ref().map(row_of).transpose()
    }

    /// The instance of that account, unless it is deleted.
    pub async fn by_account(
        &mut self,
        connector: &ConnectorId,
        account_id: &str,
    ) -> Result<Option<InstanceRow>, StoreError> {
        let sql = select!("WHERE connector = $1 AND account_id = $2 AND deleted_at IS NULL");
        self.tx.one(sql, binds![connector, account_id]).await?.as_ref().map(row_of).transpose()
    }

    /// The instances that are not deleted, by name.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<InstanceRow>, StoreError> {
        let sql = select!("WHERE deleted_at IS NULL ORDER BY folded");
        self.tx.list(sql, vec![], row_of).await
    }

    /// The instances that existed at that moment, by name.
    pub async fn existing_at(&mut self, _scope: &Scope, at: Time) -> Result<Vec<InstanceRow>, StoreError> {
        let sql =
            select!("WHERE created_at <= $1 AND (deleted_at IS NULL OR deleted_at > $1) ORDER BY folded, id");
        self.tx.list(sql, binds![at], row_of).await
    }

    /// Gives an instance another name.
    ///
    /// # Errors
    /// [`StoreError::Taken`] as in [`Instances::insert`]; [`StoreError::NotFound`].
    pub async fn rename(&mut self, id: &InstanceId, name: &str) -> Result<(), StoreError> {
        checked_name("a connector name", name)?;
        let sql =
            "UPDATE instance SET name = $1, folded = $2 WHERE id = $3 AND deleted_at IS NULL RETURNING id";
        match self.tx.execute_unique(sql, binds![name.trim(), folded(name), id]).await? {
            None => Err(StoreError::Taken { what: "connector name", by: self.holder_of(name).await? }),
            Some(rows) if rows.is_empty() => Err(StoreError::not_found("instance", id)),
            Some(_) => Ok(()),
        }
    }

    /// Names the secret that holds the instance's credentials from now on, with what is no secret about them.
    pub async fn set_credentials(
        &mut self,
        id: &InstanceId,
        secret: &SecretId,
        method: Option<&str>,
        certificate: Option<&serde_json::Value>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE instance SET credentials = $1, method = $2, certificate = $3 \
                   WHERE id = $4 AND deleted_at IS NULL";
        self.change(id, sql, binds![secret, method, certificate.cloned(), id]).await
    }

    /// Sets how often the instance's service's log is asked; `None`: as often as the connector does by itself.
    pub async fn set_poll_every(&mut self, id: &InstanceId, every_s: Option<i64>) -> Result<(), StoreError> {
        let sql = "UPDATE instance SET poll_every_s = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![every_s, id]).await
    }

    /// Names the secret that the instance's events are signed with; `None` ends the subscription.
    pub async fn set_event_secret(
        &mut self,
        id: &InstanceId,
        secret: Option<&SecretId>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE instance SET event_secret = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![secret, id]).await
    }

    /// Notes that a verified event came.
    pub async fn mark_event(&mut self, id: &InstanceId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE instance SET first_event_at = COALESCE(first_event_at, $1), \
                   last_event_at = CASE WHEN last_event_at > $1 THEN last_event_at ELSE $1 END \
                   WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![at, id]).await
    }

    /// Deletes an instance: it leaves all lists; what was known of it stays.
    pub async fn delete(&mut self, id: &InstanceId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE instance SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![at, id]).await
    }

    /// Waits until no other transaction changes this instance, and keeps others from it until this one ends.
    /// `false` when it is deleted, or was never there.
    pub async fn lock(&mut self, id: &InstanceId) -> Result<bool, StoreError> {
        let sql = "UPDATE instance SET commits = commits WHERE id = $1 AND deleted_at IS NULL";
        Ok(self.tx.execute(sql, binds![id]).await? == 1)
    }

    async fn change(
        &mut self,
        id: &InstanceId,
        sql: &'static str,
        binds: Vec<crate::db::Bind>,
    ) -> Result<(), StoreError> {
        match self.tx.execute(sql, binds).await? {
            0 => Err(StoreError::not_found("instance", id)),
            _ => Ok(()),
        }
    }

    /// The name as its holder writes it; as given, when the holder has just let go of it.
    async fn holder_of(&mut self, name: &str) -> Result<String, StoreError> {
        Ok(self.by_name(name).await?.map_or_else(|| name.trim().to_owned(), |row| row.name))
    }
}

fn row_of(row: &Row) -> Result<InstanceRow, StoreError> {
    Ok(InstanceRow {
        id: row.get("id")?,
        connector: row.get("connector")?,
        service: row.get("service")?,
        name: row.get("name")?,
        account_id: row.get("account_id")?,
        credentials: row.get("credentials")?,
        method: row.get("method")?,
        certificate: row.json_opt("certificate")?,
        poll_every_s: row.get("poll_every_s")?,
        event_secret: row.get("event_secret")?,
        first_event_at: row.get("first_event_at")?,
        last_event_at: row.get("last_event_at")?,
        terms_version: row.get("terms_version")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        deleted_at: row.get("deleted_at")?,
    })
}
