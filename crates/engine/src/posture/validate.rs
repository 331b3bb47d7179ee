//! *Validate connection*: a real sign-in and a look at the rights that it grants.

use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use assure::check::Check;
use connect::source::{Account, ConnectError, Credentials, Source, Validation};
use model::{CheckId, ConnectorId, DraftId, InstanceId};
use serde::Serialize;
use std::{collections::BTreeSet, sync::Arc};
use store::{InstanceRow, Scope};
use utoipa::ToSchema;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ValidationResult {
    Succeeded,
    /// It may be activated, but something will not be detected.
    Warning,
    Failed,
}

/// What a validation found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ValidationView {
    pub result: ValidationResult,
    /// The account that the credentials open, where they open one.
    pub account_id: Option<String>,
    pub message: String,
    /// What is wrong; empty unless it failed.
    pub problems: Vec<ProblemView>,
    /// The rights that the service granted, as it spells them.
    pub granted: Vec<String>,
    pub missing: Vec<MissingView>,
    /// How many checks could not be detected with these rights.
    pub undetected_checks: usize,
    /// What should be mended though the sign-in succeeded, such as this machine's clock.
    pub warnings: Vec<String>,
}

/// Something wrong with the credentials.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemView {
    /// The field at fault, where one is.
    pub field: Option<String>,
    pub message: String,
    /// How to mend it.
    pub mend: String,
}

/// A right that was not granted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MissingView {
    /// In the spelling that fits the other rights that were granted.
    pub right: String,
    /// The wide spelling of older apps.
    pub classic: String,
    /// The narrow spellings of newer apps, any one of which does.
    pub granular: Vec<String>,
    /// Other spellings, any one of which does instead.
    pub alternatives: Vec<String>,
    /// Titles of the checks that could not be detected without it.
    pub affects: Vec<String>,
    pub required: bool,
}

/// What a sign-in came to: an account that may be used, or what to tell the person.
pub(super) enum SignedIn {
    Usable { account: Arc<dyn Account>, account_id: String, view: ValidationView },
    Refused(ValidationView),
}

impl Engine {
    /// Tries credentials out. Nothing is kept. `instance` is the one being edited, whose account is pinned;
    /// `draft` has what is left out of the credentials.
    pub async fn validate(
        &self,
        actor: &Actor,
        connector: &ConnectorId,
        credentials: &Credentials,
        instance: Option<&InstanceId>,
        draft: Option<&DraftId>,
    ) -> Result<ValidationView> {
        let scope = actor.may(UseCase::ManageConnectors)?;
        let edited = match instance {
            Some(id) => Some(self.instance_row(id).await?),
            None => None,
        };
        let credentials = &self.with_draft(connector, draft, credentials).await?;
        Ok(match self.sign_in_to(scope, connector, credentials, edited.as_ref()).await? {
            SignedIn::Usable { view, .. } | SignedIn::Refused(view) => view,
        })
    }

    /// Signs in with credentials and holds the account against what is activated already.
    pub(super) async fn sign_in_to(
        &self,
        scope: &Scope,
        connector: &ConnectorId,
        credentials: &Credentials,
        edited: Option<&InstanceRow>,
    ) -> Result<SignedIn> {
        let source = self.source(connector)?;
        let account = match source.open(credentials) {
            Ok(account) => account,
            Err(problems) => {
                let problems = problems
                    .into_iter()
                    .map(|p| ProblemView { field: Some(p.field), message: p.message, mend: String::new() })
                    .collect();
                return Ok(SignedIn::Refused(failed(problems)));
            }
        };
        let validation = match account.validate().await {
            Ok(validation) => validation,
            Err(error) => {
                return Ok(SignedIn::Refused(failed(problems_of(&error))));
            }
        };
        let view = self.view_of(connector, &validation);
        if validation.lacks_required() {
            return Ok(SignedIn::Refused(view));
        }
        if let Some(problem) = self.other_account(scope, connector, &validation.account_id, edited).await? {
            let refused = failed(vec![problem]);
            return Ok(SignedIn::Refused(ValidationView { account_id: view.account_id, ..refused }));
        }
        Ok(SignedIn::Usable { account, account_id: validation.account_id, view })
    }

    /// What is wrong with using this account: it is not the pinned one, or another instance has it.
    async fn other_account(
        &self,
        scope: &Scope,
        connector: &ConnectorId,
        account_id: &str,
        edited: Option<&InstanceRow>,
    ) -> Result<Option<ProblemView>> {
        let field = Some("account_id".to_owned());
        if let Some(row) = edited {
            return Ok((row.account_id != account_id).then(|| ProblemView {
                field,
                message: format!(
                    "These credentials belong to the account {account_id}; “{}” is pinned to the account {}.",
                    row.name, row.account_id
                ),
                mend: "Enter credentials of the pinned account, or add a connector of its own for the other."
                    .into(),
            }));
        }
        let instances = self.store.read().await?.instances().list(scope).await?;
        let same =
            instances.into_iter().find(|row| row.connector == *connector && row.account_id == account_id);
        Ok(same.map(|row| ProblemView {
            field,
            message: format!("The account {account_id} is already connected as “{}”.", row.name),
            mend: format!("Use “{}”, or enter the credentials of another account.", row.name),
        }))
    }

    fn view_of(&self, connector: &ConnectorId, validation: &Validation) -> ValidationView {
        let mut undetected: BTreeSet<&CheckId> = BTreeSet::new();
        let missing: Vec<_> = validation
            .missing
            .iter()
            .map(|right| MissingView {
                right: right.right.clone(),
                classic: right.classic.clone(),
                granular: right.granular.clone(),
                alternatives: std::iter::once(&right.classic)
                    .chain(&right.granular)
                    .filter(|spelling| **spelling != right.right)
                    .cloned()
                    .collect(),
                affects: {
                    let checks = self.checks_that_read(connector, &right.signals);
                    undetected.extend(checks.iter().map(|check| &check.id));
                    titles(&checks)
                },
                required: right.required,
            })
            .collect();
        let (result, message) = if validation.lacks_required() {
            let needed: Vec<_> = missing.iter().filter(|m| m.required).map(|m| m.right.as_str()).collect();
            (
                ValidationResult::Failed,
                format!(
                    "Validation failed: the credentials are right, but the app lacks {}. Add it at the service and \
                     validate again; rights come into force with a new token.",
                    needed.join(", ")
                ),
            )
        } else if missing.is_empty() {
            match validation.warnings.first() {
                None => (ValidationResult::Succeeded, "Validation succeeded".to_owned()),
                Some(warning) => {
                    (ValidationResult::Warning, format!("Validation succeeded, with a warning: {warning}"))
                }
            }
        } else {
            (ValidationResult::Warning, without(&missing, undetected.len()))
        };
        ValidationView {
            result,
            account_id: Some(validation.account_id.clone()),
            message,
            problems: Vec::new(),
            granted: validation.granted.clone(),
            undetected_checks: undetected.len(),
            missing,
            warnings: validation.warnings.clone(),
        }
    }

    fn checks_that_read(&self, connector: &ConnectorId, signals: &[model::SignalName]) -> Vec<&Check> {
        let Some(info) = self.catalog.connectors.get(connector) else { return Vec::new() };
        self.catalog
            .checks_of(&info.service)
            .filter(|check| check.signals().any(|signal| signals.contains(signal)))
            .collect()
    }

    /// The connector's code; a connector that is described but not built in is not there.
    pub(crate) fn source(&self, connector: &ConnectorId) -> Result<&Arc<dyn Source>> {
        self.sources.get(connector).ok_or_else(|| Error::not_found(format!("connector “{connector}”")))
    }
}

fn failed(problems: Vec<ProblemView>) -> ValidationView {
    ValidationView {
        result: ValidationResult::Failed,
        account_id: None,
        message: "Validation failed".into(),
        problems,
        granted: Vec::new(),
        missing: Vec::new(),
        undetected_checks: 0,
        warnings: Vec::new(),
    }
}

/// What is wrong, at each field that may be at fault.
fn problems_of(error: &ConnectError) -> Vec<ProblemView> {
    let at = |field: Option<&str>| ProblemView {
        field: field.map(str::to_owned),
        message: error.to_string(),
        mend: error.mend().to_owned(),
    };
    match error.fields() {
        [] => vec![at(None)],
        fields => fields.iter().map(|field| at(Some(field))).collect(),
    }
}

/// The titles of checks; where several have one title, their ids tell them apart.
fn titles(checks: &[&Check]) -> Vec<String> {
    let named = |check: &&Check| match checks.iter().filter(|other| other.title == check.title).count() {
        1 => check.title.clone(),
        _ => format!("{} ({})", check.title, check.id),
    };
    checks.iter().map(named).collect()
}

/// What to say where rights are missing that one can do without.
fn without(missing: &[MissingView], undetected: usize) -> String {
    let rights: BTreeSet<_> = missing.iter().map(|missing| missing.right.as_str()).collect();
    let what = if rights.len() == 1 { "the missing right is added" } else { "the missing rights are added" };
    let checks = match undetected {
        1 => "1 check cannot be detected".to_owned(),
        n => format!("{n} checks cannot be detected"),
    };
    let rights = rights.into_iter().collect::<Vec<_>>().join(", ");
    format!("Validation succeeded, but {checks} until {what}: {rights}.")
}

/// A refused sign-in as wrong input, for the use-cases that need a usable one.
pub(super) fn as_invalid(view: ValidationView) -> Error {
    if view.problems.is_empty() {
        return Error::field("credentials", view.message);
    }
    Error::Invalid(
        view.problems
            .into_iter()
            .map(|problem| {
                let field =
                    problem.field.map_or("credentials".into(), |field| format!("credentials.{field}"));
                crate::FieldProblem::new(
                    field,
                    format!("{} {}", problem.message, problem.mend).trim().to_owned(),
                )
            })
            .collect(),
    )
}
