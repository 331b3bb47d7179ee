//! Sign-ins: sessions, and the count of those that failed.

use super::words::words;
use crate::{
    StoreError,
    db::{Row, binds},
};
use model::{PrincipalId, SessionId, Time};
use std::time::Duration;

noun!(
    /// Sessions of principals, and the throttle of failed sign-ins.
    Sessions,
    sessions
);

words! {
    /// How a session's token is sent.
    SessionKind {
        Cookie = "cookie",
        Bearer = "bearer",
    }
}

/// One sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    pub id: SessionId,
    /// SHA-256 of the token; the token itself is kept nowhere.
    pub token_hash: [u8; 32],
    pub principal: PrincipalId,
    pub kind: SessionKind,
    pub created_at: Time,
    pub expires_at: Time,
    pub seen_at: Time,
}

impl Sessions<'_> {
    /// Keeps a new session.
    pub async fn insert(&mut self, new: &SessionRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO session (id, token_hash, principal, kind, created_at, expires_at, seen_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let parameters = binds![
            new.id,
            hex::encode(new.token_hash),
            new.principal,
            new.kind.as_str(),
            new.created_at,
            new.expires_at,
            new.seen_at
        ];
        self.tx.execute(sql, parameters).await.map(drop)
    }

    /// The session of that token, expired or not.
    pub async fn by_token_hash(&mut self, hash: &[u8; 32]) -> Result<Option<SessionRow>, StoreError> {
        let sql = "SELECT id, token_hash, principal, kind, created_at, expires_at, seen_at FROM session \
                   WHERE token_hash = $1";
        self.tx.one(sql, binds![hex::encode(hash)]).await?.as_ref().map(row_of).transpose()
    }

    /// Notes that a session was used, and until when it holds now. A session that is gone stays gone.
    pub async fn touch(&mut self, id: &SessionId, seen_at: Time, expires_at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE session SET seen_at = $1, expires_at = $2 WHERE id = $3";
        self.tx.execute(sql, binds![seen_at, expires_at, id]).await.map(drop)
    }

    /// Ends a session; `false` when it has ended already.
    pub async fn delete(&mut self, id: &SessionId) -> Result<bool, StoreError> {
        Ok(self.tx.execute("DELETE FROM session WHERE id = $1", binds![id]).await? == 1)
    }

    /// Ends all sessions of a principal, except one where one is named; how many.
    pub async fn delete_of_principal(
        &mut self,
        principal: &PrincipalId,
        except: Option<&SessionId>,
    ) -> Result<u64, StoreError> {
        let sql = "DELETE FROM session WHERE principal = $1 AND ($2 IS NULL OR id <> $2)";
        self.tx.execute(sql, binds![principal, except]).await
    }

    /// Forgets expired sessions, and failed sign-ins from before `failures_before`; how many of both.
    pub async fn prune(&mut self, now: Time, failures_before: Time) -> Result<u64, StoreError> {
        let sessions = self.tx.execute("DELETE FROM session WHERE expires_at <= $1", binds![now]).await?;
        let sql = "DELETE FROM sign_in_attempt WHERE last_at < $1 AND (blocked_until IS NULL OR blocked_until <= $2)";
        Ok(sessions + self.tx.execute(sql, binds![failures_before, now]).await?)
    }

    /// Counts a failed sign-in under `key` (a name, an address) and gives the count: of failures each no
    /// longer than `window` after the one before.
    pub async fn record_failure(
        &mut self,
        key: &str,
        now: Time,
        window: Duration,
    ) -> Result<u32, StoreError> {
        let sql = "INSERT INTO sign_in_attempt (key, failures, last_at) VALUES ($1, 1, $2) \
                   ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at, \
                   failures = CASE WHEN sign_in_attempt.last_at < $3 THEN 1 ELSE sign_in_attempt.failures + 1 END \
                   RETURNING failures";
        let row = self.tx.one(sql, binds![key, now, now.minus(window)]).await?;
        row.ok_or_else(|| StoreError::corrupt("a failed sign-in", "it was not counted"))?.get("failures")
    }

    /// Refuses sign-ins under `key` until that moment.
    pub async fn block(&mut self, key: &str, until: Time) -> Result<(), StoreError> {
        let sql = "UPDATE sign_in_attempt SET blocked_until = $1 WHERE key = $2";
        self.tx.execute(sql, binds![until, key]).await.map(drop)
    }

    /// Until when sign-ins under `key` are refused, where they are now.
    pub async fn blocked_until(&mut self, key: &str, now: Time) -> Result<Option<Time>, StoreError> {
        let sql = "SELECT blocked_until FROM sign_in_attempt WHERE key = $1 AND blocked_until > $2";
        self.tx.one(sql, binds![key, now]).await?.map_or(Ok(None), |row| row.get("blocked_until"))
    }

    /// Forgets the failures under `key`: somebody has signed in.
    pub async fn clear(&mut self, key: &str) -> Result<(), StoreError> {
        self.tx.execute("DELETE FROM sign_in_attempt WHERE key = $1", binds![key]).await.map(drop)
    }
}

fn row_of(row: &Row) -> Result<SessionRow, StoreError> {
    let mut token_hash = [0; 32];
    hex::decode_to_slice(row.get::<String>("token_hash")?, &mut token_hash)
        .map_err(|e| StoreError::corrupt("token_hash", e))?;
    Ok(SessionRow {
        id: row.get("id")?,
        token_hash,
        principal: row.get("principal")?,
        kind: row.word("kind", SessionKind::parse)?,
        created_at: row.get("created_at")?,
        expires_at: row.get("expires_at")?,
        seen_at: row.get("seen_at")?,
    })
}
