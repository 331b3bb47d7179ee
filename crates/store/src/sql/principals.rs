//! Who may sign in.

use super::{checked_name, folded};
use crate::{
    Scope, StoreError,
    db::{Row, binds},
};
use model::{MailboxId, PrincipalId, Role, RoleGroupId, Time};

noun!(
    /// People and programs that may sign in, and the one-time link that makes the first of them.
    Principals,
    principals
);

/// The role group that a principal is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: RoleGroupId,
    pub name: String,
    pub roles: Vec<Role>,
    /// The mailboxes that its archive roles reach; `None` is all of them.
    pub mailboxes: Option<Vec<MailboxId>>,
}

/// One person or program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrincipalRow {
    pub id: PrincipalId,
    /// Unique among those not removed, however it is capitalised.
    pub name: String,
    /// As `argon2` writes it; `None` for who cannot sign in with a password.
    pub password_hash: Option<String>,
    pub group: Membership,
    pub created_at: Time,
    pub removed_at: Option<Time>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.name, p.password_hash, p.created_at, p.removed_at, \
             g.id AS group_id, g.name AS group_name, g.roles, g.mailboxes \
             FROM principal AS p JOIN role_group AS g ON g.id = p.role_group ",
            $rest
        )
    };
}

impl Principals<'_> {
    /// Keeps a new principal. Of its group the id counts.
    ///
    /// # Errors
    /// [`StoreError::Taken`] with `what` “user name”.
    pub async fn insert(&mut self, new: &PrincipalRow) -> Result<(), StoreError> {
        checked_name("a user name", &new.name)?;
        let count = "SELECT COUNT(*) AS count FROM principal WHERE removed_at IS NULL";
        self.tx.room_for_one("another user", count).await?;
        let sql = "INSERT INTO principal (id, name, folded, password_hash, role_group, created_at, removed_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let parameters = binds![
            new.id,
            new.name.trim(),
            folded(&new.name),
            new.password_hash,
            new.group.id,
            new.created_at,
            new.removed_at
        ];
        match self.tx.execute_unique(sql, parameters).await? {
            Some(_) => Ok(()),
            None => {
                let holder = self.by_name(&new.name).await?;
                let by = holder.map_or_else(|| new.name.clone(), |row| row.name);
                Err(StoreError::Taken { what: "user name", by })
            }
        }
    }

    /// The principal of that name, however it is capitalised, unless removed.
    pub async fn by_name(&mut self, name: &str) -> Result<Option<PrincipalRow>, StoreError> {
        let sql = select!("WHERE p.folded = $1 AND p.removed_at IS NULL");
        self.tx.one(sql, binds![folded(name)]).await?.as_ref().map(row_of).transpose()
    }

    /// The principal, even when removed: what they did keeps their name.
    pub async fn get(&mut self, id: &PrincipalId) -> Result<Option<PrincipalRow>, StoreError> {
        self.tx.one(select!("WHERE p.id = $1"), binds![id]).await?.as_ref().map(row_of).transpose()
    }

    /// The principals that are not removed, by name.
    pub async fn list(&mut self, _scope: &Scope) -> Result<Vec<PrincipalRow>, StoreError> {
        self.tx.list(select!("WHERE p.removed_at IS NULL ORDER BY p.folded"), vec![], row_of).await
    }

    /// Sets the hash of a principal's password.
    pub async fn set_password(&mut self, id: &PrincipalId, hash: &str) -> Result<(), StoreError> {
        let sql = "UPDATE principal SET password_hash = $1 WHERE id = $2 AND removed_at IS NULL";
        self.change(id, sql, binds![hash, id]).await
    }

    /// Puts a principal into another role group.
    pub async fn set_group(&mut self, id: &PrincipalId, group: &RoleGroupId) -> Result<(), StoreError> {
        let sql = "UPDATE principal SET role_group = $1 WHERE id = $2 AND removed_at IS NULL";
        self.change(id, sql, binds![group, id]).await
    }

    /// Removes a principal, with the password; the name and what they did stay.
    pub async fn remove(&mut self, id: &PrincipalId, at: Time) -> Result<(), StoreError> {
        let sql = "UPDATE principal SET removed_at = $1, password_hash = NULL \
                   WHERE id = $2 AND removed_at IS NULL";
        self.change(id, sql, binds![at, id]).await
    }

    /// How many people are global administrators; programs, which cannot sign in, do not count. In a transaction that may change things only: others that
    /// ask wait until it ends, so that two do not each remove the other's last one.
    pub async fn count_administrators(&mut self) -> Result<u64, StoreError> {
        self.tx.guard("administrators").await?;
        // A role's word stands between quotes in the list, so that none is part of another.
        let sql = "SELECT COUNT(*) AS count FROM principal AS p JOIN role_group AS g ON g.id = p.role_group \
                   WHERE g.roles LIKE $1 AND p.removed_at IS NULL AND p.password_hash IS NOT NULL";
        let listed = format!("%\"{}\"%", Role::GlobalAdministrator.as_str());
        self.tx.one(sql, binds![listed]).await?.map_or(Ok(0), |row| row.get("count"))
    }

    /// Whether nobody has ever been here: the first administrator is still to be made.
    pub async fn none_yet(&mut self) -> Result<bool, StoreError> {
        Ok(self.tx.one("SELECT id FROM principal LIMIT 1", vec![]).await?.is_none())
    }

    /// Keeps the hash of the one-time link's token, in place of the one before.
    pub async fn put_setup_link(&mut self, hash: &str, expires_at: Time) -> Result<(), StoreError> {
        let sql = "INSERT INTO setup_link (only_one, hash, expires_at) VALUES (1, $1, $2) \
                   ON CONFLICT (only_one) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at";
        self.tx.execute(sql, binds![hash, expires_at]).await.map(drop)
    }

    /// Uses the one-time link up; `false` when it is not that one, or has expired.
    pub async fn take_setup_link(&mut self, hash: &str, now: Time) -> Result<bool, StoreError> {
        let sql = "DELETE FROM setup_link WHERE hash = $1 AND expires_at > $2";
        Ok(self.tx.execute(sql, binds![hash, now]).await? == 1)
    }

    async fn change(
        &mut self,
        id: &PrincipalId,
        sql: &'static str,
        binds: Vec<crate::db::Bind>,
    ) -> Result<(), StoreError> {
        match self.tx.execute(sql, binds).await? {
            0 => Err(StoreError::not_found("user", id)),
            _ => Ok(()),
        }
    }
}

fn row_of(row: &Row) -> Result<PrincipalRow, StoreError> {
    Ok(PrincipalRow {
        id: row.get("id")?,
        name: row.get("name")?,
        password_hash: row.get("password_hash")?,
        group: Membership {
            id: row.get("group_id")?,
            name: row.get("group_name")?,
            roles: row.json("roles")?,
            mailboxes: row.json_opt("mailboxes")?,
        },
        created_at: row.get("created_at")?,
        removed_at: row.get("removed_at")?,
    })
}
