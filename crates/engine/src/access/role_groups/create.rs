//! Creating a group.

use super::{RoleGroupView, checked, reach, taken, values};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::{Role, RoleGroupId};
use serde::Deserialize;
use store::RoleGroupRow;
use utoipa::ToSchema;

/// A role group to create.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRoleGroup {
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// One or more; whoever is in the group has them all.
    pub roles: Vec<Role>,
    /// Addresses of the mailboxes that its archive roles reach; left out: all of them.
    pub mailboxes: Option<Vec<String>>,
}

impl Engine {
    /// Creates a group that nobody is in yet.
    ///
    /// # Errors
    /// `Invalid` at `name`, `description` and `roles`; `Conflict` at `name` when it is taken.
    pub async fn create_role_group(&self, actor: &Actor, new: &NewRoleGroup) -> Result<RoleGroupView> {
        actor.may(UseCase::ManageRoleGroups)?;
        actor.session()?;
        let (name, description, roles) = checked(&new.name, &new.description, &new.roles)?;
        let mut tx = self.store.write().await?;
        let row = RoleGroupRow {
            mailboxes: reach(&mut tx, new.mailboxes.as_deref()).await?,
            id: RoleGroupId::make(self.clock.as_ref(), self.random.as_ref()),
            name,
            description,
            roles,
            created_at: Some(self.clock.now()),
            deleted_at: None,
        };
        tx.role_groups().insert(&row).await.map_err(taken)?;
        let about = Subject::new().with("role_group", &row.id).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::ROLE_GROUP_CREATED, about, &values(&row)).await?;
        let view = RoleGroupView::of(&mut tx, row, 0).await?;
        tx.commit().await?;
        Ok(view)
    }
}
