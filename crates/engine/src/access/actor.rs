//! Who asks: a principal, by a session or by an API token, with what their roles let them do and see.

use super::{UseCase, allowed, permissions_of, token::TokenHash};
use crate::{Error, Result};
use model::{PrincipalId, Role, RoleGroupId, SessionId};
use std::sync::atomic::{AtomicBool, Ordering};
use store::{ApiTokenRow, Membership, PrincipalRow, Scope, SessionRow};

/// A principal that has shown who it is. Made only from a session or an API token, by this room.
pub struct Actor {
    pub(crate) principal: PrincipalId,
    pub(crate) name: String,
    pub(super) group: Membership,
    credential: Credential,
    /// What the credential is looked up by. Private like the scope, so that no other room can put an actor
    /// together.
    pub(super) token_hash: TokenHash,
    scope: Scope,
}

/// How a principal has shown who it is.
pub(super) enum Credential {
    /// By a sign-in.
    Session(SessionId),
    /// By an API token.
    Token(Scopes),
}

/// What an API token may do at most.
pub(super) struct Scopes {
    names: Vec<UseCase>,
    /// Whether it has let its bearer into something already. What a use-case shows on its way (an overview its
    /// connectors) is part of that use-case, and takes the owner's roles alone.
    entered: AtomicBool,
}

impl Scopes {
    fn new(names: Vec<UseCase>) -> Self {
        Self { names, entered: AtomicBool::new(false) }
    }

    fn let_in(&self, use_case: UseCase) -> bool {
        let named = self.names.contains(&use_case);
        if named {
            self.entered.store(true, Ordering::Relaxed);
        }
        named || (use_case.only_shows() && self.entered.load(Ordering::Relaxed))
    }
}

impl Actor {
    pub(super) fn signed_in(principal: PrincipalRow, session: SessionRow) -> Self {
        Self::new(principal, Credential::Session(session.id), session.token_hash)
    }

    pub(super) fn by_token(principal: PrincipalRow, token: ApiTokenRow) -> Self {
        // A scope that this release does not know lets nobody do anything.
        let scopes = token.scopes.iter().filter_map(|name| UseCase::parse(name)).collect();
        Self::new(principal, Credential::Token(Scopes::new(scopes)), token.token_hash)
    }

    fn new(principal: PrincipalRow, credential: Credential, token_hash: TokenHash) -> Self {
        let PrincipalRow { id, name, group, .. } = principal;
        // Everybody of this installation sees every row, but of mailboxes those that their group reaches; for all else
        // roles differ in what they may do.
        let scope = group.mailboxes.clone().map_or_else(Scope::everything, Scope::of_mailboxes);
        Self { principal: id, name, group, credential, token_hash, scope }
    }

    pub fn principal(&self) -> &PrincipalId {
        &self.principal
    }
    pub fn name(&self) -> &str {
        &self.name
    }
    pub fn roles(&self) -> &[Role] {
        &self.group.roles
    }
    pub fn role_group(&self) -> &RoleGroupId {
        &self.group.id
    }
    pub(super) fn credential(&self) -> &Credential {
        &self.credential
    }

    /// What this actor may see when doing this.
    ///
    /// # Errors
    /// [`Error::Forbidden`] names the roles that may do it, [`Error::ByToken`] the scope that a token lacks.
    pub fn may(&self, use_case: UseCase) -> Result<&Scope> {
        let roles = allowed(use_case);
        if !roles.iter().any(|role| self.group.roles.contains(role)) {
            return Err(Error::Forbidden { needs: roles.to_vec() });
        }
        match &self.credential {
            Credential::Token(scopes) if !scopes.let_in(use_case) => {
                let scope = use_case.as_str();
                let message = format!("This API token may not do this: it lacks the scope {scope}.");
                Err(Error::ByToken { message })
            }
            _ => Ok(&self.scope),
        }
    }

    /// The names of all that this actor may do, in the table's order.
    pub fn permissions(&self) -> Vec<&'static str> {
        let by_roles = permissions_of(&self.group.roles);
        match &self.credential {
            Credential::Session(_) => by_roles,
            Credential::Token(scopes) => {
                let named = |name: &&str| scopes.names.iter().any(|scope| scope.as_str() == *name);
                by_roles.into_iter().filter(named).collect()
            }
        }
    }

    /// The actor's session. What decides how somebody signs in wants one: a token that leaked must not be able
    /// to make itself last.
    ///
    /// # Errors
    /// [`Error::ByToken`].
    pub(super) fn session(&self) -> Result<&SessionId> {
        match &self.credential {
            Credential::Session(id) => Ok(id),
            Credential::Token(_) => {
                let message = "No API token may do this. Sign in with name and password.".to_owned();
                Err(Error::ByToken { message })
            }
        }
    }
}

#[cfg(test)]
impl Actor {
    /// An actor of that role, for the tests of this crate's other rooms.
    pub(crate) fn in_tests(role: Role) -> Self {
        Self::of_roles(&[role], None)
    }

    fn of_roles(roles: &[Role], scopes: Option<&[UseCase]>) -> Self {
        use model::{ManualClock, SeededRandom, Time};
        let (clock, random) = (ManualClock::at(Time::from_ms(0)), SeededRandom::new(1));
        let id = RoleGroupId::make(&clock, &random);
        let group = Membership { id, name: "In tests".into(), roles: roles.to_vec(), mailboxes: None };
        let credential = match scopes {
            Some(scopes) => Credential::Token(Scopes::new(scopes.to_vec())),
            None => Credential::Session(SessionId::make(&clock, &random)),
        };
        Self {
            principal: PrincipalId::make(&clock, &random),
            name: "in tests".into(),
            group,
            credential,
            token_hash: [0; 32],
            scope: Scope::everything(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_refusal_names_the_roles_that_may() {
        let reader = Actor::in_tests(Role::ComplianceManagerReader);
        assert!(reader.may(UseCase::ReadConnectors).is_ok());
        let Err(Error::Forbidden { needs }) = reader.may(UseCase::ManageConnectors) else {
            panic!("a reader may not manage connectors")
        };
        assert_eq!(needs, [Role::GlobalAdministrator, Role::DataConnectorAdmin]);
    }

    /// Of every pair of roles, and of none.
    #[test]
    fn who_has_several_roles_may_what_any_of_them_may() {
        for one in Role::ALL {
            for other in Role::ALL {
                let expected: BTreeSet<_> =
                    permissions_of(&[one]).into_iter().chain(permissions_of(&[other])).collect();
                let actor = Actor::of_roles(&[one, other], None);
                assert_eq!(actor.permissions().into_iter().collect::<BTreeSet<_>>(), expected);
            }
        }
        assert!(Actor::of_roles(&[], None).permissions().is_empty());
    }

    #[test]
    fn a_token_may_what_its_scopes_and_its_owners_roles_both_allow() {
        for role in Role::ALL {
            let of_role = permissions_of(&[role]);
            let all = Actor::of_roles(&[role], Some(UseCase::ALL));
            assert_eq!(all.permissions(), of_role, "{role:?}");
            for scope in UseCase::ALL {
                let one = Actor::of_roles(&[role], Some(&[*scope]));
                let expected: Vec<_> =
                    of_role.iter().copied().filter(|name| *name == scope.as_str()).collect();
                assert_eq!(one.permissions(), expected, "{role:?} {scope:?}");
            }
            assert!(Actor::of_roles(&[role], Some(&[])).permissions().is_empty());
            assert!(matches!(all.session(), Err(Error::ByToken { .. })));
        }
    }

    /// For every pair of scopes: what is asked first needs the one, what follows and only shows is part of it.
    #[test]
    fn what_a_use_case_shows_on_its_way_is_part_of_it_and_what_it_changes_is_not() {
        for first in UseCase::ALL {
            for second in UseCase::ALL.iter().filter(|second| *second != first) {
                let token = Actor::of_roles(&Role::ALL, Some(&[*first]));
                assert!(token.may(*second).is_err(), "{first:?} {second:?}");
                assert!(token.may(*first).is_ok());
                assert_eq!(token.may(*second).is_ok(), second.only_shows(), "{first:?} {second:?}");
                assert_eq!(token.permissions(), [first.as_str()]);
            }
        }
        // The roles decide in any case.
        let reader = Actor::of_roles(&[Role::ComplianceManagerReader], Some(&[UseCase::ReadOverview]));
        assert!(reader.may(UseCase::ReadOverview).is_ok());
        assert!(matches!(reader.may(UseCase::ReadAlerts), Err(Error::Forbidden { .. })));
    }

    #[test]
    fn a_scope_that_is_lacking_is_named() {
        let token = Actor::of_roles(&[Role::GlobalAdministrator], Some(&[UseCase::ReadOverview]));
        match token.may(UseCase::ReadActions) {
            Err(Error::ByToken { message }) => assert!(message.contains("actions.read"), "{message}"),
            _ => panic!("the scope does not reach so far"),
        }
    }
}
