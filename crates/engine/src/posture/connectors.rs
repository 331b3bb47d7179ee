//! What can be activated.

use super::ConnectorView;
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use assure::ConnectorInfo;
use model::ConnectorId;

impl Engine {
    /// Every connector that we ship, of either kind, with how many instances of it are activated.
    pub async fn connectors(&self, actor: &Actor) -> Result<Vec<ConnectorView>> {
        let scope = actor.may(UseCase::ReadConnectors)?;
        let instances = self.store.read().await?.instances().list(scope).await?;
        let archives = self.store.read().await?.archive_instances().list(scope).await?;
        let view = |info: &ConnectorInfo| {
            let (kind, instances) = if self.sources.contains_key(&info.id) {
                ("compliance", instances.iter().filter(|instance| instance.connector == info.id).count())
            } else if self.archive_sources.contains_key(&info.id) {
                ("archive", archives.iter().filter(|instance| instance.connector == info.id).count())
            } else {
                return None;
            };
            Some(ConnectorView { info: info.clone(), kind, archive: info.archive.clone(), instances })
        };
        Ok(self.catalog.connectors.values().filter_map(view).collect())
    }

    /// One connector.
    pub async fn connector(&self, actor: &Actor, id: &ConnectorId) -> Result<ConnectorView> {
        let found = self.connectors(actor).await?.into_iter().find(|view| view.info.id == *id);
        found.ok_or_else(|| Error::not_found(format!("connector “{id}”")))
    }
}
