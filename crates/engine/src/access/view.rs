//! What people see of principals. Never a hash.

use super::{Actor, permissions_of};
use model::{PrincipalId, Role, Time};
use serde::Serialize;
use store::PrincipalRow;
use utoipa::ToSchema;

/// Somebody who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PrincipalView {
    pub id: PrincipalId,
    pub name: String,
    pub role: Role,
    pub created_at: Time,
}

impl PrincipalView {
    pub(super) fn of(row: PrincipalRow) -> Self {
        Self { id: row.id, name: row.name, role: row.role, created_at: row.created_at }
    }
}

/// Who is signed in, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    pub principal: SelfView,
    /// Names of the use-cases that the role may do.
    pub permissions: Vec<&'static str>,
}

/// The signed-in principal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SelfView {
    pub id: PrincipalId,
    pub name: String,
    pub role: Role,
}

impl Me {
    pub fn of(actor: &Actor) -> Self {
        let principal = SelfView { id: actor.principal.clone(), name: actor.name.clone(), role: actor.role };
        Self { principal, permissions: permissions_of(actor.role) }
    }
}
