//! Following changes while a page is open.

use super::{Actor, UseCase};
use crate::{Change, Engine, Result};
use tokio::sync::broadcast;

impl Engine {
    /// Every change from now on. A receiver that lags is told so, and is to read everything again.
    pub fn follow(&self, actor: &Actor) -> Result<broadcast::Receiver<Change>> {
        actor.may(UseCase::FollowChanges)?;
        Ok(self.live.listen())
    }
}
