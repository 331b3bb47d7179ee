//! Values of parameters that instances set for themselves, as intervals.

use super::{LIST_ROWS_MAX, RACES_MAX, raced};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{CheckId, InstanceId, PrincipalId, Time};
use serde_json::Value;

noun!(
    /// Values of parameters, and from when to when. One interval of an (instance, check, name) is open at most;
    /// where none is, the check's default counts.
    Parameters,
    parameters
);

/// A value as JSON in bytes: an allow-list of some thousand names.
pub const PARAMETER_BYTES_MAX: usize = 64 * 1024;
/// Why a value was set, in characters.
pub const WHY_CHARS_MAX: usize = 2_000;

/// One interval during which a value stood.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterRow {
    pub instance: InstanceId,
    pub check: CheckId,
    pub name: String,
    pub value: Value,
    pub why: String,
    /// The first moment at which it no longer counts, whether or not its interval is open; none: for good.
    pub until: Option<Time>,
    pub by: PrincipalId,
    /// When it was set: the interval's beginning, which belongs to it.
    pub recorded_at: Time,
    /// The interval's end, which does not; `None` while it stands.
    pub closed_at: Option<Time>,
    /// Who closed it.
    pub closed_by: Option<PrincipalId>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT instance, check_id, name, number, value, why, until_at, set_by, recorded_at, closed_at, ",
            "closed_by FROM parameter ",
            $rest
        )
    };
}

impl Parameters<'_> {
    /// Sets a value and gives the one it follows, closed now. The interval begins at `new.recorded_at`, or where
    /// the one before began, should the clock have gone back since; how `new` ends is not looked at.
    pub async fn set(&mut self, new: &ParameterRow) -> Result<Option<ParameterRow>, StoreError> {
        checked(new)?;
        for _ in 0..RACES_MAX {
            let open = self.open(&new.instance, &new.check, &new.name).await?;
            let (mut number, mut begins, mut previous) = (1, new.recorded_at, None);
            if let Some((before, mut row)) = open {
                begins = begins.max(row.recorded_at);
                if !self.close(&row, before, begins, &new.by).await? {
                    continue;
                }
                (row.closed_at, row.closed_by) = (Some(begins), Some(new.by.clone()));
                (number, previous) = (before + 1, Some(row));
            } else if let Some(last) = self.last_number(new).await? {
                number = last + 1;
            }
            let sql = "INSERT INTO parameter (instance, check_id, name, number, value, why, until_at, set_by, \
                       recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
            let (check, value) = (&new.check, &new.value);
            let parameters =
                binds![new.instance, check, new.name, number, value, new.why, new.until, new.by, begins];
            if self.tx.execute_unique(sql, parameters).await?.is_some() {
                return Ok(previous);
            }
        }
        Err(raced("a parameter"))
    }

    /// Sets a parameter back to its default: closes the interval that is open, and gives it; none where none was.
    pub async fn reset(
        &mut self,
        instance: &InstanceId,
        check: &CheckId,
        name: &str,
        by: &PrincipalId,
        at: Time,
    ) -> Result<Option<ParameterRow>, StoreError> {
        let Some((number, mut row)) = self.open(instance, check, name).await? else { return Ok(None) };
        let ends = at.max(row.recorded_at);
        if !self.close(&row, number, ends, by).await? {
            return Err(raced("a parameter"));
        }
        (row.closed_at, row.closed_by) = (Some(ends), Some(by.clone()));
        Ok(Some(row))
    }

    async fn open(
        &mut self,
        instance: &InstanceId,
        check: &CheckId,
        name: &str,
    ) -> Result<Option<(i64, ParameterRow)>, StoreError> {
        let sql = select!("WHERE instance = $1 AND check_id = $2 AND name = $3 AND closed_at IS NULL");
        let row = self.tx.one(sql, binds![instance, check, name]).await?;
        row.map(|row| Ok((row.get("number")?, row_of(&row)?))).transpose()
    }

    async fn close(
        &mut self,
        row: &ParameterRow,
        number: i64,
        at: Time,
        by: &PrincipalId,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE parameter SET closed_at = $1, closed_by = $2 \
                   WHERE instance = $3 AND check_id = $4 AND name = $5 AND number = $6 AND closed_at IS NULL";
        let parameters = binds![at, by, row.instance, row.check, row.name, number];
        Ok(self.tx.execute(sql, parameters).await? > 0)
    }

    async fn last_number(&mut self, of: &ParameterRow) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT MAX(number) AS number FROM parameter \
                   WHERE instance = $1 AND check_id = $2 AND name = $3";
        match self.tx.one(sql, binds![of.instance, of.check, of.name]).await? {
            Some(row) => row.get("number"),
            None => Ok(None),
        }
    }

    /// The values whose interval was open on an instance at that moment, by check and name; those whose `until`
    /// had passed are among them.
    pub async fn of_instance(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        as_of: Time,
    ) -> Result<Vec<ParameterRow>, StoreError> {
        let sql = select!(
            "WHERE instance = $1 AND recorded_at <= $2 AND (closed_at IS NULL OR closed_at > $2) \
             ORDER BY check_id, name"
        );
        self.tx.list(sql, binds![instance, as_of], row_of).await
    }

    /// The same of one check, over all instances.
    pub async fn of_check(
        &mut self,
        _scope: &Scope,
        check: &CheckId,
        as_of: Time,
    ) -> Result<Vec<ParameterRow>, StoreError> {
        let sql = select!(
            "WHERE check_id = $1 AND recorded_at <= $2 AND (closed_at IS NULL OR closed_at > $2) \
             ORDER BY instance, name"
        );
        self.tx.list(sql, binds![check, as_of], row_of).await
    }

    /// What a parameter was set to, the latest first.
    pub async fn history(
        &mut self,
        _scope: &Scope,
        instance: &InstanceId,
        check: &CheckId,
        name: &str,
        limit: u32,
    ) -> Result<Vec<ParameterRow>, StoreError> {
        let sql =
            select!("WHERE instance = $1 AND check_id = $2 AND name = $3 ORDER BY number DESC LIMIT $4");
        self.tx.list(sql, binds![instance, check, name, limit.min(LIST_ROWS_MAX)], row_of).await
    }
}

fn checked(new: &ParameterRow) -> Result<(), StoreError> {
    let bytes = new.value.to_string().len();
    if bytes > PARAMETER_BYTES_MAX {
        let why = format!("it has {bytes} bytes as JSON, and may have {PARAMETER_BYTES_MAX}");
        return Err(StoreError::Invalid { what: "value", why });
    }
    let chars = new.why.chars().count();
    if chars > WHY_CHARS_MAX {
        let why = format!("it has {chars} characters, and may have {WHY_CHARS_MAX}");
        return Err(StoreError::Invalid { what: "why", why });
    }
    Ok(())
}

fn row_of(row: &Row) -> Result<ParameterRow, StoreError> {
    Ok(ParameterRow {
        instance: row.get("instance")?,
        check: row.get("check_id")?,
        name: row.get("name")?,
        value: row.json("value")?,
        why: row.get("why")?,
        until: row.get("until_at")?,
        by: row.get("set_by")?,
        recorded_at: row.get("recorded_at")?,
        closed_at: row.get("closed_at")?,
        closed_by: row.get("closed_by")?,
    })
}
