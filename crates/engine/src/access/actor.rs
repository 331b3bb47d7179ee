//! Who asks: a principal in a session, with what their role lets them do and see.

use super::{UseCase, allowed, token::TokenHash};
use crate::{Error, Result};
use model::{PrincipalId, Role, SessionId};
use store::{PrincipalRow, Scope, SessionRow};

/// A signed-in principal. Made only from a session, by this room.
pub struct Actor {
    pub(crate) principal: PrincipalId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) session: SessionId,
    /// What the session is looked up by. Private like the scope, so that no other room can put an actor
    /// together.
    pub(super) token_hash: TokenHash,
    scope: Scope,
}

impl Actor {
    pub(super) fn new(principal: PrincipalRow, session: SessionRow) -> Self {
        let PrincipalRow { id, name, role, .. } = principal;
        // Every role of this installation sees every row; roles differ in what they may do.
        let scope = Scope::everything();
        Self { principal: id, name, role, session: session.id, token_hash: session.token_hash, scope }
    }

    pub fn principal(&self) -> &PrincipalId {
        &self.principal
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn role(&self) -> Role {
        self.role
    }
    pub fn session(&self) -> &SessionId {
        &self.session
    }

    /// What this actor may see when doing this; [`Error::Forbidden`] names the roles that may do it.
    pub fn may(&self, use_case: UseCase) -> Result<&Scope> {
        let roles = allowed(use_case);
        if roles.contains(&self.role) {
            Ok(&self.scope)
        } else {
            Err(Error::Forbidden { needs: roles.to_vec() })
        }
    }
}

#[cfg(test)]
impl Actor {
    /// An actor of that role, for the tests of this crate's other rooms.
    pub(crate) fn in_tests(role: Role) -> Self {
        use model::{ManualClock, SeededRandom, Time};
        let (clock, random) = (ManualClock::at(Time::from_ms(0)), SeededRandom::new(1));
        let name = role.as_str().to_owned();
        let principal = PrincipalId::make(&clock, &random);
        let session = SessionId::make(&clock, &random);
        Self { principal, name, role, session, token_hash: [0; 32], scope: Scope::everything() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_the_roles_that_may() {
        let reader = Actor::in_tests(Role::ComplianceManagerReader);
        assert!(reader.may(UseCase::ReadConnectors).is_ok());
        let Err(Error::Forbidden { needs }) = reader.may(UseCase::ManageConnectors) else {
            panic!("a reader may not manage connectors")
        };
        assert_eq!(needs, [Role::GlobalAdministrator, Role::DataConnectorAdmin]);
    }
}
