//! Who may sign in.

use super::{Actor, PrincipalView, UseCase};
use crate::{Engine, Result};

impl Engine {
    /// Every principal that has not been removed.
    pub async fn principals(&self, actor: &Actor) -> Result<Vec<PrincipalView>> {
        let scope = actor.may(UseCase::ReadPrincipals)?;
        let rows = self.store.read().await?.principals().list(scope).await?;
        Ok(rows.into_iter().map(PrincipalView::of).collect())
    }
}
