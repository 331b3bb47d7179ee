//! Groups of roles. Those that were always there are called like their role and never change.

use super::{checked_name, folded};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{MailboxId, Role, RoleGroupId, Time};

noun!(
    /// Groups of roles that principals are in.
    RoleGroups,
    role_groups
);

/// One group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleGroupRow {
    pub id: RoleGroupId,
    /// Unique among those not deleted, however it is capitalised.
    pub name: String,
    pub description: String,
    pub roles: Vec<Role>,
    /// The mailboxes that its archive roles reach; `None` is all of them.
    pub mailboxes: Option<Vec<MailboxId>>,
    /// None for a group that was always there.
    pub created_at: Option<Time>,
    pub deleted_at: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, description, roles, mailboxes, created_at, deleted_at FROM role_group ",
            $rest
        )
    };
}

impl RoleGroups<'_> {
    /// Keeps a new group.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “role group name”.
    pub async fn insert(&mut self, new: &RoleGroupRow) -> Result<(), StoreError> {
        checked_name("a role group's name", &new.name)?;
        let count = "SELECT COUNT(*) AS count FROM role_group WHERE deleted_at IS NULL";
        self.tx.room_for_one("another role group", count).await?;
        let sql = "INSERT INTO role_group (id, name, folded, description, roles, created_at, mailboxes) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let parameters = binds![
            new.id,
            new.name.trim(),
            folded(&new.name),
            new.description,
            list(&new.roles)?,
            new.created_at,
            reach(new.mailboxes.as_deref())?
        ];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(_) => Ok(()),
            None => Err(self.taken(&new.name).await?),
        }
    }

    /// Changes a group's name, description and roles.
    ///
    /// # Errors
    /// As [`RoleGroups::insert`].
    pub async fn update(&mut self, group: &RoleGroupRow) -> Result<(), StoreError> {
        checked_name("a role group's name", &group.name)?;
        let sql = "UPDATE role_group SET name = $1, folded = $2, description = $3, roles = $4, \
                   mailboxes = $6 WHERE id = $5 AND created_at IS NOT NULL AND deleted_at IS NULL RETURNING id";
        let parameters = binds![
            group.name.trim(),
            folded(&group.name),
            group.description,
            list(&group.roles)?,
            group.id,
            reach(group.mailboxes.as_deref())?
        ];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(rows) if rows.is_empty() => Err(StoreError::not_found("role group", &group.id)),
            Some(_) => Ok(()),
            None => Err(self.taken(&group.name).await?),
        }
    }

    /// Deletes a group; who was in it, and was removed, stays in it.
    pub async fn delete(&mut self, id: &RoleGroupId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE role_group SET deleted_at = $1 \
                   WHERE id = $2 AND created_at IS NOT NULL AND deleted_at IS NULL";
        match self.tx.execute(sql, binds![at, id]).await? {
            0 => Err(StoreError::not_found("role group", id)),
            _ => Ok(()),
        }
    }

    /// The group, unless deleted. Whoever takes it for a principal keeps it from being deleted meanwhile by
    /// [`RoleGroups::hold`].
    pub async fn get(&mut self, id: &RoleGroupId) -> Result<Option<RoleGroupRow>, StoreError> {
        let sql = select!("WHERE id = $1 AND deleted_at IS NULL");
        self.tx.one(sql, binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The groups that are not deleted: those that were always there first, then by name.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<RoleGroupRow>, StoreError> {
        let sql = select!(
            "WHERE deleted_at IS NULL ORDER BY CASE WHEN created_at IS NULL THEN 0 ELSE 1 END, folded"
        );
        self.tx.list(sql, vec![], row_of).await
    }

    /// How many principals are in a group.
    pub async fn count_members(&mut self, id: &RoleGroupId) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS count FROM principal WHERE role_group = $1 AND removed_at IS NULL";
        self.tx.one(sql, binds![id]).await?.map_or(Ok(0), |row| row.get("count"))
    }

    /// Until this transaction ends, no other changes groups or who is in them.
    pub async fn hold(&mut self) -> Result<(), StoreError> {
        self.tx.guard("administrators").await
    }

    async fn taken(&mut self, name: &str) -> Result<StoreError, StoreError> {
        let sql = select!("WHERE folded = $1 AND deleted_at IS NULL");
        let holder = self.tx.one(sql, binds![folded(name)]).await?.as_ref().map(row_of).transpose()?;
        let by = holder.map_or_else(|| name.to_owned(), |row| row.name);
        Ok(StoreError::Taken { what: "role group name", by })
    }
}

fn list(roles: &[Role]) -> Result<String, StoreError> {
    serde_json::to_string(roles).map_err(|error| StoreError::corrupt("roles", error))
}

fn reach(mailboxes: Option<&[MailboxId]>) -> Result<Option<String>, StoreError> {
    let json = mailboxes.map(serde_json::to_string).transpose();
    json.map_err(|error| StoreError::corrupt("mailboxes", error))
}

fn row_of(row: &Row) -> Result<RoleGroupRow, StoreError> {
    Ok(RoleGroupRow {
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        roles: row.json("roles")?,
        mailboxes: row.json_opt("mailboxes")?,
        created_at: row.get("created_at")?,
        deleted_at: row.get("deleted_at")?,
    })
}
