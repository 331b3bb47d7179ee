//! Adding somebody who may sign in.

use super::{Actor, PrincipalView, UseCase, name, password};
use crate::{Engine, Error, Result};
use ledger::{LeafKind, Subject};
use model::{PrincipalId, Role, Secret};
use serde_json::json;
use store::{PrincipalRow, StoreError, Tx};

impl Engine {
    /// Adds a principal with a role and a first password.
    ///
    /// # Errors
    /// `Invalid` at `name` and `password`, both at once; `Conflict` at `name` when it is taken, in any case.
    pub async fn create_principal(
        &self,
        actor: &Actor,
        name: &str,
        role: Role,
        password: &Secret,
    ) -> Result<PrincipalView> {
        actor.may(UseCase::ManagePrincipals)?;
        let name = checked(name, password)?;
        let password_hash = password::hash(password, &self.random).await?;
        let mut tx = self.store.write().await?;
        let row = self.insert_principal(&mut tx, name, role, password_hash, Some(&actor.principal)).await?;
        tx.commit().await?;
        Ok(PrincipalView::of(row))
    }

    /// Keeps a new principal and its leaf, in the caller's transaction. Nobody made the first one.
    pub(super) async fn insert_principal(
        &self,
        tx: &mut Tx,
        name: String,
        role: Role,
        password_hash: String,
        by: Option<&PrincipalId>,
    ) -> Result<PrincipalRow> {
        let row = PrincipalRow {
            id: PrincipalId::make(self.clock.as_ref(), self.random.as_ref()),
            name,
            password_hash: Some(password_hash),
            role,
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
        let values = [("name", json!(row.name)), ("role", json!(row.role))];
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
