//! Who may sign in, and which programs there are.

use super::{Actor, PrincipalView, UseCase};
use crate::{Engine, Result};
use std::collections::BTreeSet;
use store::PrincipalRow;

impl Engine {
    /// Every principal that has not been removed.
    pub async fn principals(&self, actor: &Actor) -> Result<Vec<PrincipalView>> {
        let scope = actor.may(UseCase::ReadPrincipals)?;
        let mut tx = self.store.read().await?;
        let rows = tx.principals().list(scope).await?;
        let holders: BTreeSet<_> = tx.second_factors().holders().await?.into_iter().collect();
        let view = |row: PrincipalRow| {
            let second_factor = holders.contains(&row.id);
            PrincipalView::of(row, second_factor)
        };
        Ok(rows.into_iter().map(view).collect())
    }
}
