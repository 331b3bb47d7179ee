//! Activating an archive connector: terms, a unique name, credentials that work, what is archived and for whom.

use super::{
    ArchiveSettings, ArchiveSettingsInput, ArchiveView, Capture, CustodianInput,
    custodians::checked_custodians,
    sign_in::{SignedIn, Usable},
};
use crate::{
    Engine, Error, FieldProblem, Result, Topic,
    access::{Actor, UseCase},
    jobs, names,
    posture::{activate::sealed_form, validate::as_invalid},
};
use connect::source::Credentials;
use ledger::{LeafKind, Subject};
use model::{ConnectorId, DraftId, InstanceId};
use serde::Deserialize;
use serde_json::json;
use store::{ArchiveInstanceRow, MailboxOrigin, StoreError};
use utoipa::ToSchema;

/// What the wizard gathered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveActivation {
    pub connector: ConnectorId,
    pub name: String,
    /// By the names of the connector's fields. With a draft, what was typed since it was kept.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub credentials: Credentials,
    /// The set-up that is finished by this; it is forgotten then.
    pub draft: Option<DraftId>,
    /// The version of the terms that were accepted.
    pub terms_version: String,
    #[serde(default)]
    pub settings: ArchiveSettingsInput,
    /// For whom there are mailboxes, beside the addresses of the chosen domains.
    #[serde(default)]
    pub custodians: Vec<CustodianInput>,
}

impl Engine {
    /// Activates an archive connector: signs in for real, keeps the credentials in the vault, pins the account, makes
    /// the custodians' mailboxes and begins to capture.
    pub async fn activate_archive(&self, actor: &Actor, wanted: ArchiveActivation) -> Result<ArchiveView> {
        actor.may(UseCase::ManageArchive)?;
        let info = self.archive_info(&wanted.connector)?.clone();
        let now = self.clock.now();
        let mut problems = Vec::new();
        let name = names::checked("name", &wanted.name).unwrap_or_else(|problem| {
            problems.push(problem);
            String::new()
        });
        if wanted.terms_version != info.terms.version {
            let message =
                format!("Accept the terms of version {}; they were shown first.", info.terms.version);
            problems.push(FieldProblem::new("terms_version", message));
        }
        let settings =
            taken(&mut problems, ArchiveSettings::checked(wanted.settings, None, actor.principal(), now))?;
        let custodians = taken(&mut problems, checked_custodians(&wanted.custodians))?;
        let (Some(settings), Some(custodians), true) = (settings, custodians, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        if let Some(other) = self.store.read().await?.archive_instances().by_name(&name).await? {
            let message = format!("The name is already used by “{}”.", other.name);
            return Err(Error::Conflict { field: Some("name".into()), message });
        }
        let typed = self.with_draft(&wanted.connector, wanted.draft.as_ref(), &wanted.credentials).await?;
        let asked = settings.validated_as();
        let usable = match self.sign_in_to_archive(&wanted.connector, &typed, &asked, None).await? {
            SignedIn::Usable(usable) => *usable,
            SignedIn::Refused(view) => return Err(as_invalid(view)),
        };
        let Usable { account, account_id, credentials: typed, method, certificate, .. } = usable;

        let mut tx = self.store.write().await?;
        let credentials = tx.vault().seal(&sealed_form(&typed)).await?;
        let row = ArchiveInstanceRow {
            id: InstanceId::make(self.clock.as_ref(), self.random.as_ref()),
            connector: wanted.connector,
            service: info.service,
            name,
            account_id,
            credentials: credentials.clone(),
            method,
            certificate: certificate.map(|certificate| json!(certificate)),
            settings: json!(settings),
            terms_version: wanted.terms_version,
            created_at: now,
            created_by: actor.principal().clone(),
            paused_at: None,
            deleted_at: None,
            asked_at: None,
            failing_since: None,
            failure: None,
            stalled_since: None,
            stalled: None,
        };
        if let Some(draft) = &wanted.draft {
            tx.drafts().delete(draft).await?;
        }
        tx.archive_instances().insert(&row).await.map_err(conflict)?;
        tx.mailboxes().ensure(&custodians, MailboxOrigin::Custodian, now).await?;
        self.leaf(
            &mut tx,
            LeafKind::ARCHIVE_ACTIVATED,
            Subject::new().with("instance", &row.id).with("principal", actor.principal()),
            &[
                ("account", json!(row.account_id)),
                ("name", json!(row.name)),
                ("settings", row.settings.clone()),
                ("terms", json!(row.terms_version)),
            ],
        )
        .await?;
        jobs::enqueue(&mut tx, &Capture { instance: row.id.clone() }, now).await?;
        self.changed(&mut tx, Topic::Archive, Some(&row.id));
        tx.commit().await?;
        self.archive_accounts.put(row.id.clone(), credentials, account);
        self.nudge.notify_one();
        self.archive(actor, &row.id).await
    }
}

/// Gathers the problems of one part of a form, so that all of them are told at once.
fn taken<T>(problems: &mut Vec<FieldProblem>, part: Result<T>) -> Result<Option<T>> {
    match part {
        Ok(part) => Ok(Some(part)),
        Err(Error::Invalid(more)) => {
            problems.extend(more);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

pub(super) fn conflict(error: StoreError) -> Error {
    match error {
        StoreError::Taken { what: "account", by } => Error::Conflict {
            field: None,
            message: format!("This account is already archived by “{by}”."),
        },
        StoreError::Taken { by, .. } => Error::Conflict {
            field: Some("name".into()),
            message: format!("The name is already used by “{by}”."),
        },
        other => other.into(),
    }
}
