//! Removing somebody who may sign in.

use super::{Actor, UseCase, role_groups};
use crate::{Engine, Error, Result};
use ledger::{LeafKind, Subject};
use model::PrincipalId;
use serde_json::json;

impl Engine {
    /// Removes a principal and ends their sessions and API tokens. What they did stays on record, under their name.
    ///
    /// # Errors
    /// `Conflict` for oneself and for the last administrator; `NotFound` when there is no such principal.
    pub async fn remove_principal(&self, actor: &Actor, id: &PrincipalId) -> Result<()> {
        actor.may(UseCase::ManagePrincipals)?;
        actor.session()?;
        let refused = |message: &str| Err(Error::Conflict { field: None, message: message.to_owned() });
        if *id == actor.principal {
            return refused("You cannot remove yourself. Another Global Administrator can.");
        }
        let mut tx = self.store.write().await?;
        let row = tx.principals().get(id).await?.filter(|row| row.removed_at.is_none());
        let Some(row) = row else {
            return Err(Error::not_found("such principal; they may have been removed"));
        };
        tx.principals().remove(id, self.clock.now()).await?;
        tx.sessions().delete_of_principal(id, None).await?;
        tx.api_tokens().delete_of_principal(id).await?;
        tx.second_factors().remove(id).await?;
        role_groups::refuse_without_administrator(&mut tx).await?;
        let about = Subject::new().with("principal", id).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::PRINCIPAL_REMOVED, about, &[("name", json!(row.name))]).await?;
        tx.commit().await?;
        Ok(())
    }
}
