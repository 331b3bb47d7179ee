//! Turning one's own second factor off.

use super::{check::refused, confirmed};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::Secret;
use std::net::IpAddr;

impl Engine {
    /// Removes the actor's second factor, by password and code.
    ///
    /// # Errors
    /// `Invalid` at `password` and `code`, `Throttled`; `Conflict` when there is none.
    pub async fn disable_second_factor(
        &self,
        actor: &Actor,
        password: &Secret,
        code: &str,
        peer: IpAddr,
    ) -> Result<()> {
        actor.may(UseCase::OwnSession)?;
        actor.session()?;
        let none = || {
            let message = "You have no second factor.".to_owned();
            Error::Conflict { field: None, message }
        };
        if confirmed(&mut self.store.read().await?, &actor.principal).await?.is_none() {
            return Err(none());
        }
        self.own_password(actor, password, peer).await?;
        if !self.take_code(&actor.principal, code, peer).await? {
            return Err(refused());
        }
        let mut tx = self.store.write().await?;
        if !tx.second_factors().remove(&actor.principal).await? {
            return Err(none());
        }
        let about = Subject::new().with("principal", &actor.principal).with("by", &actor.principal);
        self.leaf(&mut tx, LeafKind::SECOND_FACTOR_REMOVED, about, &[]).await?;
        tx.commit().await?;
        Ok(())
    }
}
