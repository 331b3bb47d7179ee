//! The checks that are loaded: what each looks at, what passes, which examples it was tested on.

use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use assure::Check;
use model::CheckId;

impl Engine {
    /// Every check, by id.
    pub fn checks(&self, actor: &Actor) -> Result<Vec<Check>> {
        actor.may(UseCase::ReadChecks)?;
        Ok(self.catalog.checks.values().cloned().collect())
    }

    /// One check, by its id or one that it had before.
    pub fn check(&self, actor: &Actor, id: &CheckId) -> Result<Check> {
        actor.may(UseCase::ReadChecks)?;
        self.catalog.check(id).cloned().ok_or_else(|| Error::not_found(format!("check “{id}”")))
    }
}
