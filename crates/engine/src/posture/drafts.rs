//! Set-ups that are not finished: kept with what was typed so far, resumed, discarded. Secrets are sealed and
//! never shown again; who resumes a draft may leave them as they are.

use super::{
    CertificateView,
    activate::{opened_form, sealed_form},
    form,
};
use crate::{
    Engine, Error, FieldProblem, Result,
    access::{Actor, UseCase},
};
use assure::{
    ConnectorInfo,
    pack::{AuthMethod, Field},
};
use connect::source::Credentials;
use model::{ConnectorId, DraftId, Secret, Time};
use serde::Deserialize;
use std::{collections::BTreeMap, time::Duration};
use store::{DraftRow, Tx};
use utoipa::ToSchema;

/// How long a draft that nobody touches is kept; then it is forgotten with what was typed.
pub const DRAFT_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// What was typed so far. A field of the sign-in form that is left out stays as it was kept; an empty one is
/// forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DraftInput {
    pub connector: ConnectorId,
    #[serde(default)]
    pub name: String,
    /// The version of the terms that were accepted; none before that.
    pub terms_version: Option<String>,
    /// By the names of the connector's fields.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    pub credentials: Credentials,
}

/// A set-up that is not finished.
#[derive(Debug, Clone, serde::Serialize, ToSchema)]
pub struct DraftView {
    pub id: DraftId,
    pub connector: ConnectorId,
    pub name: String,
    pub terms_version: Option<String>,
    /// What was typed into the fields that are no secrets, and the chosen `method`.
    pub fields: BTreeMap<String, String>,
    /// The secret fields that are kept; they are not shown.
    pub secrets: Vec<String>,
    /// The certificates of keys that we made, by the field that keeps the key.
    pub certificates: BTreeMap<String, CertificateView>,
    pub created_at: Time,
    /// Name of the principal.
    pub created_by: String,
    pub updated_at: Time,
    /// When it is forgotten unless somebody goes on with it.
    pub kept_until: Time,
}

impl Engine {
    /// Set-ups that are not finished, the latest touched first.
    pub async fn drafts(&self, actor: &Actor) -> Result<Vec<DraftView>> {
        let scope = actor.may(UseCase::ManageConnectors)?;
        let mut tx = self.store.read().await?;
        let mut views = Vec::new();
        for row in tx.drafts().list(scope).await? {
            views.push(self.draft_view(&mut tx, row).await?);
        }
        Ok(views)
    }

    /// One of them.
    pub async fn draft(&self, actor: &Actor, id: &DraftId) -> Result<DraftView> {
        actor.may(UseCase::ManageConnectors)?;
        let mut tx = self.store.read().await?;
        let row = tx.drafts().get(id).await?.ok_or_else(no_draft)?;
        self.draft_view(&mut tx, row).await
    }

    /// Keeps a set-up as far as it is: a new one, or what became of `id`.
    ///
    /// # Errors
    /// `Invalid` for a field that the connector does not have or that is too long; a draft may be incomplete
    /// and wrong in every other way.
    pub async fn keep_draft(
        &self,
        actor: &Actor,
        id: Option<&DraftId>,
        input: DraftInput,
    ) -> Result<DraftView> {
        actor.may(UseCase::ManageConnectors)?;
        let info = self.connector(actor, &input.connector).await?.info;
        check_fields(&info, &input.credentials)?;
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        let before = match id {
            Some(id) => Some(tx.drafts().get(id).await?.ok_or_else(no_draft)?),
            None => None,
        };
        if before.as_ref().is_some_and(|before| before.connector != input.connector) {
            return Err(Error::field("connector", "A draft stays with its connector; begin another one."));
        }
        let old = before.as_ref().and_then(|before| before.credentials.clone());
        let mut credentials = match &old {
            Some(old) => opened_form(&tx.vault().open(old).await?)?,
            None => Credentials::new(),
        };
        put_in(&mut credentials, input.credentials);
        credentials.retain(|_, typed| !typed.expose().is_empty());
        let fields = credentials.keys().cloned().collect();
        let sealed = match credentials.is_empty() {
            true => None,
            false => Some(tx.vault().seal(&sealed_form(&credentials)).await?),
        };
        let row = DraftRow {
            id: before.as_ref().map_or_else(
                || DraftId::make(self.clock.as_ref(), self.random.as_ref()),
                |before| before.id.clone(),
            ),
            connector: input.connector,
            name: input.name,
            terms_version: input.terms_version,
            credentials: sealed,
            fields,
            created_at: before.as_ref().map_or(now, |before| before.created_at),
            created_by: before.map_or_else(|| actor.principal().clone(), |before| before.created_by),
            updated_at: now,
        };
        tx.drafts().put(&row).await?;
        if let Some(old) = old {
            tx.vault().destroy(&old).await?;
        }
        let view = self.draft_view(&mut tx, row).await?;
        tx.commit().await?;
        Ok(view)
    }

    /// Forgets a set-up and destroys what was typed.
    pub async fn discard_draft(&self, actor: &Actor, id: &DraftId) -> Result<()> {
        actor.may(UseCase::ManageConnectors)?;
        let mut tx = self.store.write().await?;
        if !tx.drafts().delete(id).await? {
            return Err(no_draft());
        }
        tx.commit().await?;
        Ok(())
    }

    /// What was given, and from a draft what was left out.
    pub(crate) async fn with_draft(
        &self,
        connector: &ConnectorId,
        draft: Option<&DraftId>,
        given: &Credentials,
    ) -> Result<Credentials> {
        let mut given = given.clone();
        given.retain(|name, _| !form::is_certificate(name));
        let Some(id) = draft else { return Ok(given) };
        let mut tx = self.store.read().await?;
        let row =
            tx.drafts().get(id).await?.filter(|row| row.connector == *connector).ok_or_else(no_draft)?;
        let mut credentials = match &row.credentials {
            Some(sealed) => opened_form(&tx.vault().open(sealed).await?)?,
            None => Credentials::new(),
        };
        put_in(&mut credentials, given.clone());
        // What was typed for another way to sign in than the one that was chosen is left aside.
        if let Some(method) = self.chosen(connector, &credentials) {
            let asked = |name: &str| method.fields.iter().any(|field| field.name == name);
            credentials.retain(|name, _| {
                name == form::METHOD || form::is_certificate(name) || asked(name) || given.contains_key(name)
            });
        }
        Ok(credentials)
    }

    /// The method that credentials are for, as far as they say.
    fn chosen(&self, connector: &ConnectorId, credentials: &Credentials) -> Option<&AuthMethod> {
        let info = self.catalog.connectors.get(connector)?;
        form::method_of(info, credentials.get(form::METHOD).map(Secret::expose)).ok()
    }

    /// Forgets what nobody has touched for [`DRAFT_KEPT`].
    pub(crate) async fn forget_drafts(&self, tx: &mut Tx, now: Time) -> Result<()> {
        for row in tx.drafts().older_than(now.minus(DRAFT_KEPT)).await? {
            tx.drafts().delete(&row.id).await?;
        }
        Ok(())
    }

    async fn draft_view(&self, tx: &mut Tx, row: DraftRow) -> Result<DraftView> {
        let typed = match &row.credentials {
            Some(sealed) => opened_form(&tx.vault().open(sealed).await?)?,
            None => Credentials::new(),
        };
        let info = self.catalog.connectors.get(&row.connector);
        // What the connector's form does not know any more is not shown either.
        let secret = |name: &str| {
            let field = info.and_then(|info| fields_of(info).find(|field| field.name == name));
            name != form::METHOD && field.is_none_or(|field| field.secret)
        };
        let keys = info.into_iter().flat_map(fields_of).filter(|field| field.generated.is_some());
        let certificates = keys
            .filter_map(|field| Some((field.name.clone(), CertificateView::of(&typed, &field.name)?)))
            .collect();
        let by = tx.principals().get(&row.created_by).await?;
        Ok(DraftView {
            secrets: row
                .fields
                .iter()
                .filter(|name| secret(name) && !form::is_certificate(name))
                .cloned()
                .collect(),
            certificates,
            fields: typed
                .iter()
                .filter(|(name, _)| !secret(name))
                .map(|(name, typed)| (name.clone(), typed.expose().to_owned()))
                .collect(),
            id: row.id,
            connector: row.connector,
            name: row.name,
            terms_version: row.terms_version,
            created_at: row.created_at,
            created_by: by.map_or_else(|| row.created_by.to_string(), |by| by.name),
            updated_at: row.updated_at,
            kept_until: row.updated_at.plus(DRAFT_KEPT),
        })
    }
}

/// Puts what was typed in the place of what was kept. A key that was typed has no certificate of ours.
fn put_in(credentials: &mut Credentials, typed: Credentials) {
    for name in typed.keys() {
        credentials.remove(&form::certificate_of(name));
    }
    credentials.extend(typed);
}

pub(super) fn no_draft() -> Error {
    Error::not_found("draft of that id; it was finished, discarded, or forgotten after 30 days")
}

fn fields_of(info: &ConnectorInfo) -> impl Iterator<Item = &Field> {
    info.methods.iter().flat_map(|method| &method.fields)
}

fn check_fields(info: &ConnectorInfo, typed: &Credentials) -> Result<()> {
    let mut problems = Vec::new();
    for (name, value) in typed {
        if name == form::METHOD {
            if let Err(problem) = form::method_of(info, Some(value.expose())) {
                problems.push(FieldProblem::new(format!("credentials.{name}"), problem.message));
            }
            continue;
        }
        let at = format!("credentials.{name}");
        match fields_of(info).find(|field| field.name == *name) {
            None => problems.push(FieldProblem::new(at, "The connector has no such field.")),
            Some(field) if value.expose().chars().count() > field.max_chars as usize => {
                let message = format!("{} has at most {} characters.", field.label, field.max_chars);
                problems.push(FieldProblem::new(at, message));
            }
            Some(_) => {}
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}
