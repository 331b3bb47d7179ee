//! Signing out.

use super::{Actor, UseCase};
use crate::{Engine, Result};

impl Engine {
    /// Ends the actor's session; its token is worth nothing from now on.
    pub async fn sign_out(&self, actor: &Actor) -> Result<()> {
        actor.may(UseCase::OwnSession)?;
        let session = actor.session()?;
        let mut tx = self.store.write().await?;
        tx.sessions().delete(session).await?;
        tx.commit().await?;
        Ok(())
    }
}
