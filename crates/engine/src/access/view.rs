//! What people see of principals. Never a hash.

use super::Actor;
use model::{PrincipalId, Role, RoleGroupId, Time};
use serde::{Deserialize, Serialize};
use store::{Membership, PrincipalRow};
use utoipa::ToSchema;

/// Who signs in with a password, and who shows API tokens alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// Signs in with a password.
    #[default]
    Person,
    /// Has no password; a Global Administrator gives it API tokens.
    Program,
}

/// The group that decides what somebody may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RoleGroupRef {
    pub id: RoleGroupId,
    pub name: String,
}

impl From<&Membership> for RoleGroupRef {
    fn from(group: &Membership) -> Self {
        Self { id: group.id.clone(), name: group.name.clone() }
    }
}

/// Somebody who may sign in, or a program with API tokens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PrincipalView {
    pub id: PrincipalId,
    pub name: String,
    pub kind: PrincipalKind,
    pub role_group: RoleGroupRef,
    /// Those of the role group.
    pub roles: Vec<Role>,
    /// Whether signing in takes a second factor.
    pub second_factor: bool,
    pub created_at: Time,
}

impl PrincipalView {
    pub(super) fn of(row: PrincipalRow, second_factor: bool) -> Self {
        Self {
            role_group: (&row.group).into(),
            kind: kind_of(&row),
            id: row.id,
            name: row.name,
            roles: row.group.roles,
            second_factor,
            created_at: row.created_at,
        }
    }
}

/// Of somebody who was not removed: removing takes the password.
pub(super) fn kind_of(row: &PrincipalRow) -> PrincipalKind {
    match row.password_hash {
        Some(_) => PrincipalKind::Person,
        None => PrincipalKind::Program,
    }
}

/// Who asks, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Me {
    pub principal: SelfView,
    /// Names of the use-cases that the roles, and the scopes of an API token, let them do.
    pub permissions: Vec<&'static str>,
}

/// The principal that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SelfView {
    pub id: PrincipalId,
    pub name: String,
    pub role_group: RoleGroupRef,
    /// Those of the role group.
    pub roles: Vec<Role>,
}

impl Me {
    pub fn of(actor: &Actor) -> Self {
        let principal = SelfView {
            id: actor.principal.clone(),
            name: actor.name.clone(),
            role_group: (&actor.group).into(),
            roles: actor.roles().to_vec(),
        };
        Self { principal, permissions: actor.permissions() }
    }
}
