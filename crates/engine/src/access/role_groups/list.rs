//! Which groups there are.

use super::RoleGroupView;
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};

impl Engine {
    /// Every group: those of the roles first, then by name.
    pub async fn role_groups(&self, actor: &Actor) -> Result<Vec<RoleGroupView>> {
        let scope = actor.may(UseCase::ReadPrincipals)?;
        let mut tx = self.store.read().await?;
        let mut groups = Vec::new();
        for row in tx.role_groups().list(scope).await? {
            let members = tx.role_groups().count_members(&row.id).await?;
            groups.push(RoleGroupView::of(&mut tx, row, members).await?);
        }
        Ok(groups)
    }
}
