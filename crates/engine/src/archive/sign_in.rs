//! Signing in to the source of an archive: *Validate connection*, and the account that stays open.

use super::settings::ArchiveSettings;
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
    posture::{
        CertificateView, MissingView, ProblemView, SetFailure, ValidationResult, ValidationView,
        activate::opened_form,
        form,
        quota::Permits,
        validate::{account_field, failed, problems_of},
    },
};
use assure::ConnectorInfo;
use connect::source::{
    Credentials, Validation,
    archive::{ArchiveAccount, ArchiveSource, Wanted},
};
use model::{ConnectorId, DraftId, InstanceId};
use std::sync::Arc;
use store::ArchiveInstanceRow;

/// What a sign-in came to.
pub(super) enum SignedIn {
    Usable(Box<Usable>),
    Refused(ValidationView),
}

/// An account that may be used, and what is kept of how it was opened.
pub(super) struct Usable {
    pub account: Arc<dyn ArchiveAccount>,
    pub account_id: String,
    pub credentials: Credentials,
    pub method: Option<String>,
    pub certificate: Option<CertificateView>,
    pub view: ValidationView,
}

impl Engine {
    /// Tries credentials out. Nothing is kept.
    pub async fn validate_archive(
        &self,
        actor: &Actor,
        connector: &ConnectorId,
        credentials: &Credentials,
        messages: bool,
        instance: Option<&InstanceId>,
        draft: Option<&DraftId>,
    ) -> Result<ValidationView> {
        actor.may(UseCase::ManageArchive)?;
        let edited = match instance {
            Some(id) => Some(self.archive_row(id).await?),
            None => None,
        };
        let credentials = &self.with_draft(connector, draft, credentials).await?;
        let wanted = Wanted { from: None, messages };
        Ok(match self.sign_in_to_archive(connector, credentials, &wanted, edited.as_ref()).await? {
            SignedIn::Usable(usable) => usable.view,
            SignedIn::Refused(view) => view,
        })
    }

    /// Signs in and holds the account against what is activated already.
    pub(super) async fn sign_in_to_archive(
        &self,
        connector: &ConnectorId,
        credentials: &Credentials,
        wanted: &Wanted,
        edited: Option<&ArchiveInstanceRow>,
    ) -> Result<SignedIn> {
        let source = self.archive_source(connector)?;
        let info = self.archive_info(connector)?;
        let at =
            |field: String, message: String| ProblemView { field: Some(field), message, mend: String::new() };
        let checked = form::checked(info, credentials);
        let (method, whole) = match checked {
            Ok(checked) => checked,
            Err(problems) => {
                let problems = problems.into_iter().map(|p| at(p.field, p.message)).collect();
                return Ok(SignedIn::Refused(failed(problems)));
            }
        };
        let account = match source.open(&whole) {
            Ok(account) => account,
            Err(problems) => {
                let problems = problems.into_iter().map(|p| at(p.field, p.message)).collect();
                return Ok(SignedIn::Refused(failed(problems)));
            }
        };
        let validation = match account.validate(wanted).await {
            Ok(validation) => validation,
            Err(error) => return Ok(SignedIn::Refused(failed(problems_of(method, &error)))),
        };
        let view = view_of(info, &validation);
        if validation.lacks_required() {
            return Ok(SignedIn::Refused(view));
        }
        if let Some((message, mend)) = self.other_archive(connector, &validation.account_id, edited).await? {
            let problem = ProblemView { field: account_field(method).map(str::to_owned), message, mend };
            let refused = failed(vec![problem]);
            return Ok(SignedIn::Refused(ValidationView { account_id: view.account_id, ..refused }));
        }
        Ok(SignedIn::Usable(Box::new(Usable {
            account,
            account_id: validation.account_id,
            method: (info.methods.len() > 1).then(|| method.id.clone()),
            certificate: form::key_pair_field(method)
                .and_then(|field| CertificateView::of(credentials, &field.name)),
            credentials: whole,
            view,
        })))
    }

    async fn other_archive(
        &self,
        connector: &ConnectorId,
        account_id: &str,
        edited: Option<&ArchiveInstanceRow>,
    ) -> Result<Option<(String, String)>> {
        if let Some(row) = edited {
            let other = row.account_id != account_id;
            return Ok(other.then(|| {
                let message = format!(
                    "These credentials belong to the account {account_id}; “{}” is pinned to the account {}.",
                    row.name, row.account_id
                );
                let mend =
                    "Enter credentials of the pinned account, or add a connector of its own for the other.";
                (message, mend.to_owned())
            }));
        }
        let same = self.store.read().await?.archive_instances().by_account(connector, account_id).await?;
        Ok(same.map(|row| {
            let message = format!("The account {account_id} is already archived by “{}”.", row.name);
            (message, format!("Use “{}”, or enter the credentials of another account.", row.name))
        }))
    }

    /// The connector's code.
    pub(super) fn archive_source(&self, connector: &ConnectorId) -> Result<&Arc<dyn ArchiveSource>> {
        let found = self.archive_sources.get(connector);
        found.ok_or_else(|| Error::not_found(format!("archive connector “{connector}”")))
    }

    /// Permits to call a connector's account. Connectors of one service share the account's row: what one spends, the other
    /// does not have.
    pub(super) fn archive_permits(&self, row: &ArchiveInstanceRow) -> Result<Permits<'_>> {
        let limits = self.archive_source(&row.connector)?.limits().to_vec();
        let shared = row.service.as_str().parse().unwrap_or_else(|_| row.connector.clone());
        Ok(Permits::of_account(self, shared, row.account_id.clone(), limits))
    }

    /// What the connector says of itself.
    pub(super) fn archive_info(&self, connector: &ConnectorId) -> Result<&ConnectorInfo> {
        self.archive_source(connector)?;
        let found = self.catalog.connectors.get(connector);
        found.ok_or_else(|| Error::not_found(format!("archive connector “{connector}”")))
    }

    /// The open account of a connector. Why it cannot be opened is a failure of the asking, not of the house.
    pub(super) async fn archive_account(
        &self,
        row: &ArchiveInstanceRow,
    ) -> Result<Result<Arc<dyn ArchiveAccount>, SetFailure>> {
        if let Some(open) = self.archive_accounts.get(&row.id, &row.credentials) {
            return Ok(Ok(open));
        }
        let sealed = self.store.read().await?.vault().open(&row.credentials).await;
        let refused = |detail: String| SetFailure { detail, retry: None, refused: true };
        let credentials = match sealed {
            Ok(sealed) => opened_form(&sealed)?,
            Err(store::StoreError::Key(error)) => return Ok(Err(refused(error.to_string()))),
            Err(error) => return Err(error.into()),
        };
        Ok(match self.archive_source(&row.connector)?.open(&credentials) {
            Ok(account) => {
                self.archive_accounts.put(row.id.clone(), row.credentials.clone(), account.clone());
                Ok(account)
            }
            Err(problems) => {
                let said: Vec<_> = problems.iter().map(ToString::to_string).collect();
                Err(refused(format!(
                    "The credentials cannot be used: {}. Enter them again.",
                    said.join("; ")
                )))
            }
        })
    }
}

impl ArchiveSettings {
    /// What is asked of the source at a validation: the rights of all that is wanted, agreed to or not.
    pub(super) fn validated_as(&self) -> Wanted {
        Wanted { from: self.from, messages: self.messages.is_some() }
    }
}

fn view_of(info: &ConnectorInfo, validation: &Validation) -> ValidationView {
    let missing: Vec<_> = validation
        .missing
        .iter()
        .map(|right| MissingView {
            right: right.right.clone(),
            classic: right.classic.clone(),
            granular: right.granular.clone(),
            alternatives: Vec::new(),
            affects: info
                .rights
                .iter()
                .filter(|known| known.classic == right.classic)
                .map(|known| known.why.clone())
                .collect(),
            required: right.required,
        })
        .collect();
    let named = |required: Option<bool>| -> String {
        let some = missing.iter().filter(|m| required.is_none_or(|required| m.required == required));
        some.map(|m| m.right.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (result, message) = if validation.lacks_required() {
        let needed = named(Some(true));
        let message = format!(
            "Validation failed: the credentials are right, but {needed} is missing. Without it the source shows only \
             a part, and does not say so. Add it at the service and validate again."
        );
        (ValidationResult::Failed, message)
    } else if !missing.is_empty() {
        let message =
            format!("Validation succeeded, but something is not archived without: {}.", named(None));
        (ValidationResult::Warning, message)
    } else {
        match validation.warnings.first() {
            None => (ValidationResult::Succeeded, "Validation succeeded".to_owned()),
            Some(warning) => {
                (ValidationResult::Warning, format!("Validation succeeded, with a warning: {warning}"))
            }
        }
    };
    ValidationView {
        result,
        account_id: Some(validation.account_id.clone()),
        message,
        problems: Vec::new(),
        granted: validation.granted.clone(),
        missing,
        undetected_checks: 0,
        warnings: validation.warnings.clone(),
    }
}
