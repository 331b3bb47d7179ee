//! What people say of actions, as intervals.

use super::{LIST_ROWS_MAX, RACES_MAX, raced};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{ActionId, GroupId, ImplementationStatus, PrincipalId, StatusId, TestStatus, Time};

noun!(
    /// Statuses that people set, and from when to when. One interval of a (group, action) is open.
    Statuses,
    statuses
);

/// Notes of a status in characters.
pub const NOTES_CHARS_MAX: usize = 20_000;

/// One interval during which a status stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusRow {
    pub id: StatusId,
    /// `None` for the whole organisation, as technical actions have it.
    pub group: Option<GroupId>,
    pub action: ActionId,
    pub implementation: ImplementationStatus,
    pub implementation_date: Option<Time>,
    pub test: TestStatus,
    pub test_date: Option<Time>,
    /// When somebody last spoke of the test, by our clock.
    pub test_set_at: Option<Time>,
    pub notes: String,
    pub by: PrincipalId,
    /// When it was set: the interval's beginning, which belongs to it.
    pub recorded_at: Time,
    /// The interval's end, which does not; `None` while it stands.
    pub closed_at: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, group_id, action, number, implementation, implementation_date, test, test_date, test_set_at, ",
            "notes, set_by, recorded_at, closed_at FROM status ",
            $rest
        )
    };
}

impl Statuses<'_> {
    /// Records a status and gives the one it follows, closed now. The interval begins at `new.recorded_at`,
    /// or where the one before began, should the clock have gone back since; `new.closed_at` is not looked at.
    pub async fn record(&mut self, new: &StatusRow) -> Result<Option<StatusRow>, StoreError> {
        let chars = new.notes.chars().count();
        if chars > NOTES_CHARS_MAX {
            let why = format!("they have {chars} characters, and may have {NOTES_CHARS_MAX}");
            return Err(StoreError::Invalid { what: "notes", why });
        }
        // As with outcomes: whoever is later looks again.
        for _ in 0..RACES_MAX {
            let sql = select!(
                "WHERE COALESCE(group_id, '') = COALESCE($1, '') AND action = $2 AND closed_at IS NULL"
            );
            let open = self.tx.one(sql, binds![new.group, new.action]).await?;
            let (mut number, mut begins, mut previous) = (1, new.recorded_at, None);
            if let Some(open) = open {
                let mut row = row_of(&open)?;
                number = open.get::<i64>("number")? + 1;
                begins = begins.max(row.recorded_at);
                let sql = "UPDATE status SET closed_at = $1 WHERE id = $2 AND closed_at IS NULL";
                if self.tx.execute(sql, binds![begins, row.id]).await? == 0 {
                    continue;
                }
                row.closed_at = Some(begins);
                previous = Some(row);
            }
            if self.insert(new, number, begins).await? {
                return Ok(previous);
            }
        }
        Err(raced("a status"))
    }

    async fn insert(&mut self, new: &StatusRow, number: i64, begins: Time) -> Result<bool, StoreError> {
        let sql = "INSERT INTO status (id, group_id, action, number, implementation, implementation_date, test, \
                   test_date, test_set_at, notes, set_by, recorded_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let parameters = binds![
            new.id,
            new.group,
            new.action,
            number,
            new.implementation,
            new.implementation_date,
            new.test,
            new.test_date,
            new.test_set_at,
            new.notes,
            new.by,
            begins
        ];
        Ok(self.tx.execute_unique(sql, parameters).await?.is_some())
    }

    /// The statuses that stood at that moment.
    pub async fn at(&mut self, _scope: &Scope, as_of: Time) -> Result<Vec<StatusRow>, StoreError> {
        let sql = select!(
            "WHERE recorded_at <= $1 AND (closed_at IS NULL OR closed_at > $1) \
             ORDER BY action, COALESCE(group_id, '')"
        );
        self.tx.list(sql, binds![as_of], row_of).await
    }

    /// The statuses of an action, in a group or in the whole organisation, the latest first.
    pub async fn history(
        &mut self,
        _scope: &Scope,
        group: Option<&GroupId>,
        action: &ActionId,
        limit: u32,
    ) -> Result<Vec<StatusRow>, StoreError> {
        let sql = select!(
            "WHERE COALESCE(group_id, '') = COALESCE($1, '') AND action = $2 ORDER BY number DESC LIMIT $3"
        );
        self.tx.list(sql, binds![group, action, limit.min(LIST_ROWS_MAX)], row_of).await
    }
}

fn row_of(row: &Row) -> Result<StatusRow, StoreError> {
    Ok(StatusRow {
        id: row.get("id")?,
        group: row.get("group_id")?,
        action: row.get("action")?,
        implementation: row.word("implementation", ImplementationStatus::parse)?,
        implementation_date: row.get("implementation_date")?,
        test: row.word("test", TestStatus::parse)?,
        test_date: row.get("test_date")?,
        test_set_at: row.get("test_set_at")?,
        notes: row.get("notes")?,
        by: row.get("set_by")?,
        recorded_at: row.get("recorded_at")?,
        closed_at: row.get("closed_at")?,
    })
}
