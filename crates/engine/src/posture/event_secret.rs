//! Event subscriptions: the secret that a service signs its deliveries with.

use super::InstanceView;
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
};
use ledger::{LeafKind, Subject};
use model::{InstanceId, Secret};
use serde_json::json;

/// Longest secret in bytes; services' own are a few dozen.
const SECRET_BYTES_MAX: usize = 512;

impl Engine {
    /// Takes the secret that the service shows beside its event subscription; it is never shown again.
    pub async fn set_event_secret(
        &self,
        actor: &Actor,
        id: &InstanceId,
        secret: &Secret,
    ) -> Result<InstanceView> {
        actor.may(UseCase::ManageConnectors)?;
        let trimmed = secret.expose().trim();
        if trimmed.is_empty() {
            return Err(Error::field("secret_token", "Paste the Secret Token that the service shows."));
        }
        if trimmed.len() > SECRET_BYTES_MAX || trimmed.chars().any(|c| c.is_control() || c.is_whitespace()) {
            let message =
                "This is no Secret Token: one has no blanks and at most 512 characters. Copy it again.";
            return Err(Error::field("secret_token", message));
        }
        self.replace_event_secret(actor, id, Some(&Secret::new(trimmed))).await
    }

    /// Ends the subscription here: deliveries are refused from now on.
    pub async fn remove_event_secret(&self, actor: &Actor, id: &InstanceId) -> Result<InstanceView> {
        actor.may(UseCase::ManageConnectors)?;
        self.replace_event_secret(actor, id, None).await
    }

    async fn replace_event_secret(
        &self,
        actor: &Actor,
        id: &InstanceId,
        secret: Option<&Secret>,
    ) -> Result<InstanceView> {
        let mut tx = self.store.write().await?;
        let row = self.locked_instance(&mut tx, id).await?;
        let sealed = match secret {
            Some(secret) => Some(tx.vault().seal(secret).await?),
            None => None,
        };
        tx.instances().set_event_secret(id, sealed.as_ref()).await?;
        if let Some(old) = &row.event_secret {
            tx.vault().destroy(old).await?;
        }
        let what = if secret.is_some() { "set" } else { "removed" };
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::INSTANCE_EDITED, about, &[("event_secret", json!(what))]).await?;
        self.changed(&mut tx, Topic::Instance, Some(id));
        tx.commit().await?;
        self.instance(actor, id).await
    }
}
