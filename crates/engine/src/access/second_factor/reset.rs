//! Taking away somebody else's second factor, who lost it with all recovery codes.

use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase, throttle::Key},
};
use ledger::{LeafKind, Subject};
use model::PrincipalId;

impl Engine {
    /// Removes the second factor of another principal and ends their sessions; they sign in with their password
    /// alone, and can begin with another authenticator.
    ///
    /// # Errors
    /// `Conflict` for oneself and where there is none; `NotFound`.
    pub async fn reset_second_factor(&self, actor: &Actor, id: &PrincipalId) -> Result<()> {
        actor.may(UseCase::ManagePrincipals)?;
        actor.session()?;
        let refused = |message: &str| Error::Conflict { field: None, message: message.to_owned() };
        if *id == actor.principal {
            return Err(refused("Your own is turned off with your password and a code."));
        }
        let mut tx = self.store.write().await?;
        if tx.principals().get(id).await?.is_none_or(|row| row.removed_at.is_some()) {
            return Err(Error::not_found("such principal; they may have been removed"));
        }
        if !tx.second_factors().remove(id).await? {
            return Err(refused("They have no second factor."));
        }
        tx.sessions().delete_of_principal(id, None).await?;
        let about = Subject::new().with("principal", id).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::SECOND_FACTOR_REMOVED, about, &[]).await?;
        tx.commit().await?;
        self.forget_failures(&Key::code(id)).await
    }
}
