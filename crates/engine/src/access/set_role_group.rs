//! Putting somebody into another role group.

use super::{Actor, PrincipalView, UseCase, role_groups};
use crate::{Engine, Error, Result};
use ledger::{LeafKind, Subject};
use model::{PrincipalId, RoleGroupId};
use serde_json::json;
use store::PrincipalRow;

impl Engine {
    /// Puts a principal into a role group, in place of the one before. It counts from their next request on.
    ///
    /// # Errors
    /// `Invalid` at `role_group`; `Conflict` where nobody would be Global Administrator; `NotFound`.
    pub async fn set_role_group(
        &self,
        actor: &Actor,
        id: &PrincipalId,
        group: impl Into<RoleGroupId>,
    ) -> Result<PrincipalView> {
        actor.may(UseCase::ManagePrincipals)?;
        actor.session()?;
        let mut tx = self.store.write().await?;
        let group = role_groups::membership(&mut tx, &group.into()).await?;
        let row = tx.principals().get(id).await?.filter(|row| row.removed_at.is_none());
        let Some(row) = row else {
            return Err(Error::not_found("such principal; they may have been removed"));
        };
        let second_factor = tx.second_factors().get(id).await?.is_some_and(|row| row.confirmed_at.is_some());
        if row.group == group {
            return Ok(PrincipalView::of(row, second_factor));
        }
        tx.principals().set_group(id, &group.id).await?;
        role_groups::refuse_without_administrator(&mut tx).await?;
        let about = Subject::new().with("principal", id).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::PRINCIPAL_REGROUPED, about, &[("role_group", json!(group.id))]).await?;
        tx.commit().await?;
        Ok(PrincipalView::of(PrincipalRow { group, ..row }, second_factor))
    }
}
