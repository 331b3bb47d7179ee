//! Reading what one may not read otherwise: asked for with a reason, granted by somebody else, for a time; and what was
//! read by it.

use super::stored_words;
use crate::{
    Scope, StoreError,
    db::{Row, binds},
    sql::LIST_ROWS_MAX,
};
use model::{BreakGlassId, MailboxId, PrincipalId, Time};

/// Requests of one list at most, the latest first.
const ROWS_MAX: u32 = 500;
/// Requests whose end is noted at once.
const EXPIRED_MAX: u32 = 100;

noun!(
    /// Requests for break-glass reading, and what was read by them.
    BreakGlass,
    break_glass
);

stored_words! {
    /// What became of a request.
    BreakGlassState {
        Asked = "asked",
        Approved = "approved",
        Refused = "refused",
        /// Its time was up, somebody ended it before, or it was withdrawn.
        Ended = "ended",
    }
}

stored_words! {
    /// What somebody read.
    BreakGlassUseKind {
        /// A mailbox's list of messages.
        Listed = "listed",
        Opened = "opened",
        /// A message's own form, or a file of it.
        Downloaded = "downloaded",
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
    /// Until when it was granted; none where it was not.
    pub until: Option<Time>,
    /// Nobody where its time was up.
    pub ended_by: Option<PrincipalId>,
    pub ended_at: Option<Time>,
    pub used: BreakGlassUsed,
}

/// How often something was read by a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BreakGlassUsed {
    pub listed: u32,
    pub opened: u32,
    pub downloaded: u32,
}

/// One thing that was read by a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlassUse {
    pub at: Time,
    pub what: BreakGlassUseKind,
    pub mailbox: MailboxId,
    /// The message; none for a list.
    pub uid: Option<i64>,
    /// The file's number in the message; none for the message itself.
    pub file: Option<i64>,
}

macro_rules! count {
    ($what:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM break_glass_use AS used WHERE used.break_glass = break_glass.id ",
            "AND used.what = '",
            $what,
            "') AS ",
            $what
        )
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, asked_by, asked_at, reason, mailboxes, minutes, decided_by, decided_at, state, until_at, ",
            "ended_by, ended_at, ",
            count!("listed"),
            ", ",
            count!("opened"),
            ", ",
            count!("downloaded"),
            " FROM break_glass ",
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

    /// Somebody's own requests, the latest first.
    pub async fn list_of(
        &mut self,
        _scope: &Scope,
        principal: &PrincipalId,
    ) -> Result<Vec<BreakGlassRow>, StoreError> {
        let sql = select!("WHERE asked_by = $1 ORDER BY asked_at DESC, id DESC LIMIT $2");
        self.tx.list(sql, binds![principal, ROWS_MAX], row_of).await
    }

    /// Requests that are granted still, and whose time is up.
    pub async fn expired(&mut self, now: Time) -> Result<Vec<BreakGlassRow>, StoreError> {
        let sql = select!("WHERE state = 'approved' AND until_at <= $1 ORDER BY until_at, id LIMIT $2");
        self.tx.list(sql, binds![now, EXPIRED_MAX], row_of).await
    }

    /// Grants a request until then, or refuses it, if nobody has decided yet.
    pub async fn decide(
        &mut self,
        id: &BreakGlassId,
        to: BreakGlassState,
        by: &PrincipalId,
        at: Time,
        until: Option<Time>,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE break_glass SET state = $1, decided_by = $2, decided_at = $3, until_at = $4 \
                   WHERE id = $5 AND state = 'asked'";
        Ok(self.tx.execute(sql, binds![to, by, at, until, id]).await? == 1)
    }

    /// Ends a request, if it is in that state still.
    pub async fn end(
        &mut self,
        id: &BreakGlassId,
        from: BreakGlassState,
        by: Option<&PrincipalId>,
        at: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE break_glass SET state = 'ended', ended_by = $1, ended_at = $2 \
                   WHERE id = $3 AND state = $4";
        Ok(self.tx.execute(sql, binds![by, at, id, from]).await? == 1)
    }

    /// Whether somebody may read by a request at this moment. Until this transaction ends, nobody else ends it.
    pub async fn reads(
        &mut self,
        id: &BreakGlassId,
        principal: &PrincipalId,
        now: Time,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE break_glass SET state = state \
                   WHERE id = $1 AND asked_by = $2 AND state = 'approved' AND until_at > $3";
        Ok(self.tx.execute(sql, binds![id, principal, now]).await? == 1)
    }

    /// Notes what is read by a request, in the transaction that [`Self::reads`] was asked in.
    pub async fn note_use(&mut self, id: &BreakGlassId, new: &BreakGlassUse) -> Result<(), StoreError> {
        let sql = "INSERT INTO break_glass_use (break_glass, number, at, what, mailbox, uid, file) VALUES ($1, \
                   (SELECT COALESCE(MAX(number), 0) + 1 FROM break_glass_use WHERE break_glass = $1), \
                   $2, $3, $4, $5, $6)";
        self.tx.execute(sql, binds![id, new.at, new.what, new.mailbox, new.uid, new.file]).await.map(drop)
    }

    /// What was read by a request, the latest first.
    pub async fn uses(&mut self, id: &BreakGlassId) -> Result<Vec<BreakGlassUse>, StoreError> {
        let sql = "SELECT at, what, mailbox, uid, file FROM break_glass_use WHERE break_glass = $1 \
                   ORDER BY number DESC LIMIT $2";
        self.tx.list(sql, binds![id, LIST_ROWS_MAX], use_of).await
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
        ended_by: row.get("ended_by")?,
        ended_at: row.get("ended_at")?,
        used: BreakGlassUsed {
            listed: row.get("listed")?,
            opened: row.get("opened")?,
            downloaded: row.get("downloaded")?,
        },
    })
}

fn use_of(row: &Row) -> Result<BreakGlassUse, StoreError> {
    Ok(BreakGlassUse {
        at: row.get("at")?,
        what: row.word("what", BreakGlassUseKind::parse)?,
        mailbox: row.get("mailbox")?,
        uid: row.get("uid")?,
        file: row.get("file")?,
    })
}
