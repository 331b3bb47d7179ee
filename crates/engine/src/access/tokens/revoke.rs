//! Revoking a token.

use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::{ApiTokenId, PrincipalId};
use serde_json::json;

impl Engine {
    /// Revokes one of the actor's tokens: it is worth nothing from now on.
    ///
    /// # Errors
    /// `NotFound`, also for the tokens of others.
    pub async fn revoke_token(&self, actor: &Actor, id: &ApiTokenId) -> Result<()> {
        actor.may(UseCase::OwnTokens)?;
        self.revoke(actor, &actor.principal, id).await
    }

    /// Revokes a token of anybody.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn revoke_token_of(
        &self,
        actor: &Actor,
        principal: &PrincipalId,
        id: &ApiTokenId,
    ) -> Result<()> {
        actor.may(UseCase::ManageTokens)?;
        self.revoke(actor, principal, id).await
    }

    async fn revoke(&self, actor: &Actor, owner: &PrincipalId, id: &ApiTokenId) -> Result<()> {
        actor.session()?;
        let mut tx = self.store.write().await?;
        let row = tx.api_tokens().get(id).await?.filter(|row| row.principal == *owner);
        let missing = || Error::not_found("such token; it may have been revoked");
        let row = row.ok_or_else(missing)?;
        if !tx.api_tokens().delete(id).await? {
            return Err(missing());
        }
        let about =
            Subject::new().with("api_token", id).with("principal", owner).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::API_TOKEN_REVOKED, about, &[("name", json!(row.name))]).await?;
        tx.commit().await?;
        Ok(())
    }
}
