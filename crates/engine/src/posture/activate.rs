//! Activating a connector: terms, a unique name, credentials that work, a pinned account.

use super::{
    InstanceView, Refresh, form,
    names::taken,
    validate::{SignedIn, Usable, account_field, as_invalid},
};
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
    jobs, names,
};
use connect::source::Credentials;
use ledger::{LeafKind, Subject};
use model::{ConnectorId, DraftId, InstanceId, Secret};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{InstanceRow, StoreError, Trigger};
use utoipa::ToSchema;

/// What the wizard gathered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Activation {
    pub connector: ConnectorId,
    pub name: String,
    /// By the names of the connector's fields. With a draft, what was typed since it was kept.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub credentials: Credentials,
    /// The set-up that is finished by this; it is forgotten then.
    pub draft: Option<DraftId>,
    /// The version of the terms that were accepted.
    pub terms_version: String,
}

impl Engine {
    /// Activates a connector: signs in for real, keeps the credentials in the vault, pins the account, takes
    /// the instance into every assessment that covers later ones, and has it read at once.
    pub async fn activate(&self, actor: &Actor, wanted: Activation) -> Result<InstanceView> {
        let scope = actor.may(UseCase::ManageConnectors)?;
        let view = self.connector(actor, &wanted.connector).await?;
        let mut problems = Vec::new();
        let name = names::checked("name", &wanted.name).unwrap_or_else(|problem| {
            problems.push(problem);
            String::new()
        });
        if wanted.terms_version != view.info.terms.version {
            let message =
                format!("Accept the terms of version {}; they were shown first.", view.info.terms.version);
            problems.push(FieldProblem::new("terms_version", message));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        if let Some(other) = self.store.read().await?.instances().by_name(&name).await? {
            return Err(Error::Conflict { field: Some("name".into()), message: taken(&other.name) });
        }
        let typed = self.with_draft(&wanted.connector, wanted.draft.as_ref(), &wanted.credentials).await?;
        let usable = match self.sign_in_to(scope, &wanted.connector, &typed, None).await? {
            SignedIn::Usable(usable) => *usable,
            SignedIn::Refused(view) => return Err(as_invalid(view)),
        };
        let Usable { account, account_id, credentials: typed, method, certificate, .. } = usable;

        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let credentials = tx.vault().seal(&sealed_form(&typed)).await?;
        let row = InstanceRow {
            id: InstanceId::make(self.clock.as_ref(), self.random.as_ref()),
            connector: wanted.connector,
            service: view.info.service,
            name,
            account_id,
            credentials: credentials.clone(),
            method,
            certificate: certificate.map(|certificate| json!(certificate)),
            poll_every_s: None,
            event_secret: None,
            first_event_at: None,
            last_event_at: None,
            terms_version: wanted.terms_version,
            created_at: now,
            created_by: actor.principal().clone(),
            deleted_at: None,
        };
        if let Some(draft) = &wanted.draft {
            tx.drafts().delete(draft).await?;
        }
        tx.assessments().hold_memberships().await?;
        let field = self.account_field_of(&row);
        tx.instances().insert(&row).await.map_err(|error| conflict(error, field))?;
        for assessment in tx.assessments().list(scope).await? {
            if assessment.covers == store::Covers::All && assessment.services.contains(&row.service) {
                tx.assessments().add_instance(&assessment.id, &row.id, now).await?;
            }
        }
        self.leaf(
            &mut tx,
            LeafKind::INSTANCE_ACTIVATED,
            Subject::new().with("instance", &row.id).with("principal", actor.principal()),
            &[
                ("account", json!(row.account_id)),
                ("name", json!(row.name)),
                ("terms", json!(row.terms_version)),
            ],
        )
        .await?;
        jobs::enqueue(&mut tx, &Refresh::whole(&row.id, Trigger::Activation, Some(actor.principal())), now)
            .await?;
        self.changed(&mut tx, Topic::Instance, Some(&row.id));
        tx.commit().await?;
        self.accounts.put(row.id.clone(), credentials, account);
        self.nudge.notify_one();
        self.instance(actor, &row.id).await
    }
}

impl Engine {
    /// The field at which the account of an instance was entered, where there is one.
    pub(super) fn account_field_of(&self, row: &InstanceRow) -> Option<&'static str> {
        let info = self.catalog.connectors.get(&row.connector)?;
        account_field(form::method_of(info, row.method.as_deref()).ok()?)
    }
}

/// Another one was faster, or had the account all along, which was entered at `field`.
pub(super) fn conflict(error: StoreError, field: Option<&str>) -> Error {
    match error {
        StoreError::Taken { what: "account", by } => Error::Conflict {
            field: field.map(|field| format!("credentials.{field}")),
            message: format!("This account is already connected as “{by}”."),
        },
        StoreError::Taken { by, .. } => Error::Conflict { field: Some("name".into()), message: taken(&by) },
        other => other.into(),
    }
}

/// Credentials as one text for the vault.
pub(crate) fn sealed_form(credentials: &Credentials) -> Secret {
    let plain: serde_json::Map<String, Value> =
        credentials.iter().map(|(field, secret)| (field.clone(), Value::from(secret.expose()))).collect();
    Secret::new(Value::Object(plain).to_string())
}

/// Credentials as the vault gave them back.
pub(crate) fn opened_form(sealed: &Secret) -> Result<Credentials> {
    serde_json::from_str(sealed.expose())
        .map_err(|_| Error::Internal("sealed credentials are not in the form they were sealed in".into()))
}
