//! Whether a connector's name may be given.

use crate::{
    Engine, Result,
    access::{Actor, UseCase},
    names,
};
use model::InstanceId;
use serde::Serialize;
use utoipa::ToSchema;

/// Whether a name is free, and if not, why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NameAnswer {
    pub available: bool,
    /// What is wrong and how to mend it, when it is not.
    pub message: Option<String>,
}

impl Engine {
    /// Asks, while somebody types, whether a connector may have this name. `except` is the instance being
    /// renamed.
    pub async fn connector_name(
        &self,
        actor: &Actor,
        name: &str,
        except: Option<&InstanceId>,
    ) -> Result<NameAnswer> {
        actor.may(UseCase::ManageConnectors)?;
        let refused = |message| Ok(NameAnswer { available: false, message: Some(message) });
        let name = match names::checked("name", name) {
            Ok(name) => name,
            Err(problem) => return refused(problem.message),
        };
        let mut tx = self.store.read().await?;
        match tx.instances().by_name(&name).await? {
            Some(other) if Some(&other.id) != except => refused(taken(&other.name)),
            _ => Ok(NameAnswer { available: true, message: None }),
        }
    }
}

/// What to say when another connector has the name.
pub(super) fn taken(by: &str) -> String {
    format!("The name is taken by the connector “{by}”. Choose another; case makes no difference.")
}
