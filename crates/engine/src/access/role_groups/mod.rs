//! Role groups: roles under a name. Whoever is in one has all of its roles.
//!
//! There is a group for each role from the beginning, called like it, which nobody changes. A principal is in
//! exactly one group; another one replaces it, from the next request on.

mod create;
mod delete;
mod edit;
mod list;

pub use create::NewRoleGroup;
pub use edit::RoleGroupEdit;

use super::name;
use crate::{Error, FieldProblem, Result};
use model::{MailboxId, Role, RoleGroupId, Time};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use store::{Membership, RoleGroupRow, StoreError, Tx};
use utoipa::ToSchema;

/// Longest description, in characters: a few sentences.
const DESCRIPTION_CHARS_MAX: usize = 500;
/// Mailboxes that a group names; a group for more reaches all of them.
const MAILBOXES_MAX: usize = 500;

/// One group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoleGroupView {
    pub id: RoleGroupId,
    pub name: String,
    pub description: String,
    pub roles: Vec<Role>,
    /// Addresses of the mailboxes that its archive roles reach; null is all of them.
    pub mailboxes: Option<Vec<String>>,
    /// Whether it was always there, and cannot be changed.
    pub built_in: bool,
    /// How many principals are in it.
    pub members: u64,
    /// None for a group that was always there.
    pub created_at: Option<Time>,
}

impl RoleGroupView {
    async fn of(tx: &mut Tx, row: RoleGroupRow, members: u64) -> Result<Self> {
        let RoleGroupRow { id, name, description, roles, mailboxes, created_at, .. } = row;
        let mailboxes = match mailboxes {
            Some(ids) => Some(tx.mailboxes().addresses(&ids).await?.into_values().collect()),
            None => None,
        };
        let built_in = created_at.is_none();
        Ok(Self { id, name, description, roles, mailboxes, built_in, members, created_at })
    }
}

/// The mailboxes of these addresses, for a group that reaches no others.
///
/// # Errors
/// `Invalid` at `mailboxes`, naming those that are not there.
async fn reach(tx: &mut Tx, addresses: Option<&[String]>) -> Result<Option<Vec<MailboxId>>> {
    let Some(addresses) = addresses else { return Ok(None) };
    if addresses.is_empty() || addresses.len() > MAILBOXES_MAX {
        let message = format!("Name 1 to {MAILBOXES_MAX} mailboxes, or leave it out for all of them.");
        return Err(Error::field("mailboxes", message));
    }
    let wanted: BTreeSet<String> = addresses.iter().map(|address| address.trim().to_lowercase()).collect();
    let wanted: Vec<_> = wanted.into_iter().collect();
    let known = tx.mailboxes().by_address(&wanted).await?;
    let missing: Vec<_> = wanted.iter().filter(|address| !known.contains_key(*address)).cloned().collect();
    if !missing.is_empty() {
        let message = format!("There is no mailbox {}.", missing.join(", "));
        return Err(Error::field("mailboxes", message));
    }
    Ok(Some(known.into_values().map(|mailbox| mailbox.id).collect()))
}

/// The group of that id, for somebody who is put into it in this transaction.
///
/// # Errors
/// `Invalid` at `role_group` when there is none.
pub(super) async fn membership(tx: &mut Tx, id: &RoleGroupId) -> Result<Membership> {
    // Nobody deletes the group before who is put into it is seen there.
    tx.role_groups().hold().await?;
    let missing = || Error::field("role_group", "There is no such role group; it may have been deleted.");
    let row = tx.role_groups().get(id).await?.ok_or_else(missing)?;
    Ok(Membership { id: row.id, name: row.name, roles: row.roles, mailboxes: row.mailboxes })
}

/// Asked after a change and before its commit: two administrators who demote each other are not both to
/// succeed.
///
/// # Errors
/// `Conflict` when no person would be a Global Administrator any more.
pub(super) async fn refuse_without_administrator(tx: &mut Tx) -> Result<()> {
    if tx.principals().count_administrators().await? > 0 {
        return Ok(());
    }
    let message = "Nobody would be a Global Administrator any more. Make somebody else one first.".to_owned();
    Err(Error::Conflict { field: None, message })
}

/// A group that may be changed.
///
/// # Errors
/// `NotFound`; `Conflict` for those that were always there.
async fn changeable(tx: &mut Tx, id: &RoleGroupId) -> Result<RoleGroupRow> {
    let missing = || Error::not_found("such role group; it may have been deleted");
    let row = tx.role_groups().get(id).await?.ok_or_else(missing)?;
    if row.created_at.is_none() {
        let message = format!("“{}” was always there and cannot be changed. Create a group.", row.name);
        return Err(Error::Conflict { field: None, message });
    }
    Ok(row)
}

/// What a group is to be, as it is kept: trimmed, each role once in the roles' order; or all that is wrong.
fn checked(name: &str, description: &str, roles: &[Role]) -> Result<(String, String, Vec<Role>)> {
    let mut problems = Vec::new();
    let name = name::check(name).unwrap_or_else(|problem| {
        problems.push(problem);
        String::new()
    });
    let description = description.trim().to_owned();
    let chars = description.chars().count();
    if chars > DESCRIPTION_CHARS_MAX {
        let message =
            format!("A description has at most {DESCRIPTION_CHARS_MAX} characters; this one has {chars}.");
        problems.push(FieldProblem::new("description", message));
    }
    let roles: Vec<_> = Role::ALL.into_iter().filter(|role| roles.contains(role)).collect();
    if roles.is_empty() {
        problems.push(FieldProblem::new("roles", "Choose at least one role."));
    }
    if problems.is_empty() { Ok((name, description, roles)) } else { Err(Error::Invalid(problems)) }
}

/// What a leaf commits to of a group.
fn values(row: &RoleGroupRow) -> [(&'static str, Value); 4] {
    [
        ("name", json!(row.name)),
        ("description", json!(row.description)),
        ("roles", json!(row.roles)),
        ("mailboxes", json!(row.mailboxes)),
    ]
}

fn taken(error: StoreError) -> Error {
    match error {
        StoreError::Taken { by, .. } => Error::Conflict {
            field: Some("name".into()),
            message: format!("The name is taken by “{by}”. Choose another; case makes no difference."),
        },
        other => other.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_kept_once_and_in_their_order() {
        let roles = [Role::ComplianceManagerReader, Role::DataConnectorAdmin, Role::ComplianceManagerReader];
        let (name, description, roles) = checked("  Testers ", " who test ", &roles).unwrap();
        assert_eq!((name.as_str(), description.as_str()), ("Testers", "who test"));
        assert_eq!(roles, [Role::DataConnectorAdmin, Role::ComplianceManagerReader]);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let Err(Error::Invalid(problems)) = checked(" ", &"x".repeat(501), &[]) else {
            panic!("nothing of it may be")
        };
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["name", "description", "roles"]);
    }
}
