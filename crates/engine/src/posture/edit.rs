//! Editing an instance: its name, or its credentials for the same account.

use super::{
    InstanceView, Refresh,
    activate::{conflict, sealed_form},
    validate::{SignedIn, as_invalid},
};
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
    jobs, names,
};
use connect::source::Credentials;
use ledger::{LeafKind, Subject};
use model::InstanceId;
use serde::Deserialize;
use serde_json::json;
use store::Trigger;
use utoipa::ToSchema;

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub name: Option<String>,
    /// All fields of the connector's sign-in form: kept secrets are never shown again, so that they cannot be
    /// edited one by one.
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    pub credentials: Option<Credentials>,
}

impl Engine {
    /// Renames an instance, or gives it new credentials of the account that it is pinned to.
    pub async fn edit_instance(&self, actor: &Actor, id: &InstanceId, edit: Edit) -> Result<InstanceView> {
        let scope = actor.may(UseCase::ManageConnectors)?;
        let pinned = self.instance_row(id).await?;
        let name = match &edit.name {
            Some(text) => {
                Some(names::checked("name", text).map_err(|problem| Error::Invalid(vec![problem]))?)
            }
            None => None,
        };
        let account = match &edit.credentials {
            None => None,
            Some(given) => match self.sign_in_to(scope, &pinned.connector, given, Some(&pinned)).await? {
                SignedIn::Usable { account, .. } => Some((account, sealed_form(given))),
                SignedIn::Refused(view) => return Err(as_invalid(view)),
            },
        };

        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let row = self.locked_instance(&mut tx, id).await?;
        let mut changes = Vec::new();
        if let Some(name) = name.filter(|name| *name != row.name) {
            tx.instances().rename(id, &name).await.map_err(conflict)?;
            changes.push(("name", json!({ "before": row.name, "after": name })));
        }
        let mut opened = None;
        if let Some((account, sealed)) = account {
            let credentials = tx.vault().seal(&sealed).await?;
            tx.instances().set_credentials(id, &credentials).await?;
            tx.vault().destroy(&row.credentials).await?;
            changes.push(("credentials", json!("replaced")));
            jobs::enqueue(&mut tx, &Refresh::whole(id, Trigger::Requested, Some(actor.principal())), now)
                .await?;
            opened = Some((credentials, account));
        }
        if changes.is_empty() {
            return self.instance(actor, id).await;
        }
        let about = Subject::new().with("instance", id).with("principal", actor.principal());
        self.leaf(&mut tx, LeafKind::INSTANCE_EDITED, about, &changes).await?;
        self.changed(&mut tx, Topic::Instance, Some(id));
        tx.commit().await?;
        if let Some((credentials, account)) = opened {
            self.accounts.put(id.clone(), credentials, account);
        }
        self.nudge.notify_one();
        self.instance(actor, id).await
    }
}
