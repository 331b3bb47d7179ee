//! Editing a group.

use super::{RoleGroupView, changeable, checked, refuse_without_administrator, taken};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::{Role, RoleGroupId};
use serde::Deserialize;
use serde_json::json;
use store::RoleGroupRow;
use utoipa::ToSchema;

/// What is to change; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleGroupEdit {
    pub name: Option<String>,
    pub description: Option<String>,
    pub roles: Option<Vec<Role>>,
}

impl Engine {
    /// Changes a group; for who is in it from their next request on.
    ///
    /// # Errors
    /// As when creating one; `Conflict` for a group of a role, and where nobody would be Global Administrator.
    pub async fn edit_role_group(
        &self,
        actor: &Actor,
        id: &RoleGroupId,
        edit: &RoleGroupEdit,
    ) -> Result<RoleGroupView> {
        actor.may(UseCase::ManageRoleGroups)?;
        actor.session()?;
        let mut tx = self.store.write().await?;
        tx.role_groups().hold().await?;
        let before = changeable(&mut tx, id).await?;
        let (name, description, roles) = checked(
            edit.name.as_deref().unwrap_or(&before.name),
            edit.description.as_deref().unwrap_or(&before.description),
            edit.roles.as_deref().unwrap_or(&before.roles),
        )?;
        let row = RoleGroupRow { name, description, roles, ..before.clone() };
        let members = tx.role_groups().count_members(id).await?;
        if row == before {
            return Ok(RoleGroupView::of(row, members));
        }
        tx.role_groups().update(&row).await.map_err(taken)?;
        refuse_without_administrator(&mut tx).await?;
        let about = Subject::new().with("role_group", id).with("by", &actor.principal);
        let values =
            [("name", json!(row.name)), ("description", json!(row.description)), ("roles", json!(row.roles))];
        self.leaf(&mut tx, LeafKind::ROLE_GROUP_EDITED, about, &values).await?;
        tx.commit().await?;
        Ok(RoleGroupView::of(row, members))
    }
}
