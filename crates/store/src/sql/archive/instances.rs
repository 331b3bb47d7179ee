//! Activated archive connectors, and how far each of their streams was read.

use crate::{
    Scope, StoreError,
    db::{Row, binds},
    sql::{checked_name, folded},
};
use model::{Absence, ConnectorId, InstanceId, PrincipalId, SecretId, ServiceId, Time};

noun!(
    /// Activated archive connectors.
    ArchiveInstances,
    archive_instances
);

/// One activated archive connector.
#[derive(Debug, Clone, PartialEq)]
pub struct ArchiveInstanceRow {
    pub id: InstanceId,
    pub connector: ConnectorId,
    pub service: ServiceId,
    /// Unique among those not deleted, however it is capitalised.
    pub name: String,
    /// The service's own id of the account; pinned. Unique, with the connector, among those not deleted.
    pub account_id: String,
    pub credentials: SecretId,
    pub method: Option<String>,
    pub certificate: Option<serde_json::Value>,
    /// What is archived and for whom: the engine's own JSON.
    pub settings: serde_json::Value,
    pub terms_version: String,
    pub created_at: Time,
    pub created_by: PrincipalId,
    pub paused_at: Option<Time>,
    pub deleted_at: Option<Time>,
    /// When the source was asked with success last.
    pub asked_at: Option<Time>,
    pub failing_since: Option<Time>,
    /// Why it fails, and how to mend it.
    pub failure: Option<String>,
    pub stalled_since: Option<Time>,
    /// Why nothing more is captured for now, though the source could be asked.
    pub stalled: Option<String>,
}

/// How far a stream was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PositionRow {
    pub position: Option<String>,
    /// When it was at its end last.
    pub done_at: Option<Time>,
    pub absent: Option<Absence>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, connector, service, name, account_id, credentials, method, certificate, settings, ",
            "terms_version, created_at, created_by, paused_at, deleted_at, asked_at, failing_since, failure, ",
            "stalled_since, stalled ",
            "FROM archive_instance ",
            $rest
        )
    };
}

impl ArchiveInstances<'_> {
    /// Keeps a new one.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “connector name” or “account”, and the name of who has it.
    pub async fn insert(&mut self, new: &ArchiveInstanceRow) -> Result<(), StoreError> {
        checked_name("a connector name", &new.name)?;
        let count = "SELECT COUNT(*) AS count FROM archive_instance WHERE deleted_at IS NULL";
        self.tx.room_for_one("another archive connector", count).await?;
        let sql = "INSERT INTO archive_instance (id, connector, service, name, folded, account_id, credentials, \
                   method, certificate, settings, terms_version, created_at, created_by) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        let parameters = binds![
            new.id,
            new.connector,
            new.service,
            new.name.trim(),
            folded(&new.name),
            new.account_id,
            new.credentials,
            new.method,
            new.certificate,
            new.settings,
            new.terms_version,
            new.created_at,
            new.created_by
        ];
        if self.tx.execute_unique(sql, parameters).await?.is_some() {
            return Ok(());
        }
        match self.by_name(&new.name).await? {
            Some(other) => Err(StoreError::Taken { what: "connector name", by: other.name }),
            None => {
                let by = self.by_account(&new.connector, &new.account_id).await?;
                let by = by.map_or_else(|| new.name.clone(), |row| row.name);
                Err(StoreError::Taken { what: "account", by })
            }
        }
    }

    /// The connector, unless it is deleted.
    pub async fn get(&mut self, id: &InstanceId) -> Result<Option<ArchiveInstanceRow>, StoreError> {
        Ok(self.by_id(id).await?.filter(|row| row.deleted_at.is_none()))
    }

    /// The connector, even when it is deleted.
    pub async fn by_id(&mut self, id: &InstanceId) -> Result<Option<ArchiveInstanceRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The connector of that name, however it is capitalised, unless it is deleted.
    pub async fn by_name(&mut self, name: &str) -> Result<Option<ArchiveInstanceRow>, StoreError> {
        let sql = select!("WHERE folded = $1 AND deleted_at IS NULL");
        self.tx.one(sql, binds![folded(name)]).await?.as_ref().map(row_of).transpose()
    }

    /// The connector of that account, unless it is deleted.
    pub async fn by_account(
        &mut self,
        connector: &ConnectorId,
        account_id: &str,
    ) -> Result<Option<ArchiveInstanceRow>, StoreError> {
        let sql = select!("WHERE connector = $1 AND account_id = $2 AND deleted_at IS NULL");
        self.tx.one(sql, binds![connector, account_id]).await?.as_ref().map(row_of).transpose()
    }

    /// Those that are not deleted, by name.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<ArchiveInstanceRow>, StoreError> {
        self.tx.list(select!("WHERE deleted_at IS NULL ORDER BY folded"), vec![], row_of).await
    }

    /// All, deleted ones included: what they archived stays.
    pub async fn list_all(&mut self, _scope: &Scope) -> Result<Vec<ArchiveInstanceRow>, StoreError> {
        self.tx.list(select!("ORDER BY folded, id LIMIT 10000"), vec![], row_of).await
    }

    /// Gives it another name.
    ///
    /// # Errors
    /// [`StoreError::Taken`], [`StoreError::NotFound`].
    pub async fn rename(&mut self, id: &InstanceId, name: &str) -> Result<(), StoreError> {
        checked_name("a connector name", name)?;
        let sql = "UPDATE archive_instance SET name = $1, folded = $2 WHERE id = $3 AND deleted_at IS NULL \
                   RETURNING id";
        match self.tx.execute_unique(sql, binds![name.trim(), folded(name), id]).await? {
            None => Err(StoreError::Taken { what: "connector name", by: name.trim().to_owned() }),
            Some(rows) if rows.is_empty() => Err(StoreError::not_found("archive connector", id)),
            Some(_) => Ok(()),
        }
    }

    /// Names the secret that holds its credentials from now on.
    pub async fn set_credentials(
        &mut self,
        id: &InstanceId,
        secret: &SecretId,
        method: Option<&str>,
        certificate: Option<&serde_json::Value>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE archive_instance SET credentials = $1, method = $2, certificate = $3 \
                   WHERE id = $4 AND deleted_at IS NULL";
        self.change(id, sql, binds![secret, method, certificate.cloned(), id]).await
    }

    /// Sets what is archived.
    pub async fn set_settings(
        &mut self,
        id: &InstanceId,
        settings: &serde_json::Value,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE archive_instance SET settings = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![settings, id]).await
    }

    /// Pauses it since then, or lets it go on.
    pub async fn set_paused(&mut self, id: &InstanceId, since: Option<Time>) -> Result<(), StoreError> {
        let sql = "UPDATE archive_instance SET paused_at = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![since, id]).await
    }

    /// Notes that the source was asked with success.
    pub async fn set_asked(&mut self, id: &InstanceId, at: Time) -> Result<(), StoreError> {
        let sql =
            "UPDATE archive_instance SET asked_at = $1, failing_since = NULL, failure = NULL WHERE id = $2";
        self.change(id, sql, binds![at, id]).await
    }

    /// Notes that the source could not be asked.
    pub async fn set_failing(&mut self, id: &InstanceId, at: Time, why: &str) -> Result<(), StoreError> {
        let sql = "UPDATE archive_instance SET failing_since = COALESCE(failing_since, $1), failure = $2 WHERE id = $3";
        self.change(id, sql, binds![at, why, id]).await
    }

    /// Notes that nothing more can be kept for now, or that it can again.
    pub async fn set_stalled(
        &mut self,
        id: &InstanceId,
        at: Time,
        why: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE archive_instance SET stalled = $1, stalled_since = \
                   CASE WHEN $1 IS NULL THEN NULL ELSE COALESCE(stalled_since, $2) END WHERE id = $3";
        self.change(id, sql, binds![why.map(str::to_owned), at, id]).await
    }

    /// Deletes it: it leaves all lists; what it archived stays.
    pub async fn delete(&mut self, id: &InstanceId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE archive_instance SET deleted_at = $1 WHERE id = $2 AND deleted_at IS NULL";
        self.change(id, sql, binds![at, id]).await
    }

    /// How far a stream was read.
    pub async fn position(&mut self, id: &InstanceId, stream: &str) -> Result<PositionRow, StoreError> {
        let sql =
            "SELECT position, done_at, absent FROM archive_position WHERE instance = $1 AND stream = $2";
        let Some(row) = self.tx.one(sql, binds![id, stream]).await? else {
            return Ok(PositionRow::default());
        };
        Ok(PositionRow {
            position: row.get("position")?,
            done_at: row.get("done_at")?,
            absent: row.json_opt("absent")?,
        })
    }

    /// Moves it, in the transaction that keeps what was read.
    pub async fn set_position(
        &mut self,
        id: &InstanceId,
        stream: &str,
        to: &PositionRow,
    ) -> Result<(), StoreError> {
        let absent = to.absent.as_ref().map(serde_json::to_value).transpose();
        let absent = absent.map_err(|e| StoreError::Invalid { what: "an absence", why: e.to_string() })?;
        let sql = "INSERT INTO archive_position (instance, stream, position, done_at, absent) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (instance, stream) DO UPDATE \
                   SET position = excluded.position, done_at = excluded.done_at, absent = excluded.absent";
        self.tx.execute(sql, binds![id, stream, to.position, to.done_at, absent]).await?;
        Ok(())
    }

    async fn change(
        &mut self,
        id: &InstanceId,
        sql: &'static str,
        binds: Vec<crate::db::Bind>,
    ) -> Result<(), StoreError> {
        match self.tx.execute(sql, binds).await? {
            0 => Err(StoreError::not_found("archive connector", id)),
            _ => Ok(()),
        }
    }
}

fn row_of(row: &Row) -> Result<ArchiveInstanceRow, StoreError> {
    Ok(ArchiveInstanceRow {
        id: row.get("id")?,
        connector: row.get("connector")?,
        service: row.get("service")?,
        name: row.get("name")?,
        account_id: row.get("account_id")?,
        credentials: row.get("credentials")?,
        method: row.get("method")?,
        certificate: row.json_opt("certificate")?,
        settings: row.json("settings")?,
        terms_version: row.get("terms_version")?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        paused_at: row.get("paused_at")?,
        deleted_at: row.get("deleted_at")?,
        asked_at: row.get("asked_at")?,
        failing_since: row.get("failing_since")?,
        failure: row.get("failure")?,
        stalled_since: row.get("stalled_since")?,
        stalled: row.get("stalled")?,
    })
}
