//! Groups that assessments are filed in.

use super::{checked_name, folded};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{GroupId, Time};

noun!(
    /// What assessments are filed in. Groups are made and never deleted.
    Groups,
    groups
);

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupRow {
    pub id: GroupId,
    /// Unique, however it is capitalised.
    pub name: String,
    pub created_at: Time,
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT id, name, created_at FROM assessment_group ", $rest)
    };
}

impl Groups<'_> {
    /// Keeps a new group.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “group name”.
    pub async fn insert(&mut self, new: &GroupRow) -> Result<(), StoreError> {
        checked_name("a group name", &new.name)?;
        let count = "SELECT COUNT(*) AS count FROM assessment_group";
        self.tx.room_for_one("another group", count).await?;
        let sql = "INSERT INTO assessment_group (id, name, folded, created_at) VALUES ($1, $2, $3, $4)";
        let parameters = binds![new.id, new.name.trim(), folded(&new.name), new.created_at];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(_) => Ok(()),
            None => {
                let holder = self.by_name(&new.name).await?;
                let by = holder.map_or_else(|| new.name.clone(), |row| row.name);
                Err(StoreError::Taken { what: "group name", by })
            }
        }
    }

    /// The group.
    pub async fn get(&mut self, id: &GroupId) -> Result<Option<GroupRow>, StoreError> {
        self.tx.one(select!("WHERE id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The group of that name, however it is capitalised.
    pub async fn by_name(&mut self, name: &str) -> Result<Option<GroupRow>, StoreError> {
        self.tx
            .one(select!("WHERE folded = $1"), binds![folded(name)])
            .await?
            .as_ref()
            .map(row_of)
            .transpose()
    }

    /// All groups, by name.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<GroupRow>, StoreError> {
        self.tx.list(select!("ORDER BY folded"), vec![], row_of).await
    }
}

fn row_of(row: &Row) -> Result<GroupRow, StoreError> {
    Ok(GroupRow { id: row.get("id")?, name: row.get("name")?, created_at: row.get("created_at")? })
}
