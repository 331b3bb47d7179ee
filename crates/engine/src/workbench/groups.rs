//! Groups: made with the first assessment that is filed in them, never deleted.

use super::GroupRef;
use crate::{
    Engine, Result,
    access::{Actor, UseCase},
};

impl Engine {
    /// All groups, by name.
    pub async fn groups(&self, actor: &Actor) -> Result<Vec<GroupRef>> {
        let scope = actor.may(UseCase::ReadAssessments)?;
        let rows = self.store.read().await?.groups().list(scope).await?;
        Ok(rows.iter().map(GroupRef::from).collect())
    }
}
