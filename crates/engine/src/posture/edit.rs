//! Editing an instance: its name, its credentials for the same account, or how often its service's log is asked.

use super::{
    InstanceView, Poll, Refresh,
    activate::{conflict, sealed_form},
    validate::{SignedIn, Usable, as_invalid},
};
use crate::{
    Engine, Error, Result, Topic,
    access::{Actor, UseCase},
    jobs, names,
};
use connect::source::Credentials;
use ledger::{LeafKind, Subject};
use model::{DraftId, InstanceId};
use serde::{Deserialize, Deserializer};
use serde_json::json;
use store::{InstanceRow, Trigger};
use utoipa::ToSchema;

/// What is to change; what is left out stays.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub name: Option<String>,
    /// All fields of the connector's sign-in form: kept secrets are never shown again, so that they cannot be
    /// edited one by one.
    #[schema(value_type = Option<std::collections::BTreeMap<String, String>>)]
    pub credentials: Option<Credentials>,
    /// The draft that has what is left out of the credentials, such as a key that we made; it is forgotten then.
    pub draft: Option<DraftId>,
    /// Seconds between two askings of the service's log; null for as often as the connector does by itself.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, example = 60)]
    pub poll_every_s: Option<Option<u32>>,
}

/// Tells a null from what is left out.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<u32>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl Engine {
    /// Renames an instance, gives it new credentials of the account that it is pinned to, or has its service's log
    /// asked more or less often.
    pub async fn edit_instance(&self, actor: &Actor, id: &InstanceId, edit: Edit) -> Result<InstanceView> {
        let scope = actor.may(UseCase::ManageConnectors)?;
        let pinned = self.instance_row(id).await?;
        let name = match &edit.name {
            Some(text) => {
                Some(names::checked("name", text).map_err(|problem| Error::Invalid(vec![problem]))?)
            }
            None => None,
        };
        if let Some(Some(every_s)) = edit.poll_every_s {
            self.check_period(&pinned, every_s)?;
        }
        let usable = match (&edit.credentials, &edit.draft) {
            (None, None) => None,
            (typed, draft) => {
                let typed = typed.clone().unwrap_or_default();
                let whole = self.with_draft(&pinned.connector, draft.as_ref(), &typed).await?;
                match self.sign_in_to(scope, &pinned.connector, &whole, Some(&pinned)).await? {
                    SignedIn::Usable(usable) => Some(*usable),
                    SignedIn::Refused(view) => return Err(as_invalid(view)),
                }
            }
        };

        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let row = self.locked_instance(&mut tx, id).await?;
        let mut changes = Vec::new();
        if let Some(name) = name.filter(|name| *name != row.name) {
            let field = self.account_field_of(&row);
            tx.instances().rename(id, &name).await.map_err(|error| conflict(error, field))?;
            changes.push(("name", json!({ "before": row.name, "after": name })));
        }
        let wanted = edit.poll_every_s.map(|every_s| every_s.map(i64::from));
        if let Some(every_s) = wanted.filter(|every_s| *every_s != row.poll_every_s) {
            tx.instances().set_poll_every(id, every_s).await?;
            changes.push(("poll_every_s", json!({ "before": row.poll_every_s, "after": every_s })));
            if self.is_polled(&InstanceRow { poll_every_s: every_s, ..row.clone() }, now) {
                jobs::enqueue(&mut tx, &Poll { instance: id.clone() }, now).await?;
            }
        }
        let mut opened = None;
        if let Some(Usable { account, credentials, method, certificate, .. }) = usable {
            let sealed = tx.vault().seal(&sealed_form(&credentials)).await?;
            let certificate = certificate.map(|certificate| json!(certificate));
            tx.instances().set_credentials(id, &sealed, method.as_deref(), certificate.as_ref()).await?;
            tx.vault().destroy(&row.credentials).await?;
            changes.push(("credentials", json!("replaced")));
            if let Some(draft) = &edit.draft {
                tx.drafts().delete(draft).await?;
            }
            jobs::enqueue(&mut tx, &Refresh::whole(id, Trigger::Requested, Some(actor.principal())), now)
                .await?;
            opened = Some((sealed, account));
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
