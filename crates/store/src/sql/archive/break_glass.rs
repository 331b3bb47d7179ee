//! Reading what one may not read otherwise: asked for with a reason, granted by somebody else, for a time.

use super::stored_words;
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{BreakGlassId, MailboxId, PrincipalId, Time};

/// Requests of one list at most, the latest first.
const ROWS_MAX: u32 = 500;

noun!(
    /// Requests for break-glass reading.
    BreakGlass,
    break_glass
);

stored_words! {
    /// What became of a request.
    BreakGlassState {
        Asked = "asked",
        Approved = "approved",
        Refused = "refused",
        /// Somebody ended it before its time.
        Ended = "ended",
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlassRow {
    pub id: BreakGlassId,
    pub asked_by: PrincipalId,
    pub asked_at: Time,
    pub reason: String,
    pub mailboxes: Vec<MailboxId>,
    pub minutes: i64,
    pub decided_by: Option<PrincipalId>,
    pub decided_at: Option<Time>,
    pub state: BreakGlassState,
    pub until: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, asked_by, asked_at, reason, mailboxes, minutes, decided_by, decided_at, state, until_at ",
            "FROM break_glass ",
            $rest
        )
    };
}

impl BreakGlass<'_> {
    /// Keeps a request.
    pub async fn insert(&mut self, new: &BreakGlassRow) -> Result<(), StoreError> {
        let mailboxes = serde_json::to_string(&new.mailboxes)
            .map_err(|e| StoreError::Invalid { what: "mailboxes", why: e.to_string() })?;
        let sql = "INSERT INTO break_glass (id, asked_by, asked_at, reason, mailboxes, minutes, state) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let parameters =
            binds![new.id, new.asked_by, new.asked_at, new.reason, mailboxes, new.minutes, new.state];
        self.tx.execute(sql, parameters).await?;
        Ok(())
    }

    pub async fn get(&mut self, id: &BreakGlassId) -> Result<Option<BreakGlassRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// All requests, the latest first.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<BreakGlassRow>, StoreError> {
        self.tx.list(select!("ORDER BY asked_at DESC, id DESC LIMIT $1"), binds![ROWS_MAX], row_of).await
    }

    /// What somebody may read by it at this moment.
    pub async fn granted(
        &mut self,
        principal: &PrincipalId,
        now: Time,
    ) -> Result<Vec<BreakGlassRow>, StoreError> {
        let sql =
            select!("WHERE state = 'approved' AND asked_by = $1 AND until_at > $2 ORDER BY id LIMIT 100");
        self.tx.list(sql, binds![principal, now], row_of).await
    }

    /// Moves a request on, if it is in that state still.
    pub async fn decide(
        &mut self,
        id: &BreakGlassId,
        (from, to): (BreakGlassState, BreakGlassState),
        by: &PrincipalId,
        at: Time,
        until: Option<Time>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE break_glass SET state = $1, decided_by = $2, decided_at = $3, until_at = $4 \
                   WHERE id = $5 AND state = $6";
        Ok(self.tx.execute(sql, binds![to, by, at, until, id, from]).await? == 1)
    }
}

fn row_of(row: &Row) -> Result<BreakGlassRow, StoreError> {
    Ok(BreakGlassRow {
        id: row.get("id")?,
        asked_by: row.get("asked_by")?,
        asked_at: row.get("asked_at")?,
        reason: row.get("reason")?,
        mailboxes: row.json("mailboxes")?,
        minutes: row.get("minutes")?,
        decided_by: row.get("decided_by")?,
        decided_at: row.get("decided_at")?,
        state: row.word("state", BreakGlassState::parse)?,
        until: row.get("until_at")?,
    })
}
