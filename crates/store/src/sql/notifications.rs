//! Notification targets, and the messages to them: an outbox of its own, since a message is sent at least once
//! and has to be told when it was not.

use super::{LIST_ROWS_MAX, checked_name, folded, words::words};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{
    AlertId, AlertKind, AlertSeverity, BreakGlassId, DeliveryId, PrincipalId, SecretId, TargetId, TargetKind,
    Time,
};
use serde_json::Value;
use std::collections::BTreeSet;

noun!(
    /// Where alerts are sent, and what was sent there.
    Notifications,
    notifications
);

words! {
    /// Where a message stands.
    DeliveryState {
        /// It is tried, or tried again.
        Waiting = "waiting",
        Sent = "sent",
        /// It was given up.
        Dead = "dead",
    }
}

/// A place that alerts are sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetRow {
    pub id: TargetId,
    pub kind: TargetKind,
    /// Unique among the targets that were not removed, however it is capitalised.
    pub name: String,
    /// What its kind needs, without secrets.
    pub settings: Value,
    /// The secret that holds the password, or the key that messages are signed with.
    pub secret: Option<SecretId>,
    /// Which kinds of alerts go there; all where none is named.
    pub kinds: BTreeSet<AlertKind>,
    pub severity_min: AlertSeverity,
    pub created_at: Time,
    pub created_by: PrincipalId,
    pub removed_at: Option<Time>,
}

/// One message to one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The same in each try.
    pub id: DeliveryId,
    pub target: TargetId,
    /// The alert that it is about, where it is about one.
    pub alert: Option<AlertId>,
    /// The request for break-glass reading that it is about, where it is about one.
    pub break_glass: Option<BreakGlassId>,
    /// What is told: `alert.raised`, `alert.resolved`, `break_glass.asked`, …, `test`.
    pub what: String,
    /// The message, fixed when it was written.
    pub body: Value,
    pub state: DeliveryState,
    pub attempts: u32,
    /// Why the last try failed.
    pub error: Option<String>,
    pub created_at: Time,
    /// When it was sent or given up; until then, when it is tried next.
    pub at: Time,
}

macro_rules! target {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, name, settings, secret, kinds, severity_min, created_at, created_by, removed_at ",
            "FROM notification_target ",
            $rest
        )
    };
}

macro_rules! delivery {
    ($rest:literal) => {
        concat!(
            "SELECT id, target, alert, break_glass, what, body, state, attempts, error, created_at, at ",
            "FROM delivery ",
            $rest
        )
    };
}

/// Messages with their targets' names.
macro_rules! about {
    ($rest:literal) => {
        concat!(
            "SELECT delivery.id AS id, target, alert, break_glass, what, body, state, attempts, error, ",
            "delivery.created_at AS created_at, at, name FROM delivery ",
            "JOIN notification_target ON notification_target.id = target ",
            $rest
        )
    };
}

impl Notifications<'_> {
    /// Keeps a new target.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “target name”.
    pub async fn insert_target(&mut self, new: &TargetRow) -> Result<(), StoreError> {
        checked_name("a target name", &new.name)?;
        let count = "SELECT COUNT(*) AS count FROM notification_target WHERE removed_at IS NULL";
        self.tx.room_for_one("another target", count).await?;
        let sql = "INSERT INTO notification_target (id, kind, name, folded, settings, secret, kinds, severity_min, \
                   created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let parameters = binds![
            new.id,
            new.kind,
            new.name,
            folded(&new.name),
            new.settings,
            new.secret,
            kinds_text(&new.kinds)?,
            new.severity_min,
            new.created_at,
            new.created_by
        ];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(_) => Ok(()),
            None => Err(self.taken(&new.name).await),
        }
    }

    /// Writes a target's name, settings, secret and what goes there; its kind stays.
    pub async fn update_target(&mut self, row: &TargetRow) -> Result<(), StoreError> {
        checked_name("a target name", &row.name)?;
        let sql = "UPDATE notification_target SET name = $1, folded = $2, settings = $3, secret = $4, kinds = $5, \
                   severity_min = $6 WHERE id = $7 AND removed_at IS NULL";
        let parameters = binds![
            row.name,
            folded(&row.name),
            row.settings,
            row.secret,
            kinds_text(&row.kinds)?,
            row.severity_min,
            row.id
        ];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(_) => Ok(()),
            None => Err(self.taken(&row.name).await),
        }
    }

    async fn taken(&mut self, name: &str) -> StoreError {
        let sql = "SELECT name FROM notification_target WHERE folded = $1 AND removed_at IS NULL";
        let by = match self.tx.one(sql, binds![folded(name)]).await {
            Ok(Some(row)) => row.get("name").unwrap_or_default(),
            _ => name.to_owned(),
        };
        StoreError::Taken { what: "target name", by }
    }

    /// Removes a target and forgets its secret's id; what was sent there stays. `false` when it is gone already.
    pub async fn remove_target(&mut self, id: &TargetId, at: Time) -> Result<bool, StoreError> {
        let sql = "UPDATE notification_target SET removed_at = $1, secret = NULL \
                   WHERE id = $2 AND removed_at IS NULL";
        Ok(self.tx.execute(sql, binds![at, id]).await? == 1)
    }

    /// The target, where it was not removed; nobody else changes it until this transaction ends.
    pub async fn locked_target(&mut self, id: &TargetId) -> Result<Option<TargetRow>, StoreError> {
        let sql = "UPDATE notification_target SET id = id WHERE id = $1 AND removed_at IS NULL";
        match self.tx.execute(sql, binds![id]).await? {
            0 => Ok(None),
            _ => self.target(id).await,
        }
    }

    /// The target, where it was not removed.
    pub async fn target(&mut self, id: &TargetId) -> Result<Option<TargetRow>, StoreError> {
        let sql = target!("WHERE id = $1 AND removed_at IS NULL");
        self.tx.one(sql, binds![id]).await?.as_ref().map(target_of).transpose()
    }

    /// The targets that were not removed, by name.
    pub async fn targets(&mut self, _scope: &Scope) -> Result<Vec<TargetRow>, StoreError> {
        self.tx.list(target!("WHERE removed_at IS NULL ORDER BY folded"), vec![], target_of).await
    }

    /// Keeps a message that is to be sent.
    pub async fn insert(&mut self, new: &DeliveryRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO delivery (id, target, alert, break_glass, what, body, state, attempts, error, \
                   created_at, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let parameters = binds![
            new.id,
            new.target,
            new.alert,
            new.break_glass,
            new.what,
            new.body,
            new.state.as_str(),
            new.attempts,
            new.error,
            new.created_at,
            new.at
        ];
        self.tx.execute(sql, parameters).await.map(drop)
    }

    /// Writes how a message stands after a try.
    pub async fn update(&mut self, row: &DeliveryRow) -> Result<(), StoreError> {
        let sql = "UPDATE delivery SET state = $1, attempts = $2, error = $3, at = $4 WHERE id = $5";
        let parameters = binds![row.state.as_str(), row.attempts, row.error, row.at, row.id];
        match self.tx.execute(sql, parameters).await? {
            0 => Err(StoreError::not_found("message", &row.id)),
            _ => Ok(()),
        }
    }

    /// The message.
    pub async fn get(&mut self, id: &DeliveryId) -> Result<Option<DeliveryRow>, StoreError> {
        self.tx.one(delivery!("WHERE id = $1"), binds![id]).await?.as_ref().map(delivery_of).transpose()
    }

    /// The messages to a target, the latest first.
    pub async fn to_target(
        &mut self,
        _scope: &Scope,
        target: &TargetId,
        limit: u32,
    ) -> Result<Vec<DeliveryRow>, StoreError> {
        let sql = delivery!("WHERE target = $1 ORDER BY created_at DESC, id DESC LIMIT $2");
        self.tx.list(sql, binds![target, limit.min(LIST_ROWS_MAX)], delivery_of).await
    }

    /// The messages about an alert, the first first, each with its target's name.
    pub async fn about_alert(
        &mut self,
        _scope: &Scope,
        alert: &AlertId,
    ) -> Result<Vec<(String, DeliveryRow)>, StoreError> {
        let sql = about!("WHERE alert = $1 ORDER BY delivery.created_at, delivery.id LIMIT $2");
        self.tx.list(sql, binds![alert, LIST_ROWS_MAX], named_of).await
    }

    /// The messages about a request for break-glass reading, the first first, each with its target's name.
    pub async fn about_break_glass(
        &mut self,
        _scope: &Scope,
        request: &BreakGlassId,
    ) -> Result<Vec<(String, DeliveryRow)>, StoreError> {
        let sql = about!("WHERE break_glass = $1 ORDER BY delivery.created_at, delivery.id LIMIT $2");
        self.tx.list(sql, binds![request, LIST_ROWS_MAX], named_of).await
    }

    /// The messages that should have been tried again before that moment.
    pub async fn overdue(&mut self, before: Time) -> Result<Vec<DeliveryRow>, StoreError> {
        let sql = delivery!("WHERE state = 'waiting' AND at < $1 ORDER BY at, id LIMIT $2");
        self.tx.list(sql, binds![before, LIST_ROWS_MAX], delivery_of).await
    }

    /// Forgets the messages that were sent, or given up, before that moment; how many.
    pub async fn prune(&mut self, before: Time) -> Result<u64, StoreError> {
        let sql = "DELETE FROM delivery WHERE state IN ('sent', 'dead') AND at < $1";
        self.tx.execute(sql, binds![before]).await
    }
}

fn kinds_text(kinds: &BTreeSet<AlertKind>) -> Result<String, StoreError> {
    serde_json::to_string(kinds)
        .map_err(|e| StoreError::Invalid { what: "a target's kinds", why: e.to_string() })
}

fn target_of(row: &Row) -> Result<TargetRow, StoreError> {
    Ok(TargetRow {
        id: row.get("id")?,
        kind: row.word("kind", TargetKind::parse)?,
        name: row.get("name")?,
        settings: row.json("settings")?,
        secret: row.get("secret")?,
        kinds: row.json("kinds")?,
        severity_min: row.word("severity_min", AlertSeverity::parse)?,
        created_at: row.get("created_at")?,
        created_by: row.get("created_by")?,
        removed_at: row.get("removed_at")?,
    })
}

fn named_of(row: &Row) -> Result<(String, DeliveryRow), StoreError> {
    Ok((row.get("name")?, delivery_of(row)?))
}

fn delivery_of(row: &Row) -> Result<DeliveryRow, StoreError> {
    Ok(DeliveryRow {
        id: row.get("id")?,
        target: row.get("target")?,
        alert: row.get("alert")?,
        break_glass: row.get("break_glass")?,
        what: row.get("what")?,
        body: row.json("body")?,
        state: row.word("state", DeliveryState::parse)?,
        attempts: row.get("attempts")?,
        error: row.get("error")?,
        created_at: row.get("created_at")?,
        at: row.get("at")?,
    })
}
