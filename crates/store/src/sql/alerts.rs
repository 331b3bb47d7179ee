//! Alerts: what somebody should look at, and what became of it.

use super::LIST_ROWS_MAX;
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{
    AlertId, AlertKind, AlertSeverity, AlertStatus, CheckId, InstanceId, OutcomeId, PrincipalId, SetName,
    SignalName, Time,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

noun!(
    /// Alerts and their history. Of one cause one alert stands.
    Alerts,
    alerts
);

/// Why somebody changed an alert's status, in characters.
pub const ALERT_WHY_CHARS_MAX: usize = 2_000;

/// All that one cause affects.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    pub sets: BTreeSet<SetName>,
    pub signals: BTreeSet<SignalName>,
    pub checks: BTreeSet<CheckId>,
    /// The rights that would mend it.
    pub rights: BTreeSet<String>,
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertRow {
    pub id: AlertId,
    pub kind: AlertKind,
    /// What is wrong where, spelled for comparison.
    pub cause: String,
    pub instance: InstanceId,
    pub check: Option<CheckId>,
    pub severity: AlertSeverity,
    /// What happened and what to do, for people who may see alerts.
    pub message: String,
    pub affected: Affected,
    pub first_seen: Time,
    pub last_seen: Time,
    /// How often the cause was met.
    pub seen: u32,
    pub status: AlertStatus,
    /// When the cause was gone, or somebody said so; `None` while the alert stands.
    pub ended_at: Option<Time>,
}

/// What became of an alert at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertChange {
    pub status: AlertStatus,
    pub why: String,
    /// Who said so; nobody where it was found out.
    pub by: Option<PrincipalId>,
    pub at: Time,
}

/// The failure of a check that flipped lately: another reading has to agree before there is an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwaitedAlert {
    pub instance: InstanceId,
    pub check: CheckId,
    /// The interval in which it fails.
    pub outcome: OutcomeId,
    /// When what it looked at was read.
    pub read_at: Time,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, cause, instance, check_id, severity, message, affected, first_seen, last_seen, seen, ",
            "status, ended_at FROM alert ",
            $rest
        )
    };
}

impl Alerts<'_> {
    /// Keeps a new alert; `false` when another of its cause stands.
    pub async fn insert(&mut self, new: &AlertRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO alert (id, kind, cause, instance, check_id, severity, message, affected, first_seen, \
                   last_seen, seen, status, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                   ON CONFLICT (cause) WHERE ended_at IS NULL DO NOTHING";
        let parameters = binds![
            new.id,
            new.kind,
            new.cause,
            new.instance,
            new.check,
            new.severity,
            new.message,
            text(&new.affected)?,
            new.first_seen,
            new.last_seen,
            new.seen,
            new.status,
            new.ended_at
        ];
        Ok(self.tx.execute(sql, parameters).await? == 1)
    }

    /// The cause was met again, or affects something else: what is known of it now. `seen` is how often more.
    /// `false` where the alert stands no longer.
    pub async fn join(&mut self, known: &AlertRow, seen: u32) -> Result<bool, StoreError> {
        let sql = "UPDATE alert SET severity = $1, message = $2, affected = $3, last_seen = $4, seen = seen + $5 \
                   WHERE id = $6 AND ended_at IS NULL";
        let parameters =
            binds![known.severity, known.message, text(&known.affected)?, known.last_seen, seen, known.id];
        Ok(self.tx.execute(sql, parameters).await? == 1)
    }

    /// Sets an alert's status with a line of its history, and ends it where that is wanted. `false`, and nothing
    /// is done, where it has not the status `from`, or has ended and is to end.
    pub async fn change(
        &mut self,
        id: &AlertId,
        from: AlertStatus,
        change: &AlertChange,
        end: bool,
    ) -> Result<bool, StoreError> {
        let chars = change.why.chars().count();
        if chars > ALERT_WHY_CHARS_MAX {
            let why = format!("it has {chars} characters, and may have {ALERT_WHY_CHARS_MAX}");
            return Err(StoreError::Invalid { what: "why", why });
        }
        let sql = "UPDATE alert SET status = $1, ended_at = COALESCE(ended_at, $2) \
                   WHERE id = $3 AND status = $4 AND (ended_at IS NULL OR $5 = 0)";
        let ended = end.then_some(change.at);
        if self.tx.execute(sql, binds![change.status, ended, id, from, end]).await? == 0 {
            return Ok(false);
        }
        let sql = "INSERT INTO alert_change (alert, number, status, why, changed_by, at) VALUES ($1, \
                   (SELECT COALESCE(MAX(number), 0) + 1 FROM alert_change WHERE alert = $1), $2, $3, $4, $5)";
        self.tx.execute(sql, binds![id, change.status, change.why, change.by, change.at]).await?;
        Ok(true)
    }

    /// The alert.
    pub async fn get(&mut self, _scope: &Scope, id: &AlertId) -> Result<Option<AlertRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The alert of a cause that stands.
    pub async fn standing(&mut self, cause: &str) -> Result<Option<AlertRow>, StoreError> {
        let sql = select!("WHERE cause = $1 AND ended_at IS NULL");
        self.tx.one(sql, binds![cause]).await?.as_ref().map(row_of).transpose()
    }

    /// The alerts on an instance as a whole that stand; those of single checks are not among them.
    pub async fn standing_on(&mut self, instance: &InstanceId) -> Result<Vec<AlertRow>, StoreError> {
        let sql = select!("WHERE instance = $1 AND check_id IS NULL AND ended_at IS NULL ORDER BY id");
        self.tx.list(sql, binds![instance], row_of).await
    }

    /// The alerts of a kind that stand.
    pub async fn standing_of(&mut self, kind: AlertKind) -> Result<Vec<AlertRow>, StoreError> {
        let sql = select!("WHERE kind = $1 AND ended_at IS NULL ORDER BY id");
        self.tx.list(sql, binds![kind], row_of).await
    }

    /// Alerts of deleted instances that stand.
    pub async fn orphaned(&mut self) -> Result<Vec<AlertRow>, StoreError> {
        let sql = select!(
            "WHERE ended_at IS NULL AND instance IN (SELECT id FROM instance WHERE deleted_at IS NOT NULL) \
             ORDER BY id"
        );
        self.tx.list(sql, vec![], row_of).await
    }

    /// Alerts of one status or of all, those that were met last first.
    pub async fn list(
        &mut self,
        _scope: &Scope,
        status: Option<AlertStatus>,
        limit: u32,
    ) -> Result<Vec<AlertRow>, StoreError> {
        let sql = select!("WHERE ($1 IS NULL OR status = $1) ORDER BY last_seen DESC, id DESC LIMIT $2");
        self.tx.list(sql, binds![status, limit.min(LIST_ROWS_MAX)], row_of).await
    }

    /// How many alerts have which status; statuses that none has are left out.
    pub async fn counts(&mut self, _scope: &Scope) -> Result<BTreeMap<AlertStatus, u32>, StoreError> {
        let rows = self.tx.all("SELECT status, COUNT(*) AS count FROM alert GROUP BY status", vec![]).await?;
        rows.iter().map(|row| Ok((row.word("status", AlertStatus::parse)?, row.get("count")?))).collect()
    }

    /// What became of an alert, the first change first.
    pub async fn changes(&mut self, id: &AlertId) -> Result<Vec<AlertChange>, StoreError> {
        let sql =
            "SELECT status, why, changed_by, at FROM alert_change WHERE alert = $1 ORDER BY number LIMIT $2";
        self.tx.list(sql, binds![id, LIST_ROWS_MAX], change_of).await
    }

    /// The failure waits for another reading; one of that check that waited before is forgotten.
    pub async fn wait_for_another(&mut self, awaited: &AwaitedAlert) -> Result<(), StoreError> {
        let sql = "INSERT INTO alert_awaited (instance, check_id, outcome, read_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (instance, check_id) DO UPDATE SET outcome = excluded.outcome, \
                   read_at = excluded.read_at";
        let parameters = binds![awaited.instance, awaited.check, awaited.outcome, awaited.read_at];
        self.tx.execute(sql, parameters).await.map(drop)
    }

    /// The failures of an instance that wait for another reading.
    pub async fn awaited(&mut self, instance: &InstanceId) -> Result<Vec<AwaitedAlert>, StoreError> {
        let sql = "SELECT instance, check_id, outcome, read_at FROM alert_awaited WHERE instance = $1 \
                   ORDER BY check_id";
        self.tx.list(sql, binds![instance], awaited_of).await
    }

    /// Waits no longer for another reading of that check.
    pub async fn wait_no_longer(&mut self, instance: &InstanceId, check: &CheckId) -> Result<(), StoreError> {
        let sql = "DELETE FROM alert_awaited WHERE instance = $1 AND check_id = $2";
        self.tx.execute(sql, binds![instance, check]).await.map(drop)
    }

    /// When each instance that is not deleted was last read: the commit of a set, or else its activation.
    pub async fn last_read(&mut self) -> Result<Vec<(InstanceId, Time)>, StoreError> {
        let sql = "SELECT id, CASE WHEN committed_at > created_at THEN committed_at ELSE created_at END AS at \
                   FROM instance WHERE deleted_at IS NULL ORDER BY id";
        let rows = self.tx.all(sql, vec![]).await?;
        rows.iter().map(|row| Ok((row.get("id")?, row.get("at")?))).collect()
    }
}

fn text(affected: &Affected) -> Result<String, StoreError> {
    serde_json::to_string(affected)
        .map_err(|e| StoreError::Invalid { what: "what an alert affects", why: e.to_string() })
}

fn row_of(row: &Row) -> Result<AlertRow, StoreError> {
    Ok(AlertRow {
        id: row.get("id")?,
        kind: row.word("kind", AlertKind::parse)?,
        cause: row.get("cause")?,
        instance: row.get("instance")?,
        check: row.get("check_id")?,
        severity: row.word("severity", AlertSeverity::parse)?,
        message: row.get("message")?,
        affected: row.json("affected")?,
        first_seen: row.get("first_seen")?,
        last_seen: row.get("last_seen")?,
        seen: row.get("seen")?,
        status: row.word("status", AlertStatus::parse)?,
        ended_at: row.get("ended_at")?,
    })
}

fn change_of(row: &Row) -> Result<AlertChange, StoreError> {
    Ok(AlertChange {
        status: row.word("status", AlertStatus::parse)?,
        why: row.get("why")?,
        by: row.get("changed_by")?,
        at: row.get("at")?,
    })
}

fn awaited_of(row: &Row) -> Result<AwaitedAlert, StoreError> {
    Ok(AwaitedAlert {
        instance: row.get("instance")?,
        check: row.get("check_id")?,
        outcome: row.get("outcome")?,
        read_at: row.get("read_at")?,
    })
}
