//! Adding somebody who may sign in, or a program.

use super::{Actor, PrincipalView, UseCase, name, password, role_groups};
use crate::{Engine, Error, Result};
use ledger::{LeafKind, Subject};
use model::{PrincipalId, RoleGroupId, Secret};
use serde_json::json;
use store::{PrincipalRow, StoreError, Tx};

impl Engine {
    /// Adds a person with a role group and a first password.
    ///
    /// # Errors
    /// `Invalid` at `name`, `role_group` and `password`; `Conflict` at `name` when it is taken, in any case.
    pub async fn create_principal(
        &self,
        actor: &Actor,
        name: &str,
        group: impl Into<RoleGroupId>,
        password: &Secret,
    ) -> Result<PrincipalView> {
        actor.may(UseCase::ManagePrincipals)?;
        let name = checked(name, password)?;
        let password_hash = password::hash(password, &self.random).await?;
        self.add(actor, name, &group.into(), Some(password_hash)).await
    }

    /// Adds a program, which has no password; see [`Engine::create_token_for`].
    ///
    /// # Errors
    /// As [`Engine::create_principal`].
    pub async fn create_program(
        &self,
        actor: &Actor,
        name: &str,
        group: impl Into<RoleGroupId>,
    ) -> Result<PrincipalView> {
        actor.may(UseCase::ManagePrincipals)?;
        let name = name::check(name).map_err(|problem| Error::Invalid(vec![problem]))?;
        self.add(actor, name, &group.into(), None).await
    }

    async fn add(
        &self,
        actor: &Actor,
        name: String,
        group: &RoleGroupId,
        password_hash: Option<String>,
    ) -> Result<PrincipalView> {
        // A token must not make somebody who can sign in.
        actor.session()?;
        let mut tx = self.store.write().await?;
        let row = self.insert_principal(&mut tx, name, group, password_hash, Some(&actor.principal)).await?;
        tx.commit().await?;
        Ok(PrincipalView::of(row, false))
    }

    /// Keeps a new principal and its leaf, in the caller's transaction. Nobody made the first one.
    pub(super) async fn insert_principal(
        &self,
        tx: &mut Tx,
        name: String,
        group: &RoleGroupId,
        password_hash: Option<String>,
        by: Option<&PrincipalId>,
    ) -> Result<PrincipalRow> {
        let row = PrincipalRow {
            id: PrincipalId::make(self.clock.as_ref(), self.random.as_ref()),
            name,
            password_hash,
            group: role_groups::membership(tx, group).await?,
            created_at: self.clock.now(),
            removed_at: None,
        };
        tx.principals().insert(&row).await.map_err(|error| match error {
            StoreError::Taken { by, .. } => Error::Conflict {
                field: Some("name".into()),
                message: format!("The name is taken by “{by}”. Choose another; case makes no difference."),
            },
            other => other.into(),
        })?;
        let mut about = Subject::new().with("principal", &row.id);
        if let Some(by) = by {
            about = about.with("by", by);
        }
        // The group of a role is called like it.
        let values = [("name", json!(row.name)), ("role", json!(row.group.id))];
        self.leaf(tx, LeafKind::PRINCIPAL_CREATED, about, &values).await?;
        Ok(row)
    }
}

/// The name as it is kept, when it and the password may be; otherwise all that is wrong with them.
pub(super) fn checked(name: &str, password: &Secret) -> Result<String> {
    match (name::check(name), password::check("password", password, name)) {
        (Ok(name), Ok(())) => Ok(name),
        (name, password) => Err(Error::Invalid(name.err().into_iter().chain(password.err()).collect())),
    }
}
