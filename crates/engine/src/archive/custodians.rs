//! Custodians: the persons that mailboxes of ours belong to, entered by hand or as a CSV.

use crate::{
    Engine, Error, FieldProblem, Result,
    access::{Actor, UseCase},
};
use archive::mapping::normalise;
use ledger::{LeafKind, Subject};
use model::{MailboxId, Time};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use store::{MailboxOrigin, MailboxRow};
use utoipa::ToSchema;

/// Custodians that are entered at once, and characters of a name.
const CUSTODIANS_MAX: usize = 10_000;
const NAME_CHARS_MAX: usize = 200;
/// Problems of one list that are told at once.
const PROBLEMS_MAX: usize = 100;

/// Somebody who is to have a mailbox.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustodianInput {
    pub address: String,
    #[serde(default)]
    pub name: String,
}

/// What entering custodians did.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustodianImport {
    /// Mailboxes that are new.
    pub made: u64,
    /// Those that were there already.
    pub known: u64,
}

/// A mailbox of ours.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MailboxView {
    pub id: MailboxId,
    pub address: String,
    pub name: String,
    /// `custodian`, or `domain` for one that its domain gave it.
    pub origin: String,
    pub created_at: Time,
    pub messages: u64,
    /// UIDVALIDITY and the next UID (RFC 9051 §2.3.1.1).
    pub uid_validity: i64,
    pub uid_next: i64,
}

impl MailboxView {
    pub(super) fn of(row: MailboxRow) -> Self {
        Self {
            id: row.id,
            address: row.address,
            name: row.name,
            origin: row.origin.as_str().to_owned(),
            created_at: row.created_at,
            messages: u64::try_from(row.messages).unwrap_or(0),
            uid_validity: row.uid_validity,
            uid_next: row.uid_next,
        }
    }
}

/// Addresses as compared, with names; each once.
///
/// # Errors
/// `Invalid`, at `custodians.ROW.address` and the like.
pub(super) fn checked_custodians(input: &[CustodianInput]) -> Result<Vec<(String, String)>> {
    if input.len() > CUSTODIANS_MAX {
        let message = format!("{CUSTODIANS_MAX} custodians at a time; enter the rest after these.");
        return Err(Error::field("custodians", message));
    }
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    let mut checked = Vec::new();
    for (at, custodian) in input.iter().enumerate() {
        let name = custodian.name.trim().to_owned();
        let mut wrong = |field: &str, message: String| {
            problems.push(FieldProblem::new(format!("custodians.{at}.{field}"), message));
        };
        if name.chars().count() > NAME_CHARS_MAX {
            wrong("name", format!("A name has at most {NAME_CHARS_MAX} characters."));
        }
        match normalise(&custodian.address) {
            None => wrong("address", "Enter an e-mail address, such as ada@example.com.".to_owned()),
            Some(address) if !seen.insert(address.clone()) => {
                wrong("address", format!("{address} stands in the list twice."));
            }
            Some(address) => checked.push((address, name)),
        }
        if problems.len() >= PROBLEMS_MAX {
            break;
        }
    }
    if problems.is_empty() { Ok(checked) } else { Err(Error::Invalid(problems)) }
}

impl Engine {
    /// Makes mailboxes for custodians; those that are there stay, under the name that was entered.
    pub async fn add_custodians(&self, actor: &Actor, input: &[CustodianInput]) -> Result<CustodianImport> {
        actor.may(UseCase::ManageArchive)?;
        let custodians = checked_custodians(input)?;
        if custodians.is_empty() {
            return Err(Error::field("custodians", "Enter at least one custodian."));
        }
        let mut tx = self.store.write().await?;
        let made = tx.mailboxes().ensure(&custodians, MailboxOrigin::Custodian, self.clock.now()).await?;
        let about = Subject::new().with("principal", actor.principal());
        let addresses: Vec<_> = custodians.iter().map(|(address, _)| address).collect();
        self.leaf(&mut tx, LeafKind::CUSTODIANS_ADDED, about, &[("addresses", json!(addresses))]).await?;
        tx.commit().await?;
        Ok(CustodianImport { made, known: custodians.len() as u64 - made })
    }

    /// Mailboxes and whom they belong to, by address, after that one: no content, and none that is out of reach.
    pub async fn custodians(
        &self,
        actor: &Actor,
        search: &str,
        after: &str,
        limit: u32,
    ) -> Result<Vec<MailboxView>> {
        let scope = actor.may(UseCase::ReadArchive)?;
        let rows = self.store.read().await?.mailboxes().list(scope, search, after, limit).await?;
        Ok(rows.into_iter().map(MailboxView::of).collect())
    }
}
