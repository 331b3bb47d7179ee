//! Editing a group.

use super::{RoleGroupView, changeable, checked, reach, refuse_without_administrator, taken, values};
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::{Role, RoleGroupId};
use serde::{Deserialize, Deserializer};
use store::RoleGroupRow;
use utoipa::ToSchema;

/// What is to change; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleGroupEdit {
    pub name: Option<String>,
    pub description: Option<String>,
    pub roles: Option<Vec<Role>>,
    /// Addresses of the mailboxes that its archive roles reach; null for all of them.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>)]
    pub mailboxes: Option<Option<Vec<String>>>,
}

/// Tells a null from what is left out.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<Vec<String>>>, D::Error> {
    Option::deserialize(value).map(Some)
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
        let mailboxes = match &edit.mailboxes {
            Some(addresses) => reach(&mut tx, addresses.as_deref()).await?,
            None => before.mailboxes.clone(),
        };
        let row = RoleGroupRow { name, description, roles, mailboxes, ..before.clone() };
        let members = tx.role_groups().count_members(id).await?;
        if row == before {
            return RoleGroupView::of(&mut tx, row, members).await;
        }
        tx.role_groups().update(&row).await.map_err(taken)?;
        refuse_without_administrator(&mut tx).await?;
        let about = Subject::new().with("role_group", id).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::ROLE_GROUP_EDITED, about, &values(&row)).await?;
        let view = RoleGroupView::of(&mut tx, row, members).await?;
        tx.commit().await?;
        Ok(view)
    }
}
