//! Changing one's own password.

use super::{Actor, UseCase, password, throttle::Key};
use crate::{Engine, Error, Result};
use model::Secret;
use std::net::IpAddr;

impl Engine {
    /// Gives the actor a new password. Every other session of theirs ends: whoever knew the old one is out.
    ///
    /// # Errors
    /// `Invalid` at `current` or `new`; `Throttled` as when signing in, so that a session that was left open
    /// is no way to try passwords out.
    pub async fn change_password(
        &self,
        actor: &Actor,
        current: &Secret,
        new: &Secret,
        peer: IpAddr,
    ) -> Result<()> {
        actor.may(UseCase::OwnSession)?;
        let session = actor.session()?;
        password::check("new", new, &actor.name).map_err(|problem| Error::Invalid(vec![problem]))?;
        if new.expose() == current.expose() {
            return Err(Error::field("new", "The new password must differ from the current one."));
        }
        let row = self.store.read().await?.principals().get(&actor.principal).await?;
        let hash = row.and_then(|row| row.password_hash);
        let (name, peer) = (Key::name(&actor.name), Key::peer(peer));
        if !self.throttled_verify(&name, &peer, current, hash).await? {
            return Err(Error::field("current", "This is not your current password."));
        }
        let hash = password::hash(new, &self.random).await?;
        let mut tx = self.store.write().await?;
        tx.principals().set_password(&actor.principal, &hash).await?;
        tx.sessions().delete_of_principal(&actor.principal, Some(session)).await?;
        tx.commit().await?;
        Ok(())
    }
}
