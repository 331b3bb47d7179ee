//! *Validate connection*: a real sign-in and a look at the rights that it grants.

use super::{CertificateView, form};
use crate::{
    Engine, Error, Result,
    access::{Actor, UseCase},
};
use assure::{
    check::{Check, Read},
    pack::AuthMethod,
};
use connect::source::{Account, ConnectError, Credentials, Source, Validation};
use model::{CheckId, ConnectorId, DraftId, InstanceId, SignalName};
use serde::Serialize;
use std::{collections::BTreeSet, sync::Arc};
use store::{InstanceRow, Scope};
use utoipa::ToSchema;

/// The field of a sign-in form that says which account it is, where a service asks for that.
const ACCOUNT_ID: &str = "account_id";

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
    Usable(Box<Usable>),
    Refused(ValidationView),
}

/// An account that may be used, and what is kept of how it was opened.
pub(super) struct Usable {
    pub account: Arc<dyn Account>,
    pub account_id: String,
    /// As the connector took them: with defaults, without what the method does not ask for.
    pub credentials: Credentials,
    /// The method's id, where the connector has several.
    pub method: Option<String>,
    /// Of the key that we made for them.
    pub certificate: Option<CertificateView>,
    pub view: ValidationView,
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
            SignedIn::Usable(usable) => usable.view,
            SignedIn::Refused(view) => view,
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
        let info = self.catalog.connectors.get(connector);
        let info = info.ok_or_else(|| Error::not_found(format!("connector “{connector}”")))?;
        let at =
            |field: String, message: String| ProblemView { field: Some(field), message, mend: String::new() };
        let (method, whole) = match form::checked(info, credentials) {
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
        let validation = match account.validate().await {
            Ok(validation) => validation,
            Err(error) => {
                return Ok(SignedIn::Refused(failed(problems_of(method, &error))));
            }
        };
        let view = self.view_of(connector, &validation);
        if validation.lacks_required() {
            return Ok(SignedIn::Refused(view));
        }
        let other = self.other_account(scope, connector, &validation.account_id, edited).await?;
        if let Some((message, mend)) = other {
            let problem = ProblemView { field: account_field(method).map(str::to_owned), message, mend };
            let refused = failed(vec![problem]);
            return Ok(SignedIn::Refused(ValidationView { account_id: view.account_id, ..refused }));
        }
        Ok(SignedIn::Usable(Box::new(Usable {
            account,
            account_id: validation.account_id,
            method: (info.methods.len() > 1).then(|| method.id.clone()),
            // A key that was typed in place of the one that we made has no certificate of ours.
            certificate: form::key_pair_field(method)
                .and_then(|field| CertificateView::of(credentials, &field.name)),
            credentials: whole,
            view,
        })))
    }

    /// What is wrong with using this account, and how to mend it: it is not the pinned one, or another instance has
    /// it.
    async fn other_account(
        &self,
        scope: &Scope,
        connector: &ConnectorId,
        account_id: &str,
        edited: Option<&InstanceRow>,
    ) -> Result<Option<(String, String)>> {
        if let Some(row) = edited {
            return Ok((row.account_id != account_id).then(|| {
                let message = format!(
                    "These credentials belong to the account {account_id}; “{}” is pinned to the account {}.",
                    row.name, row.account_id
                );
                let mend =
                    "Enter credentials of the pinned account, or add a connector of its own for the other.";
                (message, mend.to_owned())
            }));
        }
        let instances = self.store.read().await?.instances().list(scope).await?;
        let same =
            instances.into_iter().find(|row| row.connector == *connector && row.account_id == account_id);
        Ok(same.map(|row| {
            let message = format!("The account {account_id} is already connected as “{}”.", row.name);
            (message, format!("Use “{}”, or enter the credentials of another account.", row.name))
        }))
    }

    fn view_of(&self, connector: &ConnectorId, validation: &Validation) -> ValidationView {
        let mut undetected: BTreeSet<&CheckId> = BTreeSet::new();
        let absent: BTreeSet<_> = validation.missing.iter().flat_map(|right| &right.signals).collect();
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
                    let checks = self.checks_that_need(connector, &right.signals, &absent);
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
                    "Validation failed: the credentials are right, but {} is missing. Add it at the service and \
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

    /// The checks that could not be detected because these signals are absent. A fact that can be read in either of two
    /// ways is only lost where all of them are `absent`.
    fn checks_that_need(
        &self,
        connector: &ConnectorId,
        signals: &[SignalName],
        absent: &BTreeSet<&SignalName>,
    ) -> Vec<&Check> {
        let Some(info) = self.catalog.connectors.get(connector) else { return Vec::new() };
        let lost = |read: &Read| {
            let another_way = read.either && !read.at.iter().all(|path| absent.contains(&path.signal));
            !another_way && read.at.iter().any(|path| signals.contains(&path.signal))
        };
        self.catalog.checks_of(&info.service).filter(|check| check.reads.values().any(lost)).collect()
    }

    /// The connector's code; a connector that is described but not built in is not there.
    pub(crate) fn source(&self, connector: &ConnectorId) -> Result<&Arc<dyn Source>> {
        self.sources.get(connector).ok_or_else(|| Error::not_found(format!("connector “{connector}”")))
    }
}

pub(crate) fn failed(problems: Vec<ProblemView>) -> ValidationView {
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

/// The field that says which account it is, where a method has one: other services know the account by who signs in.
pub(crate) fn account_field(method: &AuthMethod) -> Option<&'static str> {
    method.fields.iter().any(|field| field.name == ACCOUNT_ID).then_some(ACCOUNT_ID)
}

/// What is wrong, at each field of the method that may be at fault.
pub(crate) fn problems_of(method: &AuthMethod, error: &ConnectError) -> Vec<ProblemView> {
    let at = |field: Option<&str>| ProblemView {
        field: field.map(str::to_owned),
        message: error.to_string(),
        mend: error.mend().to_owned(),
    };
    let asked = |name: &&str| *name == form::METHOD || method.fields.iter().any(|field| field.name == *name);
    match error.fields().iter().copied().filter(asked).collect::<Vec<_>>().as_slice() {
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
pub(crate) fn as_invalid(view: ValidationView) -> Error {
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
