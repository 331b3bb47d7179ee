//! Deleting a group.

use super::changeable;
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::RoleGroupId;
use serde_json::json;

impl Engine {
    /// Deletes a group that nobody is in.
    ///
    /// # Errors
    /// `Conflict` while somebody is in it, and for a group of a role; `NotFound`.
    pub async fn delete_role_group(&self, actor: &Actor, id: &RoleGroupId) -> Result<()> {
        actor.may(UseCase::ManageRoleGroups)?;
        actor.session()?;
        let mut tx = self.store.write().await?;
        tx.role_groups().hold().await?;
        let row = changeable(&mut tx, id).await?;
        let members = tx.role_groups().count_members(id).await?;
        if members > 0 {
            let message =
                format!("{members} users are in “{}”. Put them into another group first.", row.name);
            return Err(Error::Conflict { field: None, message });
        }
        tx.role_groups().delete(id, self.clock.now()).await?;
        let about = Subject::new().with("role_group", id).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::ROLE_GROUP_DELETED, about, &[("name", json!(row.name))]).await?;
        tx.commit().await?;
        Ok(())
    }
}
