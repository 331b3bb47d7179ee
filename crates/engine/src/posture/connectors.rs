//! What can be activated.

use super::ConnectorView;
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use model::ConnectorId;

impl Engine {
    /// Every connector that we ship, with how many instances of it are activated.
    pub async fn connectors(&self, actor: &Actor) -> Result<Vec<ConnectorView>> {
        let scope = actor.may(UseCase::ReadConnectors)?;
        let instances = self.store.read().await?.instances().list(scope).await?;
        let known = self.catalog.connectors.values().filter(|info| self.sources.contains_key(&info.id));
        Ok(known
            .map(|info| ConnectorView {
                info: info.clone(),
                kind: "compliance",
                instances: instances.iter().filter(|instance| instance.connector == info.id).count(),
            })
            .collect())
    }

    /// One connector.
    pub async fn connector(&self, actor: &Actor, id: &ConnectorId) -> Result<ConnectorView> {
        let found = self.connectors(actor).await?.into_iter().find(|view| view.info.id == *id);
        found.ok_or_else(|| Error::not_found(format!("connector “{id}”")))
    }
}
